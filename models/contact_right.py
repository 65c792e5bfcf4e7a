"""Rights in a contact point's box, one line for each user or group (Điều 7)."""

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class EdocContactRight(models.Model):
    """Who sees a box, and who receives or sends in it besides; from when to when.

    Heads of the department need no line: they do by their office (Điều 7.2).
    """

    _name = "edoc.contact.right"
    _description = "Right in a Contact Point"
    _inherit = ["edoc.rights.watched.mixin"]
    _order = "point_id, id"

    _watched = frozenset(
        {"user_id", "group_id", "may_receive", "may_send", "date_from", "date_to"}
    )

    point_id = fields.Many2one(
        "edoc.contact.point", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="point_id.company_id")
    user_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        domain="[('company_ids', 'in', company_id)]",
    )
    group_id = fields.Many2one(
        "res.groups",
        index="btree_not_null",
        domain=lambda self: (
            "[('all_implied_ids', 'in', "
            f"{self.env.ref('l10n_vn_edoc.group_user').ids})]"
        ),
    )
    may_receive = fields.Boolean(string="Receives")
    may_send = fields.Boolean(string="Sends")
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="To")

    _one_holder = models.Constraint(
        "CHECK (num_nonnulls(user_id, group_id) = 1)",
        "Name either a user or a group in each line.",
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "The right ends before it begins.",
    )

    @api.constrains("user_id", "group_id", "point_id")
    def _check_holder(self):
        staff = self.env.ref("l10n_vn_edoc.group_user")
        for right in self.sudo():
            entity = right.point_id.company_id
            if right.user_id and entity not in right.user_id.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s does not belong to %(entity)s.",
                        user=right.user_id.name,
                        entity=entity.name,
                    )
                )
            holders = right.user_id.all_group_ids | right.group_id.all_implied_ids
            if staff not in holders:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” takes no part in official documents.",
                        name=right.user_id.name or right.group_id.name,
                    )
                )

    @api.model
    def _current(self):
        """Return the domain of the lines that are valid today in Vietnam."""
        today = self.env["edoc.document.mixin"]._vn_today()
        begun = Domain("date_from", "=", False) | Domain("date_from", "<=", today)
        return begun & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))

    @api.model_create_multi
    def create(self, vals_list):
        rights = super().create(vals_list)
        rights._open_the_desk()
        return rights

    def write(self, vals):
        result = super().write(vals)
        self._open_the_desk()
        return result

    def _open_the_desk(self):
        """Who receives needs the desk: its menus, its wizards."""
        desk = self.env.ref("l10n_vn_edoc.group_contact").sudo()
        for right in self.sudo().filtered("may_receive"):
            if right.user_id and right.user_id not in desk.all_user_ids:
                right.user_id.group_ids = [Command.link(desk.id)]
            if right.group_id and desk not in right.group_id.all_implied_ids:
                right.group_id.implied_ids = [Command.link(desk.id)]
