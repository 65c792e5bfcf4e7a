from odoo import api, fields, models
from odoo.fields import Domain

from ..core.edxml.model import Organization
from ..core.sameness import search_key, search_words


class ResPartner(models.Model):
    """Agencies of the exchange, under the old and the new form of identifier."""

    _inherit = "res.partner"

    edoc_is_agency = fields.Boolean(
        string="Exchanges documents", index="btree_not_null"
    )
    edoc_organ_id = fields.Char(
        string="Agency identifier",
        size=50,
        index="btree_not_null",
        help="Mã định danh by QĐ 20/2020, such as H35.01.",
    )
    edoc_organ_id_old = fields.Char(
        string="Former agency identifier",
        size=50,
        index="btree_not_null",
        help="Mã định danh by QCVN 102:2016, such as 000.00.01.H35.",
    )
    edoc_in_charge = fields.Char(string="Superior body")
    edoc_category = fields.Selection(
        [
            ("administration", "Body of the state administration"),
            ("committee", "Provincial People's Committee, its chairman"),
            ("government", "Government, Prime Minister"),
            ("outside", "Body outside the state administration"),
        ],
        string="Category",
        default="administration",
        help="Rules on paper go by it (Điều 9).",
    )
    edoc_is_superior = fields.Boolean(
        string="Superior of ours", help="Legal documents go to it on paper (Điều 9.1)."
    )
    edoc_checks_legal = fields.Boolean(
        string="Checks legal documents",
        help="Helps the People's Committee follow and check legal documents (Điều "
        "9.1).",
    )
    edoc_channel_id = fields.Many2one(
        "edi.backend",
        string="Exchange channel",
        domain=[("backend_type_code", "=", "edoc")],
        help="How documents reach this agency. Without a channel they go on paper.",
    )

    edoc_search_key = fields.Char(
        compute="_compute_edoc_search_key", store=True, index="trigram"
    )

    _edoc_organ_id_uniq = models.UniqueIndex(
        "(edoc_organ_id) WHERE edoc_organ_id IS NOT NULL",
        "Another agency has this identifier already.",
    )

    @api.depends("name", "edoc_is_agency", "edoc_organ_id", "edoc_organ_id_old", "ref")
    def _compute_edoc_search_key(self):
        for partner in self:
            ids = (partner.edoc_organ_id, partner.edoc_organ_id_old, partner.ref)
            partner.edoc_search_key = partner.edoc_is_agency and search_key(
                partner.name or "", *(item or "" for item in ids)
            )

    @api.model
    def _search_display_name(self, operator, value):
        """Agencies are found without tone marks, by abbreviation or identifier."""
        found = super()._search_display_name(operator, value)
        words = search_words(value) if operator == "ilike" and value else []
        if not words:
            return found
        key = Domain.AND([[("edoc_search_key", "ilike", word)] for word in words])
        return Domain(found) | key

    @api.model
    def _edoc_find_agency(self, organ_id):
        """Return the agency known by either form of its identifier, or nothing."""
        if not organ_id:
            return self.browse()
        domain = Domain("edoc_organ_id", "=", organ_id) | Domain(
            "edoc_organ_id_old", "=", organ_id
        )
        return self.sudo().search(domain, limit=1)

    def _edoc_kinds(self):
        """Return what this agency is to us, as rules on paper name it (Điều 9)."""
        self.ensure_one()
        kinds = {self.edoc_category} - {"administration", False}
        if self.edoc_is_superior:
            kinds.add("superior")
        if self.edoc_checks_legal:
            kinds.add("checker")
        return frozenset(kinds)

    def _edoc_organ_ids(self):
        """Return the identifiers that the agency goes by, the former one, too."""
        self.ensure_one()
        return {self.edoc_organ_id, self.edoc_organ_id_old} - {False}

    def _edoc_organization(self, name=None):
        """Return the party as packets name it (QCVN 102:2016)."""
        self.ensure_one()
        return Organization(
            organ_id=self.edoc_organ_id or self.edoc_organ_id_old or "",
            organization_in_charge=self.edoc_in_charge or "",
            organ_name=name or self.name or "",
            organ_add=self.contact_address_inline or "",
            email=self.email or "",
            telephone=self.phone or "",
        )
