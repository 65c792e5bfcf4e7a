"""The number of an outgoing document, its date, and giving both up (Điều 12)."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..core.errors import EdocError
from ..core.numbering import format_number, written_day, written_month
from ..core.pdfsign.fill import fill_number
from ..core.stats import vietnam_day
from ._messages import user_error


class EdocOutgoingNumberMixin(models.AbstractModel):
    """A number is taken in order, bears the day's date and is never given twice."""

    _name = "edoc.outgoing.number.mixin"
    _description = "Outgoing Document: Number and Date"

    numbered_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    void_ids = fields.One2many(
        "edoc.register.void", "outgoing_id", string="Voided numbers", readonly=True
    )

    def _take_number(self):
        """Take the next number of the year and write it into the file (Điều 12.1c)."""
        self.ensure_one()
        self.sudo().lock_for_update(allow_referencing=True)
        today = self._vn_today()
        note = self._number_date_note(today)
        self._check_signature()
        organ_id = self.company_id.partner_id.edoc_organ_id
        if not organ_id:
            raise UserError(
                self.env._(
                    "The entity has no agency identifier yet (QĐ 28 Điều 10.2b)."
                )
            )
        book = self.env["edoc.register"]._book_of(
            self.company_id, "outgoing", today.year
        )
        number = book._take_number()
        written = format_number(number)
        self._write_number(written, today)
        self._take_step(
            "number",
            reason=note,
            register_id=book.id,
            number=number,
            code_number=written,
            date_issued=today,
            numbered_by_id=self.env.uid,
            document_uid=f"{organ_id},{today:%Y/%m/%d},{written}/{self.code_notation}",
        )

    def _write_number(self, written, day):
        """Write both into the fields; without fields the seal will draw them."""
        if self._without_fields():
            return
        main = self._main_file()
        try:
            filled = fill_number(
                main._content(),
                number=written,
                day=written_day(day.day),
                month=written_month(day.month),
            )
        except EdocError as error:
            raise user_error(self.env, error) from error
        main._add_version(filled, "numbered")

    # ------------------------------------------------------------- the date rule

    def _number_date_note(self, today):
        """Compare the day of the signature with the date of issue (Điều 12.2)."""
        signed = vietnam_day(self.signed_at) if self.signed_at else today
        return self._date_note(
            signed != today,
            self.env._(
                "Signed on %(signed)s, number and date of issue of %(issued)s: Điều "
                "12.2 asks for the same day.",
                signed=signed.strftime("%d/%m/%Y"),
                issued=today.strftime("%d/%m/%Y"),
            ),
            self.env._(
                "Return the document, so that it is signed, numbered and sealed on one "
                "day, or ask the administrator to let the entity warn only."
            ),
        )

    def _seal_date_note(self, when):
        """Compare the day of the seal with the date of issue (Điều 12.2).

        :param when: time of the seal, UTC
        """
        day = vietnam_day(when)
        return self._date_note(
            self.date_issued != day,
            self.env._(
                "Number and date of issue of %(issued)s, sealed on %(sealed)s: Điều "
                "12.2 asks for the same day.",
                issued=self.date_issued.strftime("%d/%m/%Y"),
                sealed=day.strftime("%d/%m/%Y"),
            ),
            self.env._(
                "The date stands in the signed file already. Void the number, so that "
                "the document is signed, numbered and sealed on one day, or ask the "
                "administrator to let the entity warn only."
            ),
        )

    def _check_seal_day(self):
        """Before the token is used, by the server's clock: refuse what is blocked."""
        if self._date_rule_blocks():
            self._seal_date_note(fields.Datetime.now())

    def _date_rule_blocks(self):
        return self.company_id.sudo().edoc_date_rule == "block"

    def _date_note(self, differ, sentence, remedy):
        """Return the sentence to keep with the step when dates differ (Điều 12.2).

        :raises UserError: the entity's setting blocks the step
        """
        self.ensure_one()
        if not differ:
            return None
        if self._date_rule_blocks():
            refusal = f"{sentence}\n{remedy}"
            raise UserError(refusal)
        self.message_post(body=sentence)
        return sentence

    # ------------------------------------------------------------------- voiding

    def _void_number(self, reason):
        """Give the number up and send the document back to its author.

        The number stays in the book as voided and is never given again; what was
        signed and numbered is kept.
        """
        for document in self:
            document._check_step("void", reason)
            document.sudo().lock_for_update(allow_referencing=True)
            document._keep_voided(reason)
            code = document.code
            document._take_step(
                "void",
                reason=f"{code}: {reason}",
                return_reason=reason,
                register_id=False,
                number=False,
                code_number=False,
                date_issued=False,
                numbered_by_id=False,
                document_uid=False,
            )
            document._back_to_drafts()
            document._notify_task(
                document.author_id, self.env._("Mend and hand in again")
            )
        return True

    def _keep_voided(self, reason):
        self.env["edoc.register.void"]._through_door().create(
            {
                "register_id": self.register_id.id,
                "number": self.number,
                "code": self.code,
                "date_issued": self.date_issued,
                "document_uid": self.document_uid,
                "outgoing_id": self.id,
                "numbered_by_id": self.numbered_by_id.id,
                "reason": reason,
                "user_id": self.env.uid,
            }
        )
