"""Signature, number and seal on the files of an outgoing document (Điều 12.1)."""

import base64
from datetime import UTC

from odoo import fields, models
from odoo.exceptions import UserError

from ..core.copying import count_pages
from ..core.errors import EdocError
from ..core.pdfsign.jobs import PersonalJob, SealJob
from ..core.pdfsign.prepare import prepare_document
from ..core.stats import vietnam_day
from ._messages import user_error
from .file_archive_mixin import SEALED_STAGES


class EdocOutgoingSigningMixin(models.AbstractModel):
    """The order of handling that the law sets: signature, number and date, seal."""

    _name = "edoc.outgoing.signing.mixin"
    _description = "Outgoing Document: Signing"
    _inherit = ["edoc.signing.mixin"]

    signed_at = fields.Datetime(readonly=True, copy=False)
    sealed_at = fields.Datetime(readonly=True, copy=False)

    # ------------------------------------------------------------------ drafting

    def _main_file(self):
        self.ensure_one()
        return self.sudo().file_ids.filtered(lambda file: file.role == "main")[:1]

    def _enclosures(self):
        """Return the enclosures to be sealed; attached copies bear a seal already."""
        self.ensure_one()
        return self.sudo().file_ids.filtered(
            lambda file: file.role == "enclosure" and not file.of_copy_id
        )

    def _prepare_files(self):
        """Add the fields for number, date and both signatures to the main file."""
        self.ensure_one()
        main = self._main_file()
        try:
            prepared = prepare_document(
                main._content(),
                layout=self._layout(),
                signer_name=self.signer_name,
                placements=self._placements(main.current_id),
                information=self.company_id.edoc_seal_style == "mau01",
            )
        except EdocError as error:
            raise user_error(self.env, error) from error
        main._add_version(prepared.pdf, "prepared")
        if not self.page_count:
            self._through_door().write({"page_count": count_pages(prepared.pdf)})

    def _back_to_drafts(self):
        """The author goes on from his draft; what was made of it stays kept."""
        self.ensure_one()
        for file in self.sudo().file_ids:
            draft = file._latest_draft()
            if draft and file.current_id != draft:
                file._through_door().write({"current_id": draft.id})

    # ------------------------------------------------------------------- signing

    def _sign_with(self, pin):
        """Sign the main file with the leader's key (Điều 12.1b, Mẫu 02)."""
        for document in self:
            if document._sign_as_is():
                continue
            job = document._personal_job()
            with document._token_key("person", pin) as key:
                signed = job.run(key)
            document._keep_personal(signed)
        return True

    def _personal_job(self):
        """Check and lock; return what the leader's token has to do."""
        self.ensure_one()
        self._check_step("sign")
        self.file_ids._check_not_destroyed()
        self._check_authority(self._vn_today())
        self.sudo().lock_for_update(allow_referencing=True)
        picture = self.env.user.sudo().with_context(bin_size=False).edoc_signature_image
        job = PersonalJob(
            self._main_file()._content(),
            when=fields.Datetime.now().replace(tzinfo=UTC),
            services=self._edoc_services(),
            picture=base64.b64decode(picture) if picture else None,
        )
        return self._personal_elsewhere_job(job) if self._without_fields() else job

    def _keep_personal(self, signed):
        """Keep what :meth:`_personal_job` came to, and take the step.

        :param signed: one ``SignedFile``, the main file
        """
        [main] = signed
        signed_at = self._signing_time(main)
        self._check_authority(vietnam_day(signed_at))
        self._main_file()._add_version(main.pdf, "signed")
        note = self._authority_note()
        self._take_step("sign", reason=note, signed_at=signed_at)
        self._notify_task(self._clerks(), self.env._("Take the number and seal"))

    def _seal_job(self):
        """Check and lock; return what the token of the seal has to do."""
        self.ensure_one()
        self._check_step("seal")
        self._check_seal_day()
        self.sudo().lock_for_update(allow_referencing=True)
        company = self.company_id.sudo()
        job = SealJob(
            self._main_file()._content(),
            when=fields.Datetime.now().replace(tzinfo=UTC),
            services=self._edoc_services(),
            seal=company._edoc_seal_picture(),
            style=company.edoc_seal_style,
            code_text=self.code,
            layout=self._layout(),
            enclosures=tuple(file._content() for file in self._enclosures()),
        )
        if self._without_fields():
            job = self._seal_elsewhere_job(job)
        return self._checked(job)

    def _keep_sealed(self, signed):
        """Keep what :meth:`_seal_job` came to, and take the step.

        :param signed: ``SignedFile`` of the main file, then of the enclosures
        """
        files = [self._main_file(), *self._enclosures()]
        for file, result in zip(files, signed, strict=True):
            file._add_version(result.pdf, "sealed")
        sealed_at = self._signing_time(signed[0])
        note = self._seal_date_note(sealed_at)
        self._take_step("seal", reason=note, sealed_at=sealed_at)
        self._notify_task(self._senders(), self.env._("Issue"))

    def _check_issuable(self):
        """Nothing leaves unsigned or unsealed (Điều 6.2b, 13.2)."""
        for file in self.sudo().file_ids:
            if file.current_id.stage not in SEALED_STAGES:
                raise UserError(
                    self.env._(
                        "“%(name)s” bears no seal yet; the document can't be issued.",
                        name=file.name,
                    )
                )
            file._content()
        if not self._has_recipients():
            raise UserError(self.env._("Name at least one recipient."))
