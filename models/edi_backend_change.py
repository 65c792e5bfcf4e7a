from odoo import fields, models


class EdiBackend(models.Model):
    """How the agencies behind a channel are asked to give a document back."""

    _inherit = "edi.backend"

    edoc_recall_by = fields.Selection(
        [("packet", "Recall packet"), ("status", "Status 13 (take-back)")],
        string="Recalls are sent as",
        default="packet",
        help="Both are in use (QCVN 102:2016): a packet that repeats the document's "
        "data, or a status with the reason.",
    )
