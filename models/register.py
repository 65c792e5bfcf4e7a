"""Registers (*sổ đăng ký*): numbers in order, without gap or double."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class EdocRegister(models.Model):
    """The book of an entity, a year and a kind (NĐ 30/2020 Điều 15, 22)."""

    _name = "edoc.register"
    _description = "Register"
    _inherit = [
        "edoc.register.turn.mixin",
        "edoc.register.year.mixin",
        "edoc.guarded.mixin",
    ]
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
            "number_ids",
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
        return self.sudo().search(domain, limit=1) or self._open_first(vals)
