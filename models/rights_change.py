"""Changes of rights, announced until they are confirmed (NĐ 30 Phụ lục VI III.3)."""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError

_TASK = "l10n_vn_edoc.activity_rights"
_BEFORE = "edoc.rights"  # where the transaction keeps what stood before it
# given and taken by the system itself, with what is watched anyway
_BY_ITSELF = ("group_contact", "group_delegate")


class EdocRightsChange(models.Model):
    """Who was given or lost what right, by whom and when; and who has confirmed it.

    Watched are the duties, the members and heads of departments, and the rights in
    boxes. What stood at the beginning of a transaction is compared with what stands at
    its end, so that no way of changing goes past it. The system's own set-up is no
    change by anybody.
    """

    _name = "edoc.rights.change"
    _description = "Change of Rights"
    _inherit = ["edoc.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "right"
    _guarded_rows = True
    _audit_act = "right"

    company_id = fields.Many2one(
        "res.company", string="Entity", required=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users", string="Whose", index="btree_not_null", ondelete="restrict"
    )
    group_id = fields.Many2one("res.groups", string="Of the group", ondelete="set null")
    kind = fields.Selection(
        [
            ("duty", "Duty"),
            ("member", "Member of a department"),
            ("head", "Head of a department"),
            ("box", "Right in a box"),
        ],
        required=True,
    )
    right = fields.Char(
        string="Which right",
        required=True,
        help="By the name that it had on that day.",
    )
    change = fields.Selection([("given", "Given"), ("taken", "Taken")], required=True)
    changed_by_id = fields.Many2one(
        "res.users", string="Changed by", required=True, ondelete="restrict"
    )
    changed_at = fields.Datetime(
        string="Changed at", required=True, default=fields.Datetime.now
    )
    confirmed_by_id = fields.Many2one(
        "res.users", string="Confirmed by", ondelete="restrict"
    )
    confirmed_at = fields.Datetime(string="Confirmed at", index=True)
    can_confirm = fields.Boolean(
        compute="_compute_can_confirm", search="_search_can_confirm"
    )

    _open_index = models.Index("(company_id) WHERE confirmed_at IS NULL")

    @api.depends("confirmed_at", "company_id", "changed_by_id")
    @api.depends_context("uid")
    def _compute_can_confirm(self):
        for row in self:
            row.can_confirm = not row.confirmed_at and self.env.user in (
                row._confirmers()
            )

    @api.model
    def _search_can_confirm(self, operator, value):
        if operator != "in":
            return NotImplemented
        waiting = self.sudo().search([("confirmed_at", "=", False)])
        mine = waiting.filtered("can_confirm")
        return [("id", "in" if True in value else "not in", mine.ids)]

    # ----------------------------------------------------------------- watching

    @api.model
    def _watch(self):
        """Remember what stands before a change; compare when the transaction ends."""
        precommit = self.env.cr.precommit
        if self.env.uid == SUPERUSER_ID or _BEFORE in precommit.data:
            return
        precommit.data[_BEFORE] = self.sudo()._standing()
        precommit.add(self.sudo()._compare)

    @api.model
    def _standing(self):
        """Return every right that stands now: whose, of which kind, in what."""
        self.env.flush_all()
        itself = [self.env.ref(f"l10n_vn_edoc.{name}").id for name in _BY_ITSELF]
        category = self.env.ref("l10n_vn_edoc.module_category_edoc").id
        self.env.cr.execute(
            """
            SELECT held.uid, NULL::integer, 'duty', held.gid, ''
              FROM res_groups_users_rel held
              JOIN res_groups duty ON duty.id = held.gid
              JOIN res_groups_privilege privilege ON privilege.id = duty.privilege_id
             WHERE privilege.category_id = %(category)s AND NOT held.gid = ANY(%(own)s)
             UNION ALL
            SELECT held.uid, NULL, 'member', department.id, ''
              FROM res_groups_users_rel held
              JOIN edoc_department department ON department.group_id = held.gid
             UNION ALL
            SELECT user_id, NULL, 'head', department_id, ''
              FROM edoc_department_head_rel
             UNION ALL
            SELECT user_id, group_id, 'box', point_id,
                   concat_ws(' ', CASE WHEN may_receive THEN 'receive' END,
                             CASE WHEN may_send THEN 'send' END, date_from, date_to)
              FROM edoc_contact_right
            """,
            {"category": category, "own": itself},
        )
        return set(self.env.cr.fetchall())

    @api.model
    def _compare(self):
        """Keep what has changed since the beginning of the transaction."""
        before = self.env.cr.precommit.data.pop(_BEFORE)
        now = self._standing()
        changed = [(key, "taken") for key in sorted(before - now, key=str)]
        changed += [(key, "given") for key in sorted(now - before, key=str)]
        silent = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        rows = silent._through_door().create(
            [
                vals
                for key, change in changed
                if (vals := self._describe(key)) and vals.update(change=change) is None
            ]
        )
        rows._announce()
        self.env.flush_all()

    @api.model
    def _describe(self, key):
        """Return the values of a right; nothing where its object is gone."""
        user_id, group_id, kind, res_id, words = key
        model = {
            "duty": "res.groups",
            "member": "edoc.department",
            "head": "edoc.department",
            "box": "edoc.contact.point",
        }[kind]
        subject = self.env[model].browse(res_id).exists()
        user = self.env["res.users"].browse(user_id or ()).exists()
        group = self.env["res.groups"].browse(group_id or ()).exists()
        if not subject or not (user or group):
            return None
        company = user.company_id if kind == "duty" else subject.company_id
        return {
            "company_id": company.id,
            "user_id": user.id,
            "group_id": group.id,
            "kind": kind,
            "right": f"{subject.name} ({words})" if words else subject.name,
            "changed_by_id": self.env.uid,
        }

    # ------------------------------------------------------ announcing, confirming

    def _confirmers(self):
        """Return who confirms: whom the entity names, else its leaders.

        Nobody confirms what he changed himself, unless he is the only one.
        """
        self.ensure_one()
        company = self.sudo().company_id
        named = company.edoc_rights_confirmer_id
        leaders = self.env.ref("l10n_vn_edoc.group_leader").sudo().all_user_ids
        people = named or leaders.filtered(lambda user: company in user.company_ids)
        return people - self.changed_by_id or people

    def _announce(self):
        """One task for each who confirms, as long as there is something to confirm."""
        for row in self.sudo():
            tasks = self.env["mail.activity"].sudo()
            for user in row._confirmers():
                waiting = tasks.search(
                    [("res_model", "=", self._name), ("user_id", "=", user.id)]
                )
                told = self.sudo().browse(waiting.mapped("res_id")).exists()
                if row.company_id not in told.company_id:
                    row.activity_schedule(
                        _TASK,
                        summary=self.env._("Confirm the changes of rights"),
                        user_id=user.id,
                    )

    def action_confirm(self):
        """The competent person has taken note; the announcement of it ends."""
        for row in self:
            if not row.can_confirm:
                raise AccessError(
                    self.env._(
                        "“%(right)s” is confirmed already, or by somebody else: "
                        "%(people)s.",
                        right=row.right,
                        people=", ".join(row._confirmers().mapped("name")),
                    )
                )
        self._through_door().write(
            {"confirmed_by_id": self.env.uid, "confirmed_at": fields.Datetime.now()}
        )
        self.sudo().activity_unlink([_TASK])
        self.sudo().search(
            [("company_id", "in", self.company_id.ids), ("confirmed_at", "=", False)]
        )._announce()
        return True
