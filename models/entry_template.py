"""Entries that repeat themselves: the same agency, type, file and way each month."""

import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ._columns import owner
from .document_mixin import URGENCY

_BRACED = re.compile(r"\{(\w*)\}")
_KNOWN = frozenset({"month", "quarter", "year"})


class EdocEntryTemplate(models.Model):
    """What a template fills in: of one clerk, or of everybody in the entity."""

    _name = "edoc.entry.template"
    _description = "Entry Template"
    _order = "sequence, name, id"
    _rec_names_search = ["name", "shortcut"]

    _entry_fields = (
        "sender_id",
        "sender_name",
        "type_id",
        "code_notation",
        "subject",
        "signer_name",
        "signer_position",
        "urgency",
        "file_notation",
        "retention",
        "proposed_leader_id",
        "proposed_lead_id",
        "proposed_cooperate_ids",
    )

    name = fields.Char(required=True)
    shortcut = fields.Char(
        size=10, help="A few letters by which it is found at once, such as bctc."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    user_id = owner()
    company_id = fields.Many2one(
        "res.company",
        string="Entity",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    sender_id = fields.Many2one(
        "res.partner", string="Agency", domain=[("edoc_is_agency", "=", True)]
    )
    sender_name = fields.Char(string="Issuing agency", size=200)
    type_id = fields.Many2one("edoc.document.type", string="Type")
    code_notation = fields.Char(string="Notation", size=30)
    subject = fields.Char(
        string="Abstract",
        size=500,
        help="{month}, {quarter} and {year} stand for those of the document's date.",
    )
    signer_name = fields.Char(string="Signer", size=50)
    signer_position = fields.Char(string="Signer's position", size=100)
    urgency = fields.Selection(URGENCY, default="0", required=True)
    file_notation = fields.Char(string="Number and notation of the file", size=20)
    retention = fields.Char(size=30)
    proposed_leader_id = fields.Many2one(
        "res.users",
        string="Present to",
        domain=lambda self: self.env["edoc.incoming.register"]._leader_domain(),
    )
    proposed_lead_id = fields.Many2one(
        "edoc.department",
        string="Lead proposed",
        domain="[('company_id', '=', company_id)]",
    )
    proposed_cooperate_ids = fields.Many2many(
        "edoc.department",
        "edoc_entry_template_cooperate_rel",
        string="Cooperation proposed",
        domain="[('company_id', '=', company_id)]",
    )
    shared = fields.Boolean(
        string="For everybody in the entity",
        compute="_compute_shared",
        inverse="_inverse_shared",
    )

    _shortcut_uniq = models.UniqueIndex(
        "(company_id, COALESCE(user_id, 0), lower(shortcut)) "
        "WHERE shortcut IS NOT NULL AND active",
        "Another template has this shortcut.",
    )

    @api.depends("user_id")
    def _compute_shared(self):
        for template in self:
            template.shared = not template.user_id

    def _inverse_shared(self):
        for template in self:
            template.user_id = False if template.shared else self.env.user

    @api.onchange("sender_id")
    def _onchange_sender_id(self):
        if self.sender_id:
            self.sender_name = self.sender_id.name

    @api.constrains("subject")
    def _check_subject(self):
        for template in self:
            if set(_BRACED.findall(template.subject or "")) - _KNOWN:
                raise ValidationError(
                    self.env._(
                        "“%(subject)s”: only {month}, {quarter} and {year} may stand "
                        "in braces.",
                        subject=template.subject,
                    )
                )

    @api.depends("name", "shortcut")
    def _compute_display_name(self):
        for template in self:
            parts = [template.shortcut, template.name]
            template.display_name = " · ".join(part for part in parts if part)

    @api.model
    def _search_display_name(self, operator, value):
        """The shortcut alone finds it, whatever other names contain these letters."""
        found = super()._search_display_name(operator, value)
        if operator == "ilike" and value:
            exact = Domain("shortcut", "=ilike", value)
            if self.search_count(exact, limit=1):
                return exact
        return found

    def _entries(self, document):
        """Return what the template fills in; what it leaves empty stays as it is.

        :param document: whose date says which month the abstract tells of
        """
        self.ensure_one()
        values = {name: self[name] for name in self._entry_fields if self[name]}
        if self.sender_id:
            values["sender_organ_id"] = self.sender_id.edoc_organ_id
        if self.subject:
            day = document.date_document or document._vn_today()
            known = {
                "month": str(day.month),
                "quarter": str((day.month + 2) // 3),
                "year": str(day.year),
            }
            words = _BRACED.sub(lambda found: known[found[1]], self.subject)
            values["subject"] = words[:500]
        return values
