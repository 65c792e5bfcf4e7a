"""How a book gives its numbers: one taker after the other, by what is committed."""

from zlib import crc32

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL

from ._turn import BOOK, OPENING, read_now, take_turn


class EdocRegisterTurnMixin(models.AbstractModel):
    """Numbers without gap or double, under load and when takers die.

    Who takes a number has the book's turn until his transaction ends. The next one
    waits, and reads by a fresh snapshot what was taken meanwhile: his own is older.
    """

    _name = "edoc.register.turn.mixin"
    _description = "Taking of Numbers"

    number_ids = fields.One2many(
        "edoc.register.number", "register_id", string="Numbers taken", readonly=True
    )
    last_number = fields.Integer(compute="_compute_last_number", aggregator=None)
    last_day = fields.Date(
        string="Date of the last number", compute="_compute_last_number"
    )

    @api.depends("first_number", "number_ids.number", "number_ids.day")
    def _compute_last_number(self):
        self.env["edoc.register.number"].flush_model()
        rows = self.env.execute_query(self._last_query()) if self._origin else []
        last = {book: (number, day) for book, _state, _first, number, day in rows}
        for book in self:
            number, day = last.get(book._origin.id, (None, None))
            book.last_number = max(number or 0, (book.first_number or 1) - 1)
            book.last_day = day

    def _last_query(self):
        return SQL(
            "SELECT r.id, r.state, r.first_number, n.number, n.day "
            "FROM edoc_register r LEFT JOIN LATERAL ("
            "SELECT number, day FROM edoc_register_number "
            "WHERE register_id = r.id ORDER BY number DESC LIMIT 1) n ON TRUE "
            "WHERE r.id IN %s",
            tuple(self._origin.ids),
        )

    def _take_turns(self):
        """Wait for the books; those who need several wait in the same order.

        :raises UserError: another clerk's step has held a book for too long
        """
        for book in self.sorted("id"):
            if not take_turn(self.env.cr, BOOK, book.id):
                raise UserError(
                    self.env._(
                        "Another clerk is taking a number from “%(book)s” and has "
                        "not finished yet. Nothing was changed here; try again in a "
                        "moment.",
                        book=book.name,
                    )
                )

    def _last_taken(self):
        """Return the last number, its day and whether the book is closed.

        Both by what others have committed and by what this transaction did itself.
        """
        self.ensure_one()
        self.flush_recordset(["state", "first_number"])
        query = self._last_query()
        rows = self.env.execute_query(query) + read_now(self.env.registry, query)
        number = max(max(row[3] or 0, (row[2] or 1) - 1) for row in rows)
        day = max((row[4] for row in rows if row[4]), default=None)
        return number, day, any(row[1] == "closed" for row in rows)

    def _take_number(self, day):
        """Return the next number; it is taken when the transaction commits.

        Nothing is taken when the transaction rolls back or dies: the turn ends, and the
        next taker gets this number. So there is neither gap nor double.

        :param day: today in Vietnam, which the number will bear
        :raises UserError: the book is closed, or holds a number of a later day, or
            another clerk's step has held it for too long
        """
        self._take_turns()
        last, last_day, closed = self._last_taken()
        if closed:
            raise UserError(
                self.env._("“%(book)s” is closed: it gives no numbers.", book=self.name)
            )
        if last_day and last_day > day:
            self._refuse_day(last_day, day)
        taken = self.env["edoc.register.number"]._through_door()
        vals = {"register_id": self.id, "number": last + 1, "day": day}
        taken.create({**vals, "user_id": self.env.uid})
        return last + 1

    def _refuse_day(self, last, day):
        if self.env["edoc.document.mixin"]._vn_today() > day:
            # midnight came while this request waited; run again by Odoo, it is of today
            raise ConcurrencyError(f"midnight after {day}")
        raise UserError(
            self.env._(
                "The last number of “%(book)s” is of %(last)s, and today is %(day)s: "
                "numbers follow the days (NĐ 30/2020 Điều 15, 22). The server's clock "
                "must be wrong; tell its administrator.",
                book=self.name,
                last=last.strftime("%d/%m/%Y"),
                day=day.strftime("%d/%m/%Y"),
            )
        )

    @api.model
    def _open_first(self, vals):
        """Open a book that isn't there; one of the clerks of its first hour does.

        :raises ConcurrencyError: another one has; this request, run again by Odoo, will
            see the book
        """
        names = ("company_id", "year", "kind", "plan_id", "type_id", "department_id")
        key = [vals[name] or 0 for name in names]
        if not take_turn(self.env.cr, OPENING, _number_of(key)):
            raise UserError(
                self.env._(
                    "Another clerk is taking the first number of a new book and has "
                    "not finished yet. Nothing was changed here; try again in a moment."
                )
            )
        query = SQL(
            "SELECT id FROM edoc_register WHERE (company_id, year, kind, "
            "COALESCE(plan_id, 0), COALESCE(type_id, 0), COALESCE(department_id, 0)) "
            "= %s",
            tuple(key),
        )
        if read_now(self.env.registry, query):
            raise ConcurrencyError(f"book of {vals['year']} opened by another clerk")
        return self._through_door().create(vals)


def _number_of(key):
    """Return a signed number of 32 bits, the same in every process."""
    return crc32(repr(key).encode()) - (1 << 31)
