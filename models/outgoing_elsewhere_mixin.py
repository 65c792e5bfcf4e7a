"""Files that the leader signed with a tool of his own: extended, never rewritten."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..core.errors import EdocError
from ..core.numbering import written_day, written_month
from ..core.pdfsign.elsewhere import propose_elsewhere
from ..core.pdfsign.fill import fill_number
from ..core.pdfsign.jobs import PersonalElsewhereJob, SealElsewhereJob
from ..core.pdfsign.services import Level
from ..core.pdfsign.signed import has_own_fields, is_signed
from ..core.stats import vietnam_day
from ._messages import user_error


class EdocOutgoingElsewhereMixin(models.AbstractModel):
    """The leader's own signature in the file counts as the step (Điều 12.1b).

    Number and date then go into the picture of the seal's own step, for fields added
    now would be a change that the signature does not cover.
    """

    _name = "edoc.outgoing.elsewhere.mixin"
    _description = "Outgoing Document: Signed Elsewhere"

    signed_elsewhere = fields.Boolean(
        readonly=True,
        copy=False,
        help="The file came with a signature; it is extended and never rewritten.",
    )

    def _make_ready(self):
        """Make the files ready for signing, as early as the form is checked.

        :return: whether the main file came signed, so that it was left as it is
        :raises UserError: it can't be prepared, or bears what forbids the next steps
        """
        self.ensure_one()
        try:
            self._try_enclosures()
            content = self._main_file()._content()
            if not is_signed(content):
                self._prepare_files()
                return False
            if has_own_fields(content):
                # only to see whether the number can be written
                fill_number(content, number="1", day="01", month="01")
            else:
                propose_elsewhere(content, self._layout(), self.signer_name)
        except EdocError as error:
            raise user_error(self.env, error) from error
        return True

    def _try_enclosures(self):
        for file in self._enclosures().filtered(lambda file: file._is_pdf()):
            content = file._content()
            if is_signed(content):
                propose_elsewhere(content, self._layout())

    def _elsewhere_note(self):
        return self.env._(
            "The file came signed. It is not prepared; number and date are drawn "
            "together with the seal."
        )

    def _without_fields(self):
        """Tell whether number and seal have no fields of their own in the file."""
        self.ensure_one()
        if not self.signed_elsewhere:
            return False
        try:
            return not has_own_fields(self._main_file()._content())
        except EdocError as error:
            raise user_error(self.env, error) from error

    def _sign_as_is(self):
        """Take the signer's step without a key where the file bears his signature.

        :return: whether it was taken; otherwise his signature is still to be added
        :raises UserError: his signature is there and not in order
        """
        self.ensure_one()
        if not self.signed_elsewhere:
            return False
        self._check_step("sign")
        self.sudo().lock_for_update(allow_referencing=True)
        if not self._bears_own_signature():
            return False
        signed_at = self._check_signature(
            time_stamp=self._edoc_services().level is not Level.B
        )
        self._check_authority(vietnam_day(signed_at))
        main = self._main_file()
        main._add_version(main._content(), "signed")
        parts = (
            self.env._(
                "The file bears the signature of %(signer)s, made with a tool of his "
                "own at %(time)s; no new one was added.",
                signer=self.signer_name,
                time=self._vietnam_time(signed_at),
            ),
            self._authority_note(),
        )
        note = "\n".join(part for part in parts if part)
        self._take_step("sign", reason=note, signed_at=signed_at)
        self._notify_task(self._clerks(), self.env._("Take the number and seal"))
        return True

    def _vietnam_time(self, instant):
        local = fields.Datetime.context_timestamp(
            self.with_context(tz="Asia/Ho_Chi_Minh"), instant
        )
        return local.strftime("%d/%m/%Y %H:%M:%S")

    def _personal_elsewhere_job(self, job):
        """Return the job that adds a signature to a file that bears some already."""
        return PersonalElsewhereJob(
            job.pdf,
            when=job.when,
            services=job.services,
            picture=job.picture,
            signer_name=self.signer_name,
            layout=self._layout(),
        )

    def _seal_elsewhere_job(self, job):
        """Return the job that draws number and date together with the seal."""
        if not (self.code_number and self.date_issued):
            raise UserError(self.env._("The document has no number yet."))
        return SealElsewhereJob(
            job.pdf,
            when=job.when,
            services=job.services,
            seal=job.seal,
            number=self.code_number,
            day=written_day(self.date_issued.day),
            month=written_month(self.date_issued.month),
            style=job.style,
            code_text=job.code_text,
            layout=job.layout,
            signer_name=self.signer_name,
            enclosures=job.enclosures,
        )
