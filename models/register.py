"""Registers (*sổ đăng ký*): numbers in order, without gap or double."""

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import SQL


class EdocRegister(models.Model):
    """The book of an entity, a year and a kind (NĐ 30/2020 Điều 15, 22)."""

    _name = "edoc.register"
    _description = "Register"
    _inherit = ["edoc.guarded.mixin"]
    _order = "year desc, kind, id"

    _guarded_fields = frozenset({"last_number"})

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
        ],
        required=True,
    )
    void_ids = fields.One2many(
        "edoc.register.void", "register_id", string="Voided numbers", readonly=True
    )
    last_number = fields.Integer(readonly=True, copy=False, aggregator=None)

    _book_uniq = models.Constraint(
        "UNIQUE (company_id, year, kind)", "This book exists already."
    )

    @api.depends("kind", "year")
    def _compute_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for register in self:
            register.name = f"{labels.get(register.kind, '')} {register.year or ''}"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if any(register.last_number for register in self):
            raise UserError(
                self.env._("Numbers have been taken from this book; it is kept.")
            )

    @api.model
    def _book_of(self, company, kind, year):
        """Return the book, opened on first use."""
        domain = [
            ("company_id", "=", company.id),
            ("kind", "=", kind),
            ("year", "=", year),
        ]
        book = self.sudo().search(domain, limit=1)
        if book:
            return book
        try:
            with self.env.cr.savepoint():
                return self.sudo().create(
                    {"company_id": company.id, "kind": kind, "year": year}
                )
        except UniqueViolation as error:
            # another clerk has opened the year's book at the same moment; this request,
            # run again by Odoo, will see it
            raise ConcurrencyError(f"book of {year} opened twice") from error

    def _take_number(self):
        """Return the next number and keep it taken when the transaction commits.

        A second clerk waits for the row; his request then fails with a concurrency
        error, which Odoo answers by running it again. Nothing is taken when the
        transaction rolls back, so there is neither gap nor double.
        """
        self.ensure_one()
        self.flush_recordset(["last_number"])
        [(number,)] = self.env.execute_query(
            SQL(
                "UPDATE edoc_register SET last_number = COALESCE(last_number, 0) + 1 "
                "WHERE id = %s RETURNING last_number",
                self.id,
            )
        )
        self.invalidate_recordset(["last_number"], flush=False)
        return number
