from odoo import api, fields, models
from odoo.exceptions import RedirectWarning


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = ["res.users", "edoc.rights.watched.mixin"]

    _watched = frozenset({"group_ids"})

    edoc_department_ids = fields.Many2many(
        "edoc.department",
        string="Departments",
        compute="_compute_edoc_department_ids",
        search="_search_edoc_department_ids",
    )
    edoc_position = fields.Char(
        string="Position", help="As it stands over the signature, such as Giám đốc."
    )
    edoc_delegation_given_ids = fields.One2many(
        "edoc.delegation", "principal_id", string="Duties delegated to others"
    )
    edoc_delegation_taken_ids = fields.One2many(
        "edoc.delegation", "delegate_id", string="Duties done for others"
    )
    edoc_signature_image = fields.Binary(
        string="Signature picture",
        attachment=True,
        groups="l10n_vn_edoc.group_manager",
        help="Blue, transparent PNG (Mẫu 02; NĐ 30/2020 Phụ lục I).",
    )

    @api.depends("group_ids")
    def _compute_edoc_department_ids(self):
        for user in self:
            user.edoc_department_ids = self.env["edoc.department"].search(
                [("group_id", "in", user.group_ids.ids)]
            )

    def _search_edoc_department_ids(self, operator, value):
        if operator != "in":
            return NotImplemented
        departments = self.env["edoc.department"].browse(value)
        return [("group_ids", "in", departments.group_id.ids)]

    def write(self, vals):
        if "active" in vals and not vals["active"]:
            self.filtered("active")._check_nothing_held()
        return super().write(vals)

    def _check_nothing_held(self):
        """Who leaves hands over first what he holds.

        :raises RedirectWarning: naming it, with the way to the hand-over
        """
        for user in self:
            held = self.env["edoc.work.held"]._held_by(user)
            if held:
                kinds = self.env["edoc.work.handover.line"]._fields["kind"]
                labels = dict(kinds._description_selection(self.env))
                raise RedirectWarning(
                    self.env._(
                        "%(user)s still holds: %(work)s. He himself, his head, a "
                        "leader or the office hands it over first; a seal's token has "
                        "a hand-over of its own.",
                        user=user.name,
                        work="; ".join(
                            f"{labels[kind]} ({len(records)})"
                            for kind, records in held.items()
                        ),
                    ),
                    self.env.ref("l10n_vn_edoc.edoc_hand_over_action").id,
                    self.env._("Hand over work"),
                    {"default_giver_id": user.id},
                )
