"""Contact points (*đầu mối gửi, nhận*): who receives and sends what (Điều 7)."""

from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

VERBS = ("see", "receive", "send")


class EdocContactPoint(models.Model):
    """A box into which documents come, and those who receive and send by it.

    The office's box is the entity's own (Điều 7.1). A division may have one besides,
    with an identifier of its own or without (Điều 7.2): its head receives and sends in
    it by his office, others by a line of ``edoc.contact.right``.
    """

    _name = "edoc.contact.point"
    _description = "Contact Point"
    _inherit = ["mail.alias.mixin.optional", "edoc.scan.folder.mixin"]
    _order = "company_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        string="Entity",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    department_id = fields.Many2one(
        "edoc.department",
        index="btree_not_null",
        check_company=True,
        ondelete="cascade",
        help="Empty for the box of the entity, which the office keeps (Điều 7.1).",
    )
    head_ids = fields.Many2many(related="department_id.head_ids", string="Heads")
    organ_id = fields.Char(
        string="Identifier of its own",
        size=50,
        help="Documents addressed to this identifier come into this box. The "
        "identifiers of the entity stand on the entity itself.",
    )
    organ_id_old = fields.Char(string="Former identifier of its own", size=50)
    office_sees = fields.Boolean(
        string="The office sees it, too",
        default=True,
        help="Who may see the box of the entity sees the documents in this one, too.",
    )
    sends_sealed = fields.Boolean(
        string="Issues its own sealed documents",
        help="Who may send here issues documents that this department has drafted and "
        "that bear the entity's seal. Otherwise the office issues them (Điều 7.1).",
    )
    right_ids = fields.One2many("edoc.contact.right", "point_id", string="Rights")
    may_see = fields.Boolean(compute="_compute_mine", search="_search_may_see")
    may_receive = fields.Boolean(compute="_compute_mine", search="_search_may_receive")
    may_send = fields.Boolean(compute="_compute_mine", search="_search_may_send")

    _entity_uniq = models.UniqueIndex(
        "(company_id) WHERE department_id IS NULL", "This entity has its box already."
    )
    _department_uniq = models.UniqueIndex(
        "(department_id) WHERE department_id IS NOT NULL",
        "This department has its box already.",
    )
    _organ_id_uniq = models.UniqueIndex(
        "(organ_id) WHERE organ_id IS NOT NULL", "Another box has this identifier."
    )

    # ----------------------------------------------------------------- computes

    @api.depends("department_id.name", "company_id.name")
    def _compute_name(self):
        for point in self:
            point.name = point.department_id.name or point.company_id.name

    @api.depends(
        "company_id",
        "office_sees",
        "department_id.head_ids",
        "right_ids.user_id",
        "right_ids.group_id",
        "right_ids.may_receive",
        "right_ids.may_send",
        "right_ids.date_from",
        "right_ids.date_to",
    )
    @api.depends_context("uid")
    def _compute_mine(self):
        for verb in VERBS:
            mine = self._of_user(verb)
            for point in self:
                point[f"may_{verb}"] = point._origin in mine

    def _search_may_see(self, operator, value):
        return self._search_may("see", operator, value)

    def _search_may_receive(self, operator, value):
        return self._search_may("receive", operator, value)

    def _search_may_send(self, operator, value):
        return self._search_may("send", operator, value)

    def _search_may(self, verb, operator, value):
        if operator != "in":
            return NotImplemented
        wanted = "in" if True in value else "not in"
        return [("id", wanted, self._of_user(verb).ids)]

    @api.constrains("department_id", "active", "office_sees", "organ_id")
    def _check_entity(self):
        """The entity's box is always there, and its identifiers stand elsewhere."""
        for point in self.filtered(lambda p: not p.department_id):
            if not (point.active and point.office_sees):
                raise ValidationError(
                    self.env._("The box of the entity is always open to the office.")
                )
            if point.organ_id or point.organ_id_old:
                raise ValidationError(
                    self.env._(
                        "The identifiers of %(entity)s stand on the entity itself.",
                        entity=point.company_id.name,
                    )
                )

    # ------------------------------------------------------------------- rights

    @api.model
    def _of_user(self, verb):
        """Return the boxes in which the current user may do it today, as superuser.

        :param verb: ``see``, ``receive`` or ``send``; who may do anything sees
        """
        user, sudo = self.env.user, self.sudo().with_context(active_test=False)
        entities = user.company_ids.ids
        rights = sudo.env["edoc.contact.right"]._current()
        rights &= Domain("point_id.company_id", "in", entities)
        rights &= Domain("user_id", "=", user.id) | Domain(
            "group_id", "in", user.all_group_ids.ids
        )
        if verb != "see":
            rights &= Domain(f"may_{verb}", "=", True)
        points = sudo.env["edoc.contact.right"].search(rights).point_id
        points |= sudo.search(
            [
                ("department_id.head_ids", "in", user.ids),
                ("company_id", "in", entities),
            ]
        )
        if verb == "see":
            offices = points.filtered(lambda point: not point.department_id)
            points |= sudo.search(
                [
                    ("company_id", "in", offices.company_id.ids),
                    ("office_sees", "=", True),
                ]
            )
        return points

    def _receivers(self):
        """Return the users who receive in this box today."""
        self.ensure_one()
        return self._holders("receive")

    def _holders(self, verb):
        """Return the users who may receive or send in these boxes today (Điều 7)."""
        rights = self.sudo().env["edoc.contact.right"]
        users = self.env["res.users"].sudo()
        for point in self.sudo():
            lines = rights.search(
                rights._current() & Domain("point_id", "=", point.id)
            ).filtered(f"may_{verb}")
            named = lines.user_id | lines.group_id.all_user_ids
            users |= (point.department_id.head_ids | named).filtered(
                lambda user, entity=point.company_id: (
                    entity in user.company_ids and not user._is_superuser()
                )
            )
        return users

    # ------------------------------------------------------------------ finding

    @api.model
    def _of_entity(self, company):
        """Return the box of the entity, which its office keeps (Điều 7.1)."""
        sudo = self.sudo()
        domain = [("company_id", "=", company.id), ("department_id", "=", False)]
        return sudo.search(domain, limit=1) or sudo.create({"company_id": company.id})

    @api.model
    def _addressed(self, organ_ids):
        """Return the boxes that packets to these identifiers are for."""
        ids = [organ_id.strip() for organ_id in organ_ids if organ_id.strip()]
        of_box = Domain("organ_id", "in", ids) | Domain("organ_id_old", "in", ids)
        of_entity = Domain("partner_id.edoc_organ_id", "in", ids) | Domain(
            "partner_id.edoc_organ_id_old", "in", ids
        )
        points = self.browse()
        for company in self.env["res.company"].sudo().search(of_entity):
            points |= self._of_entity(company)
        return points | self.sudo().search(
            of_box & Domain("department_id", "!=", False)
        )

    def _edoc_organization(self):
        """Return the box as packets name it (QCVN 102:2016)."""
        self.ensure_one()
        company = self.sudo().company_id
        party = company.partner_id._edoc_organization(company.name)
        if not self.organ_id:
            return party
        return replace(
            party,
            organ_id=self.organ_id,
            organ_name=self.name,
            organization_in_charge=company.name,
        )

    # ------------------------------------------------------------------- e-mail

    def _alias_get_creation_values(self):
        """Messages to the address of a box become documents that wait in it."""
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("edoc.incoming")
        values["alias_contact"] = "everyone"
        if self.id:
            values["alias_defaults"] = {"box_id": self.id}
        return values

    # -------------------------------------------------------------------- setup

    @api.model_create_multi
    def create(self, vals_list):
        points = super().create(vals_list)
        for point in points:
            if not point.department_id and not point.right_ids:
                point._give_to_office()
        return points

    def write(self, vals):
        """Who may not write is told so, whatever there is to write."""
        # the mixin of e-mail addresses lets anybody write nothing
        self.check_access("write")
        return super().write(vals)

    def _give_to_office(self):
        """Điều 7.1: the clerks receive and send for the entity, the office sees."""
        self.ensure_one()
        lines = (
            ("group_clerk", {"may_receive": True, "may_send": True}),
            ("group_form", {}),
        )
        for group, rights in lines:
            group_id = self.env.ref(f"l10n_vn_edoc.{group}").id
            self.env["edoc.contact.right"].sudo().create(
                {"point_id": self.id, "group_id": group_id, **rights}
            )

    @api.model
    def _set_up(self):
        """Give every entity and every division its box."""
        for company in self.env["res.company"].sudo().search([]):
            self._of_entity(company)
        divisions = self.env["edoc.department"].sudo().search([])
        divisions._make_contact_points()
