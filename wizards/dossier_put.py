"""Putting documents, or a loose file, into dossiers (NĐ 30/2020 Điều 29.3)."""

import base64

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.dossier_filing_mixin import LINKS, NOT_FILED


def _filed(model, string):
    return fields.Many2many(
        model, string=string, domain=[("state", "not in", NOT_FILED[model])]
    )


class EdocDossierPut(models.TransientModel):
    """From a document, a list of them, or a dossier: *đưa vào hồ sơ*."""

    _name = "edoc.dossier.put"
    _description = "Put into a Dossier"

    dossier_ids = fields.Many2many(
        "edoc.dossier",
        string="Into the dossiers",
        required=True,
        domain=[("can_file", "=", True)],
    )
    incoming_ids = _filed("edoc.incoming", "Incoming documents")
    outgoing_ids = _filed("edoc.outgoing", "Outgoing and internal documents")
    copy_ids = _filed("edoc.copy", "Electronic copies")
    from_dossier = fields.Boolean()

    @api.model
    def default_get(self, fields):
        """From a list view: the documents that are chosen there."""
        values = super().default_get(fields)
        model = self.env.context.get("active_model")
        if model in LINKS and not any(
            self.env.context.get(f"default_{link}s") for link in LINKS.values()
        ):
            chosen = self.env.context.get("active_ids", [])
            self.env[model].browse(chosen).check_access("read")
            values[f"{LINKS[model]}s"] = [Command.set(chosen)]
        return values

    def action_put(self):
        self.ensure_one()
        kinds = (self.incoming_ids, self.outgoing_ids, self.copy_ids)
        if not any(kinds):
            raise UserError(self.env._("Choose the documents."))
        for documents in filter(None, kinds):
            self.dossier_ids._file(documents)
        return {"type": "ir.actions.act_window_close"}


class EdocDossierKeep(models.TransientModel):
    """A file that is no document of the registers, with what is known of it."""

    _name = "edoc.dossier.keep"
    _description = "Keep a File in a Dossier"

    dossier_id = fields.Many2one("edoc.dossier", required=True, ondelete="cascade")
    upload = fields.Binary(string="File", required=True, attachment=False)
    name = fields.Char(string="File name", required=True)
    kept_subject = fields.Char(string="What it is", required=True, size=500)
    kept_type = fields.Char(string="Type", size=100)
    kept_code = fields.Char(string="Number and notation", size=50)
    kept_day = fields.Date(string="Date")
    kept_agency = fields.Char(string="Author", size=200)
    page_count = fields.Integer(
        string="Pages", aggregator=None, help="Of a PDF they are counted."
    )

    def action_keep(self):
        self.ensure_one()
        known = {
            name: self[name]
            for name in (
                "kept_subject",
                "kept_type",
                "kept_code",
                "kept_day",
                "kept_agency",
            )
        }
        if self.page_count:
            known["page_count"] = self.page_count
        content = base64.b64decode(self.upload)
        self.dossier_id._keep_file(self.name, content, **known)
        return {"type": "ir.actions.act_window_close"}
