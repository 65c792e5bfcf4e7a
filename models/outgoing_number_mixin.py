"""The number of an outgoing document, its date, and giving both up (Điều 12)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

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
    can_take_reserved = fields.Boolean(compute="_compute_can_take_reserved")

    @api.depends("can_number")
    def _compute_can_take_reserved(self):
        reserved = self.env["edoc.register.reserved"]
        for document in self:
            document.can_take_reserved = document.can_number and bool(
                reserved._offered(document)
            )

    def _take_turns_of_books(self):
        """Several documents: wait for all their books first, in one order for all."""
        if len(self) > 1:
            books = self.env["edoc.register"]
            for document in self:
                books |= books._book_for(document, self._vn_today().year)[1]
            books._take_turns()

    def _take_number(self, reserved=None):
        """Take the next number of the year and write it into the file (Điều 12.1c).

        :param reserved: a number that was reserved; it bears the day of that
        :raises UserError: what stands against it, by the rule
        """
        self.ensure_one()
        self.sudo().lock_for_update(allow_referencing=True)
        today = reserved.day if reserved else self._vn_today()
        note = self._number_date_note(today)
        self._check_signature()
        organ_id = self.company_id.partner_id.edoc_organ_id
        if not organ_id:
            raise UserError(
                self.env._(
                    "The entity has no agency identifier yet (QĐ 28 Điều 10.2b)."
                )
            )
        plan, book = self.env["edoc.register"]._book_for(self, today.year)
        self._check_notation(plan, today.year)
        if reserved:
            self._check_reserved(reserved, book)
            number = reserved._use(self)
        else:
            number = book._take_number(today)
        written = format_number(number, plan.leading_zero)
        uid = f"{organ_id},{today:%Y/%m/%d},{written}/{self.code_notation}"
        self._write_number(written, today)
        self._take_step(
            "number",
            reason=note,
            register_id=book.id,
            number=number,
            code_number=written,
            date_issued=today,
            numbered_by_id=self.env.uid,
            # no packet names it, and an outgoing one may bear the same number
            document_uid=not self.internal and uid,
        )

    def _check_notation(self, plan, year):
        """A notation with a year names that of the number (NĐ 30/2020 Phụ lục I)."""
        if plan.with_year and not self.code_notation.startswith(f"{year}/"):
            raise UserError(
                self.env._(
                    "The notation “%(notation)s” stands in the signed file and names "
                    "another year than the number's, %(year)s. Return the document, so "
                    "that its author writes the notation anew.",
                    notation=self.code_notation,
                    year=year,
                )
            )

    def _check_reserved(self, reserved, book):
        """A reserved number is of the document's own book; a past day needs a right."""
        if reserved.register_id != book:
            raise UserError(
                self.env._(
                    "Number %(number)s is reserved in “%(book)s”; this document takes "
                    "its number from “%(own)s”.",
                    number=reserved.number,
                    book=reserved.register_id.name,
                    own=book.name,
                )
            )
        past = reserved.day < self._vn_today()
        if past and not self.env.user.has_group("l10n_vn_edoc.group_number_backdate"):
            raise AccessError(
                self.env._(
                    "Number %(number)s is of %(day)s. Giving a document the number and "
                    "date of a past day needs the right “Backdates numbers”.",
                    number=reserved.number,
                    day=reserved.day.strftime("%d/%m/%Y"),
                )
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
