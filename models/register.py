"""Registers (*sổ đăng ký*): numbers in order, without gap or double."""

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL


class EdocRegister(models.Model):
    """The book of an entity, a year and a kind (NĐ 30/2020 Điều 15, 22)."""

    _name = "edoc.register"
    _description = "Register"
    _inherit = ["edoc.register.year.mixin", "edoc.guarded.mixin"]
    _order = "year desc, kind, id"

    _guarded_fields = frozenset(
        {
            "last_number",
            "last_day",
            "first_number",
            "state",
            "closed_at",
            "closed_by_id",
            "plan_id",
            "reserved_ids",
            "void_ids",
        }
    )

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one(
        "res.company", string="Entity", required=True, index=True
    )
    year = fields.Integer(required=True, aggregator=None)
    kind = fields.Selection(
        [
            ("incoming", "Incoming documents"),
            ("outgoing", "Outgoing documents"),
            ("copies", "Copies of documents"),
            ("internal", "Internal documents"),
        ],
        required=True,
    )
    plan_id = fields.Many2one(
        "edoc.numbering.plan",
        string="Numbering plan",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    type_id = fields.Many2one(
        "edoc.document.type", string="Type", index="btree_not_null", ondelete="restrict"
    )
    department_id = fields.Many2one(
        "edoc.department",
        string="Department",
        index="btree_not_null",
        ondelete="restrict",
    )
    void_ids = fields.One2many(
        "edoc.register.void", "register_id", string="Voided numbers", readonly=True
    )
    last_number = fields.Integer(readonly=True, copy=False, aggregator=None)
    last_day = fields.Date(string="Date of the last number", readonly=True, copy=False)

    _book_uniq = models.UniqueIndex(
        "(company_id, year, kind, COALESCE(plan_id, 0), COALESCE(type_id, 0), "
        "COALESCE(department_id, 0))",
        "This book exists already.",
    )

    @api.depends("kind", "year", "plan_id", "type_id", "department_id")
    def _compute_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for register in self:
            parts = [
                f"{labels.get(register.kind, '')} {register.year or ''}",
                register.type_id.name or register.sudo().department_id.name,
            ]
            register.name = " · ".join(part for part in parts if part)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if any(register.last_number for register in self):
            raise UserError(
                self.env._("Numbers have been taken from this book; it is kept.")
            )

    @api.model
    def _book_for(self, document, year):
        """Return the plan that numbers an outgoing document, and its book."""
        plan, key = self.env["edoc.numbering.plan"]._plan_of(document, year)
        kind = "internal" if document.internal else "outgoing"
        return plan, self._book_of(document.company_id, kind, year, **key)

    @api.model
    def _book_of(self, company, kind, year, **key):
        """Return the book, opened on first use.

        :param key: plan, type and department of a book of outgoing documents
        """
        parts = {"plan_id": False, "type_id": False, "department_id": False} | key
        vals = {"company_id": company.id, "kind": kind, "year": year, **parts}
        domain = [(name, "=", value) for name, value in vals.items()]
        book = self.sudo().search(domain, limit=1)
        if book:
            return book
        try:
            with self.env.cr.savepoint():
                return self._through_door().create(vals)
        except UniqueViolation as error:
            # another clerk has opened the year's book at the same moment; this request,
            # run again by Odoo, will see it
            raise ConcurrencyError(f"book of {year} opened twice") from error

    def _take_number(self, day=None):
        """Return the next number and keep it taken when the transaction commits.

        A second clerk waits for the row; his request then fails with a concurrency
        error, which Odoo answers by running it again. Nothing is taken when the
        transaction rolls back, so there is neither gap nor double.

        :param day: day of the number; today in Vietnam
        :raises UserError: the book is closed, or holds a number of a later day
        """
        self.ensure_one()
        self.flush_recordset(["last_number", "last_day", "state"])
        day = day or self.env["edoc.document.mixin"]._vn_today()
        taken = self.env.execute_query(
            SQL(
                "UPDATE edoc_register "
                "SET last_number = COALESCE(last_number, 0) + 1, last_day = %(day)s "
                "WHERE id = %(id)s AND state = 'open' "
                "AND (last_day IS NULL OR last_day <= %(day)s) RETURNING last_number",
                id=self.id,
                day=day,
            )
        )
        self.invalidate_recordset(["last_number", "last_day"], flush=False)
        if not taken:
            self._refuse_number(day)
        return taken[0][0]

    def _refuse_number(self, day):
        if self.state == "closed":
            raise UserError(
                self.env._("“%(book)s” is closed: it gives no numbers.", book=self.name)
            )
        raise UserError(
            self.env._(
                "The last number of “%(book)s” is of %(last)s, and today is %(day)s: "
                "numbers follow the days (NĐ 30/2020 Điều 15, 22). The server's clock "
                "must be wrong; tell its administrator.",
                book=self.name,
                last=self.last_day.strftime("%d/%m/%Y"),
                day=day.strftime("%d/%m/%Y"),
            )
        )
