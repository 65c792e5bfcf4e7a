"""Register of who may sign, in whose place and until when (NĐ 30/2020 Điều 13)."""

from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.authority import (
    CODES,
    Authority,
    Kind,
    check_entry,
    covering,
    proposed_opening,
)
from ..core.errors import AuthorityError
from ..core.stats import vietnam_day
from ._messages import user_error

# what stands over a signature already does not change behind it
_FIXED = frozenset(
    {
        "kind",
        "user_id",
        "company_id",
        "principal_id",
        "department_id",
        "opening",
        "position",
        "type_ids",
        "scope",
        "basis",
    }
)
AUTHORITY_CODES = [(code, code) for code in ("TM.", "KT.", "TL.", "TUQ.", "Q.")]


class EdocSigningAuthority(models.Model):
    """Somebody's right to sign: his own, or one that was passed to him.

    It ends by its last day, without anybody doing anything.
    """

    _name = "edoc.signing.authority"
    _description = "Signing Authority"
    _inherit = ["mail.thread"]
    _order = "company_id, date_from desc, id"
    _rec_names_search = ("position", "opening")

    user_id = fields.Many2one(
        "res.users",
        string="Signer",
        required=True,
        index=True,
        tracking=True,
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref("l10n_vn_edoc.group_signer").ids)
        ],
    )
    company_id = fields.Many2one(
        "res.company",
        string="Entity",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    kind = fields.Selection(
        [
            ("head", "Head, in his own name"),
            ("collective", "Head, for a collective body (TM.)"),
            ("acting", "Acting head (Q.)"),
            ("deputy", "Deputy, in the head's place (KT.)"),
            ("collective_deputy", "Deputy, for a collective body (TM., KT.)"),
            ("by_order", "Head of a unit, by order (TL.)"),
            ("by_order_deputy", "Deputy of a unit, by order (TL., KT.)"),
            ("authorised", "By written authorisation (TUQ.)"),
        ],
        required=True,
        default="head",
        tracking=True,
    )
    code = fields.Selection(
        AUTHORITY_CODES, compute="_compute_code", string="Authority"
    )
    principal_id = fields.Many2one(
        "res.users", string="Right passed on by", tracking=True, index="btree_not_null"
    )
    department_id = fields.Many2one(
        "edoc.department",
        string="Department",
        tracking=True,
        domain="[('company_id', '=', company_id)]",
    )
    opening = fields.Text(
        string="First lines",
        compute="_compute_opening",
        store=True,
        readonly=False,
        tracking=True,
        help="Above the signer's position, such as KT. GIÁM ĐỐC.",
    )
    position = fields.Char(
        string="Position of the signer",
        compute="_compute_position",
        store=True,
        readonly=False,
        tracking=True,
        size=100,
    )
    block = fields.Char(string="Above the signature", compute="_compute_block")
    date_from = fields.Date(
        string="First day",
        required=True,
        tracking=True,
        default=lambda self: self.env["edoc.outgoing"]._vn_today(),
    )
    date_to = fields.Date(string="Last day", tracking=True)
    type_ids = fields.Many2many(
        "edoc.document.type", string="Only these types", help="None means all."
    )
    scope = fields.Char(string="Limited to", tracking=True)
    basis = fields.Char(
        string="Given by",
        tracking=True,
        help="The decision, working rules or authorisation in writing.",
    )
    is_current = fields.Boolean(compute="_compute_is_current", string="In force")

    _days_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The last day lies before the first.",
    )

    @api.depends("kind")
    def _compute_code(self):
        for record in self:
            record.code = record.kind and CODES[Kind(record.kind)] or False

    @api.depends("kind", "principal_id", "company_id")
    def _compute_opening(self):
        for record in self:
            principal = record.principal_id
            passed = self.search(
                [
                    ("user_id", "=", principal.id),
                    ("company_id", "=", record.company_id.id),
                    ("kind", "=", "by_order"),
                ],
                order="date_from desc",
                limit=1,
            )
            lines = proposed_opening(
                Kind(record.kind or Kind.HEAD),
                record.company_id.name or "",
                principal.edoc_position or "…",
                tuple((passed.opening or "").splitlines()),
            )
            record.opening = "\n".join(lines) or False

    @api.depends("user_id", "kind")
    def _compute_position(self):
        for record in self:
            position = record.user_id.edoc_position or ""
            if record.kind == Kind.ACTING and not position.startswith("Q. "):
                # mostly a deputy, who acts in the head's position
                head = position.removeprefix("Phó ").removeprefix("phó ")
                position = f"Q. {head[:1].upper()}{head[1:]}"
            record.position = position or False

    @api.depends("opening", "position")
    def _compute_block(self):
        for record in self:
            record.block = " / ".join(record._value().lines)

    @api.depends("date_from", "date_to")
    def _compute_is_current(self):
        today = self.env["edoc.outgoing"]._vn_today()
        for record in self:
            record.is_current = bool(
                record.date_from and record._value().holds_on(today)
            )

    @api.depends("block", "date_to", "basis")
    def _compute_display_name(self):
        for record in self:
            record.display_name = record.block
            if record.date_to:
                record.display_name = self.env._(
                    "%(block)s (until %(day)s)",
                    block=record.block,
                    day=record.date_to.strftime("%d/%m/%Y"),
                )

    # ---------------------------------------------------------------- the rules

    def _value(self):
        """Return the record as a value of ``core``."""
        self.ensure_one()
        entered = self.create_date and vietnam_day(self.create_date)
        return Authority(
            key=self.id or 0,
            kind=Kind(self.kind or Kind.HEAD),
            signer=self.user_id.id,
            entity=self.company_id.id,
            opening=tuple((self.opening or "").splitlines()),
            position=self.position or "",
            first=self.date_from or date.max,
            last=self.date_to or None,
            types=frozenset(self.type_ids.ids),
            scope=self.scope or "",
            basis=self.basis or "",
            principal=self.principal_id.id or None,
            unit=self.department_id.id or None,
            entered=entered or date.min,
        )

    @api.model
    def _covering(self, signer, entity, doc_type, day):
        """Return the signer's rights for such a document, the one to propose first."""
        known = self.sudo().search(
            [("user_id", "=", signer.id), ("company_id", "=", entity.id)]
        )
        values = [record._value() for record in known]
        found = covering(values, signer.id, entity.id, doc_type.id or None, day)
        return self.browse([item.key for item in found])

    def _note(self):
        """Return the words that the history keeps of an act done by this right."""
        self.ensure_one()
        parts = [self.block, self.basis]
        if self.date_to:
            parts.append(
                self.env._("until %(day)s", day=self.date_to.strftime("%d/%m/%Y"))
            )
        return "; ".join(part for part in parts if part)

    @api.constrains(*_FIXED, "date_from", "date_to")
    def _check_entry(self):
        for record in self:
            of_principal = self.search(
                [
                    ("user_id", "=", record.principal_id.id),
                    ("company_id", "=", record.company_id.id),
                ]
            )
            try:
                check_entry(record._value(), [given._value() for given in of_principal])
            except AuthorityError as error:
                raise user_error(self.env, error) from error
            record._check_not_twice()

    def _check_not_twice(self):
        """Overlapping rights differ in something; else one of them is a mistake."""
        value = self._value()
        for other in self._others_of_signer():
            known = other._value()
            apart = (value.last and value.last < known.first) or (
                known.last and known.last < value.first
            )
            same = (value.kind, value.lines, value.types, value.scope) == (
                known.kind,
                known.lines,
                known.types,
                known.scope,
            )
            if same and not apart:
                raise UserError(
                    self.env._(
                        "%(signer)s has this right for these days already: "
                        "“%(block)s”.",
                        signer=self.user_id.name,
                        block=other.display_name,
                    )
                )

    def _others_of_signer(self):
        return self.search(
            [
                ("id", "!=", self.id),
                ("user_id", "=", self.user_id.id),
                ("company_id", "=", self.company_id.id),
            ]
        )

    # -------------------------------------------------------- no day looks back

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for record in records:
            record._check_not_covering_back()
        return records

    def write(self, vals):
        for record in self:
            record._check_used(vals)
            record._check_days(vals)
        return super().write(vals)

    def _check_not_covering_back(self):
        """A right entered later covers no signature made without it."""
        signed = (
            self.env["edoc.outgoing"]
            .sudo()
            .search(
                [
                    ("signer_id", "=", self.user_id.id),
                    ("company_id", "=", self.company_id.id),
                    ("authority_id", "=", False),
                    ("signed_at", "!=", False),
                ]
            )
        )
        value = self._value()
        for document in signed:
            if value.holds_on(vietnam_day(document.signed_at)):
                raise UserError(
                    self.env._(
                        "“%(document)s” was signed on %(day)s without this right. Let "
                        "it begin after that day: it covers no signature made already.",
                        document=document.display_name,
                        day=vietnam_day(document.signed_at).strftime("%d/%m/%Y"),
                    )
                )

    def _signed_days(self):
        """Return the Vietnam days on which it was signed by this right."""
        documents = (
            self.env["edoc.outgoing"]
            .sudo()
            .search([("authority_id", "in", self.ids), ("signed_at", "!=", False)])
        )
        return [vietnam_day(document.signed_at) for document in documents]

    def _check_used(self, vals):
        """What was signed by it says what it said then."""
        changed = {
            name
            for name in _FIXED & vals.keys()
            if self._fields[name].convert_to_write(self[name], self) != vals[name]
        }
        if changed and self._signed_days():
            raise UserError(
                self.env._(
                    "Documents have been signed by “%(block)s”; it stays as it is. End "
                    "it by its last day and enter a new one.",
                    block=self.block,
                )
            )

    def _check_days(self, vals):
        """Its days never grow back over what has passed."""
        today = self.env["edoc.outgoing"]._vn_today()
        first = fields.Date.to_date(vals.get("date_from", self.date_from))
        last = fields.Date.to_date(vals.get("date_to", self.date_to)) or date.max
        if first and first < min(self.date_from, today):
            raise UserError(
                self.env._(
                    "The first day can't be moved back from %(day)s: a right covers no "
                    "signature made before it.",
                    day=self.date_from.strftime("%d/%m/%Y"),
                )
            )
        if self.date_to and self.date_to < today and last > self.date_to:
            raise UserError(
                self.env._(
                    "This right ended on %(day)s. Enter a new one instead of "
                    "prolonging it.",
                    day=self.date_to.strftime("%d/%m/%Y"),
                )
            )
        outside = [day for day in self._signed_days() if not first <= day <= last]
        if outside:
            raise UserError(
                self.env._(
                    "A document was signed by this right on %(day)s; its days have to "
                    "hold that day.",
                    day=max(outside).strftime("%d/%m/%Y"),
                )
            )
