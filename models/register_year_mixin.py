"""A year's book is opened, reserved from, checked and closed (NĐ 30/2020 Điều 15)."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tools import SQL

from ._dialogs import dialog

KEEPER = "l10n_vn_edoc.group_register"


class EdocRegisterYearMixin(models.AbstractModel):
    """What the keeper of the books does with a book beyond taking numbers."""

    _name = "edoc.register.year.mixin"
    _description = "Year of a Register"

    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
    )
    first_number = fields.Integer(readonly=True, default=1, copy=False, aggregator=None)
    closed_at = fields.Datetime(string="Closed at", readonly=True, copy=False)
    closed_by_id = fields.Many2one(
        "res.users",
        string="Closed by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    reserved_ids = fields.One2many(
        "edoc.register.reserved",
        "register_id",
        string="Reserved numbers",
        readonly=True,
    )
    missing_numbers = fields.Char(
        string="Numbers without a document", compute="_compute_missing_numbers"
    )
    can_keep = fields.Boolean(compute="_compute_can_keep")
    can_close = fields.Boolean(compute="_compute_can_keep")

    @api.depends("state", "year", "company_id")
    @api.depends_context("uid")
    def _compute_can_keep(self):
        keeper = self.env.user.has_group(KEEPER)
        this_year = self.env["edoc.document.mixin"]._vn_today().year
        for book in self:
            book.can_keep = (
                keeper
                and book.state == "open"
                and book.company_id in self.env.user.company_ids
            )
            book.can_close = book.can_keep and book.year < this_year

    def _compute_missing_numbers(self):
        """Every number has a document, a reservation or a reason why it was voided."""
        for book in self:
            missing = book._missing()
            book.missing_numbers = ", ".join(map(str, missing)) or False

    def _missing(self, limit=50):
        """Return numbers that were taken and stand nowhere; there must be none."""
        self.ensure_one()
        source = {
            "incoming": SQL("SELECT arrival_number AS n FROM edoc_incoming"),
            "outgoing": SQL("SELECT number AS n FROM edoc_outgoing"),
            "internal": SQL("SELECT number AS n FROM edoc_outgoing"),
            "copies": SQL("SELECT number AS n FROM edoc_copy"),
        }.get(self.kind)
        if not source or not self._origin:
            return []
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT g FROM generate_series(%(first)s, %(last)s) g "
                "WHERE NOT EXISTS (SELECT FROM ("
                "%(source)s WHERE register_id = %(id)s UNION ALL "
                "SELECT number FROM edoc_register_void WHERE register_id = %(id)s "
                "UNION ALL SELECT number FROM edoc_register_reserved "
                "WHERE register_id = %(id)s AND state = 'open') used WHERE n = g"
                ") LIMIT %(limit)s",
                first=self.first_number or 1,
                last=self.last_number or 0,
                source=source,
                id=self._origin.id,
                limit=limit,
            )
        )
        return [number for (number,) in rows]

    def _check_keeper(self):
        for book in self:
            if not book.can_keep:
                raise AccessError(
                    self.env._(
                        "“%(book)s”: only a keeper of the books does this, and only "
                        "while the book is open.",
                        book=book.name,
                    )
                )

    def _reserve(self, count, reason):
        """Take numbers now for documents that come later (NĐ 30/2020 Điều 15).

        A reserved number bears the day on which it was reserved.

        :return: the reserved numbers
        :raises UserError: no keeper, no reason, or more than 20 at once
        """
        self.ensure_one()
        self._check_keeper()
        if not 1 <= count <= 20:
            raise UserError(self.env._("Reserve from 1 to 20 numbers at once."))
        if not (reason or "").strip():
            raise UserError(self.env._("Reserving a number needs a reason."))
        day = self.env["edoc.document.mixin"]._vn_today()
        if self.year != day.year or self.kind not in ("outgoing", "internal"):
            raise UserError(
                self.env._(
                    "Numbers are reserved in this year's books of outgoing documents."
                )
            )
        numbers = [self._take_number(day) for _i in range(count)]
        return (
            self.env["edoc.register.reserved"]
            ._through_door()
            .create(
                [
                    {
                        "register_id": self.id,
                        "number": number,
                        "day": day,
                        "reason": reason,
                        "user_id": self.env.uid,
                    }
                    for number in numbers
                ]
            )
        )

    def action_open_reserve(self):
        return self._ask("edoc.register.reserve", self.env._("Reserve numbers"))

    def action_open_give_up(self):
        return self._ask("edoc.register.give.up", self.env._("Void reserved numbers"))

    def _ask(self, model, title):
        self.ensure_one()
        return dialog(title, model, default_register_id=self.id)

    def action_close(self):
        """Close the book of a past year: it gives no number any more."""
        self._check_keeper()
        self._take_turns()
        self.sudo().lock_for_update(allow_referencing=True)
        for book in self:
            book._check_closable()
        self._through_door().write(
            {
                "state": "closed",
                "closed_at": fields.Datetime.now(),
                "closed_by_id": self.env.uid,
            }
        )
        return True

    def _check_closable(self):
        if not self.can_close:
            raise UserError(
                self.env._("The book of the current year stays open until it is over.")
            )
        waiting = self.sudo().reserved_ids.filtered(lambda r: r.state == "open")
        if waiting:
            raise UserError(
                self.env._(
                    "These numbers are still reserved; use or void them first: "
                    "%(numbers)s.",
                    numbers=", ".join(str(row.number) for row in waiting),
                )
            )
        if self._last_taken()[0] != self.last_number:
            # by a clerk whose step has ended since this request began
            raise ConcurrencyError(f"a number of {self.year} was taken meanwhile")
        missing = self._missing()
        if missing:
            raise UserError(
                self.env._(
                    "These numbers were taken and stand on no document: %(numbers)s. "
                    "Somebody changed the database past the system; tell the "
                    "administrator.",
                    numbers=", ".join(map(str, missing)),
                )
            )

    @api.model
    def _open_book(self, company, year, kind, first_number, key):
        """Open a book before its first number (NĐ 30/2020 Điều 15.1).

        :param first_number: 1, or more where a year's first numbers stand on paper
        :raises UserError: the book exists, or the year is past
        """
        if not self.env.user.has_group(KEEPER) or company not in (
            self.env.user.company_ids
        ):
            raise AccessError(self.env._("Only a keeper of the books opens one."))
        if first_number < 1:
            raise UserError(self.env._("The first number is 1 or more."))
        if year < self.env["edoc.document.mixin"]._vn_today().year:
            raise UserError(self.env._("%(year)s is over.", year=year))
        book = self._book_of(company, kind, year, **key)
        book._take_turns()
        if book._last_taken()[0]:
            raise UserError(self.env._("“%(book)s” has begun.", book=book.name))
        book._through_door().write({"first_number": first_number})
        return book
