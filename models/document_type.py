import re

from odoo import api, fields, models
from odoo.fields import Domain

from ..core.sameness import plain, search_key, search_words
from .signing_settings_mixin import LEVELS
from .timeliness_settings_mixin import STEERING

FAMILIES = [
    ("legal", "Legal document"),
    ("administrative", "Administrative document"),
    ("specialised", "Specialised document"),
]


class EdocDocumentType(models.Model):
    """A type of document (NĐ 30/2020 Điều 7, Phụ lục III; QCVN 102 SĐ1:2022)."""

    _name = "edoc.document.type"
    _description = "Document Type"
    _order = "sequence, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    abbreviation = fields.Char(
        help="Stands in the notation. An official letter (công văn) has none."
    )
    family = fields.Selection(FAMILIES, default="administrative", required=True)
    for_submission = fields.Boolean(
        string="Submitted for decision",
        help="Documents of this type are submitted (trình), unless the author says "
        "otherwise (Điều 9.2).",
    )
    original_kept = fields.Boolean(
        string="File keeps the original",
        help="Specialised documents whose file must keep the original on paper (Điều "
        "9.3).",
    )
    signature_level = fields.Selection(
        LEVELS,
        string="Signature level",
        help="Evidence that signatures on this type carry. Empty: as the entity sets.",
    )
    packet_type = fields.Integer(
        string="Packet type", help="DocumentType/Type when sending.", default=1
    )
    layout_id = fields.Many2one(
        "edoc.layout",
        string="Layout",
        index="btree_not_null",
        ondelete="restrict",
        help="Where number, date and signature stand when the text does not tell. "
        "Empty: the first layout of the list.",
    )
    packet_type_detail = fields.Integer(
        string="Packet type detail", help="DocumentType/TypeDetail when sending."
    )

    packet_direction = fields.Boolean(
        string="Directs the recipient",
        help="OtherInfo/Direction when sending: a document of steering and direction.",
    )
    packet_steering = fields.Selection(
        STEERING,
        string="Steering type",
        help="SteeringType when sending. Empty: as the entity sets.",
    )

    search_key = fields.Char(compute="_compute_search_key", store=True)

    _name_uniq = models.Constraint("UNIQUE (name)", "This type exists already.")

    @api.depends("name", "abbreviation")
    def _compute_search_key(self):
        for item in self:
            item.search_key = search_key(item.name or "", item.abbreviation or "")

    @api.model
    def _search_display_name(self, operator, value):
        """Found without tone marks and by its letters: “qd”, “cv”, “thong bao”."""
        found = super()._search_display_name(operator, value)
        if operator != "ilike" or not value:
            return found
        letters = [("abbreviation", "=ilike", value)]
        if self.search_count(letters, limit=1):
            return Domain(letters)
        words = [("search_key", "ilike", word) for word in search_words(value)]
        return found | Domain.AND([[word] for word in words]) if words else found

    def _packet_steering(self, company):
        """Return SteeringType as it is sent, or nothing to leave it out."""
        chosen = self.packet_steering or company.edoc_steering_type
        return None if chosen == "none" else int(chosen)

    @api.model
    def _of_notation(self, notation):
        """Return the type that a notation begins with; a letter has none of its own.

        NĐ 30/2020 Phụ lục III: ``QĐ-SCT``, ``2018/QĐ-TTg``, but ``UBND-KT``.
        """
        parts = re.split(r"[-/]", notation or "")
        first = next((part for part in parts if part and not part.isdigit()), "")
        if not first:
            return self.browse()
        types = self.search([("abbreviation", "!=", False)])
        found = types.filtered(lambda t: t.abbreviation.lower() == first.lower())
        # typed without its marks, as QD for QĐ
        found = found or types.filtered(lambda t: plain(t.abbreviation) == plain(first))
        found = found[:1]
        if found or "-" not in notation:
            return found
        letter = self.env.ref("l10n_vn_edoc.document_type_cong_van", False)
        return letter or self.browse()

    @api.model
    def _find_by_name(self, name):
        """Return the type of that name, however it is capitalised, or nothing.

        Packets disagree on the numeric codes, so the name decides (QCVN 102).
        """
        return self.search([("name", "=ilike", (name or "").strip())], limit=1)
