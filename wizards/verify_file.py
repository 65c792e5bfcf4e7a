"""Any of the staff has a file's signatures checked."""

import base64

from odoo import fields, models


class EdocVerifyFile(models.TransientModel):
    _name = "edoc.verify.file"
    _description = "Check a File's Signatures"

    file = fields.Binary(string="File", attachment=False)
    file_name = fields.Char()
    kind = fields.Selection(
        [
            ("document", "Document: personal signature and seal"),
            ("attachment", "Enclosure or copy: seal only"),
        ],
        string="What it is",
        default="document",
        required=True,
    )
    agency_name = fields.Char(
        string="Issuing agency",
        help="Compared with the name on the seal; may stay empty.",
    )

    def action_check(self):
        """Verify the file and show the result."""
        self.ensure_one()
        content = base64.b64decode(self.with_context(bin_size=False).file or b"")
        self.file = False  # what was uploaded lives on with the result only
        check = self.env["edoc.verification.check"]._check_file(
            self.file_name or self.env._("file"),
            content,
            self.kind,
            (self.agency_name or "").strip() or None,
        )
        return check._action_open()
