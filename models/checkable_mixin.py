"""Documents that anybody may check by the code on their print."""

import re
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import ormcache

from ..core.checkcode import code_first_page
from ..core.errors import EdocError
from ._messages import user_error

_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_GRADES = {
    "valid": ("Hợp lệ", "Valid"),
    "valid_with_note": ("Hợp lệ, có lưu ý", "Valid, with a note"),
    "invalid": ("Không hợp lệ", "Invalid"),
    "undecided": ("Chưa kết luận được", "Can't be told now"),
    "unreadable": ("Không đọc được", "Unreadable"),
}
_ENDED = {
    "recalled": ("Văn bản đã bị thu hồi.", "This document was recalled."),
    "replaced": ("Văn bản đã được thay thế.", "This document was replaced."),
}


class EdocCheckableMixin(models.AbstractModel):
    """A random code leads to what everybody may know of an issued document.

    That is number, notation, date, agency, the verdict on the signatures and whether
    it was recalled or replaced. Drafts and restricted documents are not known there.
    """

    _name = "edoc.checkable.mixin"
    _description = "Document That Anybody May Check"

    _checked_states = frozenset()
    _checked_kind = "document"

    check_token = fields.Char(
        string="Code of the public check",
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        index="btree_not_null",
    )

    def _check_address(self):
        """Return the address that the QR code holds; none of a restricted document."""
        self.ensure_one()
        document = self.sudo()
        if document._is_closed_to_public():
            return ""
        if not document.check_token:
            # 192 bits: no guessing
            document._through_door().write({"check_token": secrets.token_urlsafe(24)})
        base = document.env["ir.config_parameter"].get_param("web.base.url")
        return f"{base}/edoc/check/{document.check_token}"

    def _is_closed_to_public(self):
        return bool(self.is_restricted)

    def _with_code(self, pdf):
        """Return pages that are not signed any more, or not yet, with the QR code.

        :raises UserError: they can't be read
        """
        address = self._check_address()
        if not address:
            return pdf
        try:
            return code_first_page(pdf, address)
        except EdocError as error:
            raise user_error(self.env, error) from error

    @api.model
    def _public_check(self, token):
        """Return what everybody may know of the document with this code, or nothing."""
        if not _TOKEN.fullmatch(token):
            return None
        for model in ("edoc.outgoing", "edoc.copy"):
            documents = self.env[model].sudo()
            found = documents.search([("check_token", "=", token)], limit=1)
            if found and found.state in found._checked_states:
                return None if found._is_closed_to_public() else found._public_facts()
        return None

    def _public_facts(self):
        sealed = self.file_ids.version_ids.filtered(
            lambda v: v.stage in ("sealed", "archived") and not v.destroyed_at
        )
        version = self._main_file().current_id
        grade = self._public_grade(version.sha256, str(fields.Date.today()), version.id)
        return {
            "code": self.code,
            "day": self._public_day().strftime("%d/%m/%Y"),
            "agency": self.company_id.name,
            "grade": grade,
            "verdict": _GRADES[grade],
            "ended": _ENDED.get(self.state),
            "hashes": sealed.mapped("sha256"),
        }

    def _public_day(self):
        return self.date_issued

    @api.model
    def _vn_day_of(self, moment):
        local = self.with_context(tz="Asia/Ho_Chi_Minh")
        return fields.Datetime.context_timestamp(local, moment).date()

    @ormcache("sha256", "day")
    def _public_grade(self, sha256, day, version_id):
        """Return the verdict on the signatures, reached once a day for each file."""
        version = self.env["edoc.file.version"].sudo().browse(version_id)
        if version.destroyed_at:
            return "undecided"
        try:
            verdict, _lists = self.env["edoc.verification"]._judge(
                version._bytes(), self._checked_kind, self.company_id
            )
        except UserError:
            return "undecided"
        return verdict["verdict"]
