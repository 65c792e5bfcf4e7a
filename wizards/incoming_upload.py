"""The clerk brings a packet or a scanned document in by hand."""

import base64
from pathlib import PurePath

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core import secrecy
from ..core.errors import EdocError
from ..core.pdftext import first_page_lines
from ..models._messages import user_error
from ..models.document_mixin import SECRECY
from ..models.incoming_entry_mixin import NOT_ENTERED


class EdocIncomingUpload(models.TransientModel):
    _name = "edoc.incoming.upload"
    _description = "Bring in a Document"

    file = fields.Binary(string="Packet (.edxml) or PDF", attachment=False)
    file_name = fields.Char()
    channel_id = fields.Many2one(
        "edi.backend",
        string="Channel of the packet",
        domain=[("backend_type_code", "=", "edoc")],
        default=lambda self: self._default_channel(),
    )
    is_packet = fields.Boolean(compute="_compute_is_packet")
    secrecy = fields.Selection(SECRECY, default="none", required=True)
    subject = fields.Char(string="Abstract", size=500)
    sender_id = fields.Many2one(
        "res.partner", string="Issuing agency", domain=[("edoc_is_agency", "=", True)]
    )

    @api.model
    def _default_channel(self):
        return self.env["edi.backend"].search(
            [
                ("backend_type_code", "=", "edoc"),
                ("company_id", "in", [self.env.company.id, False]),
            ],
            limit=1,
        )

    @api.depends("file_name")
    def _compute_is_packet(self):
        for wizard in self:
            wizard.is_packet = (wizard.file_name or "").lower().endswith(".edxml")

    @api.constrains("file", "secrecy")
    def _check_secrecy(self):
        """Điều 1.2: a secret is refused before the wizard itself has stored it."""
        for wizard in self:
            degree = wizard.secrecy if wizard.secrecy != "none" else None
            content = base64.b64decode(wizard.with_context(bin_size=False).file or b"")
            if not degree and content[:5] == b"%PDF-":
                try:
                    degree = secrecy.find_degree(first_page_lines(content))
                except EdocError as error:
                    raise user_error(self.env, error) from error
            if degree:
                raise UserError(self.env["edoc.incoming"]._secret_refusal(degree))

    def action_upload(self):
        self.ensure_one()
        if not self.env.user.has_group("l10n_vn_edoc.group_clerk"):
            raise AccessError(self.env._("Only the clerk brings documents in."))
        content = base64.b64decode(self.with_context(bin_size=False).file or b"")
        if not content:
            raise UserError(self.env._("Choose a file."))
        self.file = False  # what was brought in lives on in the document only
        if self.is_packet:
            return self._take_in_packet(content)
        return self._take_in_pdf(content)

    def _take_in_packet(self, content):
        if not self.channel_id:
            raise UserError(
                self.env._("Choose the channel that this packet belongs to.")
            )
        record = self.channel_id._edoc_take_in(self.file_name, content)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "The packet is kept as %(name)s and is being read.",
                    name=record.identifier,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _take_in_pdf(self, content):
        if content[:5] != b"%PDF-":
            raise UserError(
                self.env._(
                    "“%(name)s” is neither a packet nor a PDF.", name=self.file_name
                )
            )
        document = self.env["edoc.incoming"].create(
            {
                "subject": self.subject or PurePath(self.file_name or "").stem or "…",
                "sender_id": self.sender_id.id,
                "sender_name": self.sender_id.name or NOT_ENTERED,
                "sender_organ_id": self.sender_id.edoc_organ_id,
            }
        )
        document._attach("main", self.file_name, content)
        document._queue_reading()
        return document.action_open_entry()
