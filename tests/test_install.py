from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestInstall(TransactionCase):
    def test_module_is_installed(self):
        module = self.env.ref("base.module_l10n_vn_edoc")
        self.assertEqual(module.state, "installed")
