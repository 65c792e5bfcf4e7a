"""Remarks on the versions of a draft (NĐ 30/2020 Điều 10 to 12)."""

from odoo import fields, models


class EdocDraftComment(models.Model):
    """What somebody said about a version; it stays as it was sent."""

    _name = "edoc.draft.comment"
    _description = "Remark on a Draft"
    _inherit = ["edoc.guarded.mixin"]
    _order = "id desc"
    _guarded_rows = True

    outgoing_id = fields.Many2one(
        "edoc.outgoing", required=True, index=True, ondelete="cascade"
    )
    version_id = fields.Many2one(
        "edoc.file.version",
        string="Version",
        required=True,
        index=True,
        ondelete="cascade",
    )
    version_number = fields.Integer(
        related="version_id.number", string="Version no.", aggregator=None
    )
    file_name = fields.Char(related="version_id.name", string="File")
    user_id = fields.Many2one(
        "res.users", string="By", required=True, ondelete="restrict"
    )
    said_at = fields.Datetime(string="At", required=True, default=fields.Datetime.now)
    body = fields.Text(string="Remark", required=True)
