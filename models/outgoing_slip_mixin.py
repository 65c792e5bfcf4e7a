"""The slip that goes to the signer with a draft (*phiếu trình*)."""

from odoo import fields, models


class EdocOutgoingSlipMixin(models.AbstractModel):
    """What the author says about his draft to those who review and sign it."""

    _name = "edoc.outgoing.slip.mixin"
    _description = "Outgoing Document: Submission Slip"

    summary = fields.Text(
        string="Summary of the content", help="Stands on the phiếu trình."
    )
    proposal = fields.Text(
        string="Proposal to the leader", help="Stands on the phiếu trình."
    )

    def action_print_slip(self):
        report = self.env.ref("l10n_vn_edoc.submission_slip_report_action")
        return report.report_action(self)
