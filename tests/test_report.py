from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestExchangeReport(TransactionCase):
    def test_smoke(self):
        user = self.env.ref("base.user_admin")
        user.group_ids += self.env.ref("l10n_vn_edoc.group_report")
        report = self.env["edoc.exchange.report"].with_user(user).create({})
        report.action_show()
        report.action_open_cell("total", "out_total")
