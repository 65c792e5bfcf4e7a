"""The acts on documents, to those who see the documents."""

from odoo import api, fields, models
from odoo.tools import SQL

from .audit import ACTS


class EdocAct(models.Model):
    """One act on a document, without what it changed.

    Leaders, clerks and archivists see those on the documents that they may read; the
    history itself is the administrator's (NĐ 30/2020 Phụ lục VI III.6).
    """

    _name = "edoc.act"
    _description = "Act on a Document"
    _inherit = ["edoc.act.said.mixin"]
    _order = "id desc"
    _rec_name = "label"
    _auto = False
    _log_access = False

    at = fields.Datetime(string="When", readonly=True)
    act = fields.Selection(ACTS, readonly=True)
    label = fields.Char(string="Number and notation", readonly=True)
    user_id = fields.Many2one("res.users", string="By", readonly=True)
    on_behalf_id = fields.Many2one("res.users", string="On behalf of", readonly=True)
    whence = fields.Char(string="From where", readonly=True)
    company_id = fields.Many2one("res.company", string="Entity", readonly=True)
    incoming_id = fields.Many2one(
        "edoc.incoming", string="Incoming document", readonly=True
    )
    outgoing_id = fields.Many2one(
        "edoc.outgoing", string="Outgoing document", readonly=True
    )
    copy_id = fields.Many2one("edoc.copy", string="Electronic copy", readonly=True)
    version_id = fields.Many2one("edoc.file.version", string="File", readonly=True)
    step_id = fields.Many2one("edoc.step", string="Step", readonly=True)

    @api.model
    def _step_id_of(self, row):
        return row.step_id.id

    @property
    def _table_query(self):
        links = SQL(", ").join(
            SQL(
                "CASE WHEN document_model = %s THEN document_id END AS %s",
                f"edoc.{kind}",
                SQL.identifier(f"{kind}_id"),
            )
            for kind in ("incoming", "outgoing", "copy")
        )
        return SQL(
            "SELECT id, at, act, detail, label, user_id, on_behalf_id, whence, "
            "company_id, CASE WHEN model = 'edoc.file.version' THEN res_id END AS "
            "version_id, CASE WHEN model = 'edoc.step' THEN res_id END AS step_id, "
            "%s FROM edoc_audit WHERE document_id > 0",
            links,
        )
