"""*Kiểm tra ký số* of any file, for any of the staff."""

import base64
import hashlib
import json
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core.pdfsign.confined import MOST_BYTES
from ..core.secrecy_confined import degree_confined
from ._verdicts import checker_limits, storable

_KEPT = timedelta(days=1)


class EdocVerificationCheck(models.Model):
    """One verification of an uploaded file that belongs to no document.

    Result and evidence stay, as for documents (TT 41/2017 Điều 9); the file itself is
    dropped after a day, by then it has been looked at and compared. It is seen by whom
    it was uploaded by; administrators see that it was done, never its bytes.
    """

    _name = "edoc.verification.check"
    _description = "Signature Check of a File"
    _inherit = ["edoc.guarded.mixin", "edoc.verification.shown.mixin"]
    _order = "id desc"
    _guarded_rows = True

    name = fields.Char(string="File", required=True)
    kind = fields.Selection(
        [("document", "Document"), ("attachment", "Enclosure")], required=True
    )
    agency_name = fields.Char(string="Issuing agency")
    size = fields.Integer(string="Size (bytes)", aggregator=None)
    company_id = fields.Many2one("res.company", required=True, index=True)
    user_id = fields.Many2one(required=True, index=True)
    content = fields.Binary(attachment=True, copy=False, groups=fields.NO_ACCESS)
    has_content = fields.Boolean(
        string="The file is kept", compute="_compute_has_content"
    )
    preview_url = fields.Char(string="Preview", compute="_compute_has_content")

    def _compute_has_content(self):
        for check in self:
            check.has_content = check._has_bytes()
            check.preview_url = check.has_content and f"{check._url()}/file"

    @api.model
    def _check_file(self, name, content, kind, agency=None):
        """Verify a file and keep the result for the user who asks.

        :param kind: as of :meth:`edoc.verification._verify_version`
        :return: the new ``edoc.verification.check``
        :raises UserError: the file is none that may be checked here
        """
        if not self.env.user.has_group("l10n_vn_edoc.group_user"):
            raise AccessError(self.env._("Only the staff checks files here."))
        self._refuse_unfit(name, content)
        verifications = self.env["edoc.verification"]
        company = self.env.company
        verdict, lists = verifications._judge(content, kind, company, agency=agency)
        values = {
            "name": name,
            "kind": kind,
            "agency_name": agency,
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "company_id": company.id,
            "user_id": self.env.uid,
            "content": base64.b64encode(content),
            "grade": verdict["verdict"],
            "sentence": storable(verdict["sentence"]["vi"]),
            "report": storable(json.dumps(verdict, ensure_ascii=False)),
            "crl_ids": [Command.set(lists.ids)],
        }
        return self._through_door().create(values).with_env(self.env)

    @api.model
    def _refuse_unfit(self, name, content):
        """Raise for an empty or too large file, and for a secret one (Điều 1.2)."""
        if not content:
            raise UserError(self.env._("Choose a file."))
        if len(content) > MOST_BYTES:
            raise UserError(
                self.env._(
                    "“%(name)s” is larger than %(limit)s MB.",
                    name=name,
                    limit=MOST_BYTES // 1024 // 1024,
                )
            )
        degree = degree_confined(content, checker_limits())
        if degree:
            raise UserError(self.env["edoc.incoming"]._secret_refusal(degree))

    def action_check_again(self):
        """Verify the same bytes again; the new result stands beside the old one."""
        self.ensure_one()
        again = self._check_file(
            self.name, self._kept_bytes(), self.kind, self.agency_name or None
        )
        return again._action_open()

    def _action_open(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    @api.autovacuum
    def _gc_contents(self):
        """Drop the files of yesterday; results and hashes stay."""
        old = self.sudo().search(
            [
                ("content", "!=", False),
                ("verified_at", "<", fields.Datetime.now() - _KEPT),
            ]
        )
        old._through_door().write({"content": False})

    # --------------------------------------------------------------- what users see

    def _file_name(self):
        return self.name

    def _has_bytes(self):
        """Tell whether the user may have the bytes: his own, for a day."""
        mine = self.user_id == self.env.user
        return mine and bool(self.sudo().with_context(bin_size=True).content)

    def _kept_bytes(self):
        if not self._has_bytes():
            raise UserError(
                self.env._(
                    "The file “%(name)s” is not kept any more; only its result is. "
                    "Upload it again to look at it.",
                    name=self.name,
                )
            )
        return base64.b64decode(self.sudo().with_context(bin_size=False).content)

    def _url(self):
        return f"/edoc/check/{self.id}"

    def _slip(self):
        return "l10n_vn_edoc.verification_check_slip"
