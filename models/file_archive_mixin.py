"""Archive time stamps of issued files, renewed before they end (PAdES B-LTA)."""

from datetime import UTC

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError

from odoo.addons.queue_job.exception import RetryableJobError

from ..core.errors import EdocError
from ..core.pdfsign.archive import archive_expires, renew_archive
from ._messages import user_error
from .signing_settings_mixin import MOST_MONTHS

SEALED_STAGES = frozenset({"sealed", "archived"})
_GOOD = ("valid", "valid_with_note")


class EdocFileArchiveMixin(models.AbstractModel):
    """A signature stays provable as long as its last archive time stamp does.

    Renewing appends: the file begins with the bytes that were sealed.
    """

    _name = "edoc.file.archive.mixin"
    _description = "File: Archive Time Stamps"

    @api.model
    def _archive_end(self, content, stage):
        """Return when the last archive time stamp of a sealed file ends, if any."""
        if stage not in SEALED_STAGES or content[:5] != b"%PDF-":
            return False
        end = archive_expires(content)
        return end.astimezone(UTC).replace(tzinfo=None) if end else False

    def _queue_renewal(self):
        """Have the archive time stamps renewed in the background, once each."""
        for file in self:
            version = file.sudo().current_id
            file.with_delay(
                identity_key=f"edoc-archive-{version.id}",
                description=self.env._(
                    "Renew the archive time stamp of “%(name)s”", name=file.name
                ),
            )._renew_archive(version.id)

    def _renew_archive(self, version_id):
        """Append a version with a new archive time stamp, unless it has one already.

        :param version_id: that was current when this was asked for; done twice, the
            second time finds another one and leaves it
        """
        self.ensure_one()
        file = self.sudo()
        try:
            file.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise RetryableJobError("The file is being worked on.") from error
        if file.current_id.id != version_id:
            return
        try:
            with self.env.cr.savepoint():
                file._append_renewed()
        except EdocError as error:
            file._warn_of_archive(str(user_error(self.env, error)))
        except UserError as error:
            file._warn_of_archive(str(error))

    def _append_renewed(self):
        """Append the renewed file.

        :raises EdocError: see ``archive``
        :raises UserError: what came of it is not valid, or would not last longer
        """
        old = self.current_id
        company = self._document().company_id
        pdf = renew_archive(
            old._bytes(),
            company._edoc_trust_services("LTA"),
            fields.Datetime.now().replace(tzinfo=UTC),
        )
        new = self._add_version(pdf, "archived").sudo()
        if old.archive_expires and new.archive_expires <= old.archive_expires:
            raise UserError(
                self.env._(
                    "The new time stamp would end no later than the one in the file "
                    "(%(end)s): the time-stamp authority's own certificate ends then. "
                    "The file stays as it is; ask the authority for its new service.",
                    end=old.archive_expires.strftime("%d/%m/%Y"),
                )
            )
        whole = self.role == "main" and self.outgoing_id
        kind = "document" if whole else "attachment"
        result = self.env["edoc.verification"]._verify_version(new, kind, company)
        if result.grade not in _GOOD:
            raise UserError(
                self.env._(
                    "The file with the new time stamp did not pass verification, so "
                    "the old one stays: %(words)s",
                    words=result.sentence,
                )
            )

    def _warn_of_archive(self, words):
        """Put the failure on the desks of the administrators and of who asked for it.

        The task is bound to no record, for administrators don't read documents.
        """
        document = self._document()
        users = document.company_id._edoc_managers()
        if not self.env.user._is_superuser():
            users |= self.env.user
        tasks = self.env["mail.activity"].sudo()
        kind = self.env.ref("l10n_vn_edoc.activity_archive")
        for user in users:
            summary = self.with_context(lang=user.lang).env._(
                "Archive time stamp of %(code)s, “%(file)s”, could not be renewed",
                code=document.code,
                file=self.name,
            )
            mine = [("user_id", "=", user.id), ("activity_type_id", "=", kind.id)]
            if tasks.search_count([*mine, ("summary", "=", summary)]):
                continue
            tasks.create(
                {
                    "activity_type_id": kind.id,
                    "user_id": user.id,
                    "summary": summary,
                    "note": words,
                }
            )

    @api.model
    def _cron_renew_archives(self):
        """Each month: renew what ends within the months that the entity sets."""
        now = fields.Datetime.now()
        ending = [("archive_expires", "<=", now + relativedelta(months=MOST_MONTHS))]
        versions = self.env["edoc.file.version"].sudo().search(ending)
        for file in versions.file_id:
            months = file._document().company_id.edoc_archive_months
            end = file.current_id.archive_expires
            if end and end <= now + relativedelta(months=months):
                file._queue_renewal()
