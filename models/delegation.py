"""Delegation of duties for some days (Điều 11; NĐ 30/2020 Điều 13)."""

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ._apart import apart
from ._columns import entity, person

DUTIES = [
    ("distribute", "Distributing incoming documents"),
    ("approve", "Approving the content of drafts"),
    ("form", "Checking form and layout"),
]
FORMS = [
    ("TUQ.", "By authorisation (TUQ.)"),
    ("TL.", "By order, as head of a unit (TL.)"),
    ("KT.", "As deputy, in the head's place (KT.)"),
]
GROUP = "l10n_vn_edoc.group_delegate"
_DEPUTIES = ("deputy", "collective_deputy", "by_order_deputy")


class EdocDelegation(models.Model):
    """One duty that its holder lets somebody else do in his stead for some days.

    Only the holder himself gives it, of what he holds by his own office: what was
    delegated to him can't be passed on (NĐ 30 Điều 13.3). It ends by its last day, or
    earlier when he takes it back; the row is kept. Signing is delegated in
    ``edoc.signing.authority``; the seal changes hands with its token only (NĐ 30 Điều
    32).

    The delegate becomes a reader of what is presented to his principal while it lasts,
    and of what waits for him when it begins. Afterwards he stays a reader of what he
    acted on, like everybody who took part: what he decided is to be answered for. What
    he only saw is closed to him again.
    """

    _name = "edoc.delegation"
    _description = "Delegation"
    _inherit = ["edoc.guarded.mixin"]
    _order = "date_from desc, id desc"
    _guarded_rows = True
    _audit_act = "right"

    company_id = entity()
    principal_id = person("Delegated by")
    delegate_id = person("Delegated to")
    duty = fields.Selection(DUTIES, required=True)
    form = fields.Selection(
        FORMS,
        string="Acts as",
        required=True,
        default="TUQ.",
        help="Stands in the history before the name of whose duty it is (NĐ 30 Điều "
        "13).",
    )
    date_from = fields.Date(string="First day", required=True)
    date_to = fields.Date(string="Last day", required=True)
    basis = fields.Char(string="Document", required=True)
    reason = fields.Char(required=True)
    begun_at = fields.Datetime(string="Began at")
    revoked_at = fields.Datetime(string="Taken back at")
    closed_at = fields.Datetime(string="Ended at")
    state = fields.Selection(
        [
            ("coming", "Not begun"),
            ("current", "In force"),
            ("ended", "Ended"),
            ("revoked", "Taken back"),
        ],
        compute="_compute_state",
        search="_search_state",
    )
    # to whom it opened them, to be closed again
    incoming_ids = fields.Many2many(
        "edoc.incoming", string="Shown by it", groups=fields.NO_ACCESS, copy=False
    )
    outgoing_ids = fields.Many2many(
        "edoc.outgoing", string="Shown by it", groups=fields.NO_ACCESS, copy=False
    )
    can_revoke = fields.Boolean(compute="_compute_can_revoke")
    authority_ids = fields.Many2many(
        "edoc.signing.authority",
        string="Rights to sign passed on to him",
        compute="_compute_authority_ids",
    )

    _days_order = models.Constraint(
        "CHECK (date_to >= date_from)", "The last day lies before the first."
    )

    # ----------------------------------------------------------------- computes

    @api.depends("date_from", "date_to", "revoked_at")
    def _compute_state(self):
        today = self.env["edoc.document.mixin"]._vn_today()
        for row in self:
            if row.revoked_at:
                row.state = "revoked"
            elif row.date_from > today:
                row.state = "coming"
            else:
                row.state = "current" if row.date_to >= today else "ended"

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env["edoc.document.mixin"]._vn_today()
        standing = Domain("revoked_at", "=", False)
        domains = {
            "revoked": Domain("revoked_at", "!=", False),
            "coming": standing & Domain("date_from", ">", today),
            "ended": standing & Domain("date_to", "<", today),
            "current": standing
            & Domain("date_from", "<=", today)
            & Domain("date_to", ">=", today),
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.depends("state", "principal_id")
    @api.depends_context("uid")
    def _compute_can_revoke(self):
        for row in self:
            open_ = row.state in ("coming", "current")
            row.can_revoke = open_ and row.principal_id == self.env.user

    @api.depends("principal_id", "delegate_id", "company_id")
    def _compute_authority_ids(self):
        for row in self:
            row.authority_ids = self.env["edoc.signing.authority"].search(
                [
                    ("principal_id", "=", row.principal_id.id),
                    ("user_id", "=", row.delegate_id.id),
                    ("company_id", "=", row.company_id.id),
                ]
            )

    @api.depends("principal_id.name", "delegate_id.name")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.principal_id.name} → {row.delegate_id.name}"

    # ------------------------------------------------------------------- asking

    @api.model
    def _in_force(self, duty=None, **people):
        """Return today's delegations, as superuser.

        :param people: ``principal_id`` or ``delegate_id``, users of whom one it is
        """
        domain = Domain("state", "=", "current")
        if duty:
            domain &= Domain("duty", "=", duty)
        for name, users in people.items():
            domain &= Domain(name, "in", users.ids)
        found = self.sudo().search(domain)
        return found.filtered(lambda row: row.principal_id.active)

    @api.model
    def _principals_today(self, duty):
        """Return for whom the current user does this duty today."""
        rows = self._in_force(duty, delegate_id=self.env.user)
        return rows.principal_id.with_env(self.env)

    # ------------------------------------------------------------ giving, ending

    @api.model
    def _give(self, vals):
        """Delegate a duty of the current user's own.

        :raises UserError: he does not hold it, or the days or the delegate don't fit
        """
        row = self._through_door().create({**vals, "principal_id": self.env.uid})
        row._check_holder()
        row._check_delegate()
        row._check_form()
        row._check_days()
        group = self.env.ref(GROUP).sudo()
        row.delegate_id.sudo().group_ids = [Command.link(group.id)]
        if row.state == "current":
            row._begin()
        return self.browse(row.id)

    def _check_holder(self):
        """The duty is the principal's own; a duty held for another is not."""
        principal = self.principal_id
        heads = self.env["edoc.department"].sudo()
        holds = {
            "distribute": lambda: principal.has_group("l10n_vn_edoc.group_leader"),
            "approve": lambda: heads.search_count(
                [
                    ("head_ids", "in", principal.ids),
                    ("company_id", "=", self.company_id.id),
                ],
                limit=1,
            ),
            "form": lambda: principal.has_group("l10n_vn_edoc.group_form"),
        }[self.duty]()
        if not holds or self.company_id not in principal.company_ids:
            raise UserError(
                self.env._(
                    "You do not hold the duty “%(duty)s” in %(entity)s by your own "
                    "office. A duty that was delegated can't be passed on (NĐ 30/2020 "
                    "Điều 13.3).",
                    duty=self._duty_name(),
                    entity=self.company_id.name,
                )
            )

    def _check_delegate(self):
        user = self.delegate_id
        if user == self.principal_id:
            raise UserError(self.env._("Choose somebody else as the delegate."))
        staff = user.active and user.has_group("l10n_vn_edoc.group_user")
        if not staff or self.company_id not in user.company_ids:
            raise UserError(
                self.env._(
                    "%(user)s takes no part in the documents of %(entity)s.",
                    user=user.name,
                    entity=self.company_id.name,
                )
            )
        if self.duty == "approve" and not self._headed() & user.edoc_department_ids:
            raise UserError(
                self.env._(
                    "%(user)s is in none of the departments that you head: their "
                    "content is answered for in the department (NĐ 30 Điều 12.1).",
                    user=user.name,
                )
            )

    @api.model
    def _is_deputy(self, principal, user, company):
        """Tell whether the user stands in for the principal by his own office."""
        rights = self.env["edoc.signing.authority"].sudo()
        named = [
            ("principal_id", "=", principal.id),
            ("user_id", "=", user.id),
            ("company_id", "=", company.id),
            ("kind", "in", _DEPUTIES),
        ]
        if rights.search_count(named, limit=1):
            return True
        heads = self._departments_of(principal, company).head_ids
        return user in heads

    @api.model
    def _departments_of(self, head, company):
        departments = self.env["edoc.department"].sudo()
        return departments.search(
            [("head_ids", "in", head.ids), ("company_id", "=", company.id)]
        )

    def _check_form(self):
        """KT. is a deputy's, TL. a head's of a unit, by the head of the agency.

        NĐ 30 Điều 13.1, 13.4; everybody else acts by authorisation, TUQ. (13.3).
        """
        principal, user, company = self.principal_id, self.delegate_id, self.company_id
        if self.form == "KT." and not self._is_deputy(principal, user, company):
            raise UserError(
                self.env._(
                    "%(user)s is no deputy of yours: neither by a right to sign (KT.) "
                    "nor as head of the same department. Choose TUQ. or TL. (NĐ 30 "
                    "Điều 13).",
                    user=user.name,
                )
            )
        orders = principal.has_group("l10n_vn_edoc.group_leader")
        if self.form == "TL." and not (orders and self._departments_of(user, company)):
            raise UserError(
                self.env._(
                    "By order (TL.) a leader has the head of a department act; "
                    "%(user)s heads none, or you are no leader. Choose TUQ. (NĐ 30 "
                    "Điều 13).",
                    user=user.name,
                )
            )

    def _headed(self):
        departments = self.env["edoc.department"].sudo()
        return departments.search([("head_ids", "in", self.principal_id.ids)])

    def _check_days(self):
        """It begins today at the earliest; one person at a time does the duty."""
        if self.date_from < self.env["edoc.document.mixin"]._vn_today():
            raise UserError(
                self.env._(
                    "A delegation begins today at the earliest: it covers no act "
                    "done already."
                )
            )
        others = self.search(
            [
                ("id", "!=", self.id),
                ("company_id", "=", self.company_id.id),
                ("principal_id", "=", self.principal_id.id),
                ("duty", "=", self.duty),
                ("revoked_at", "=", False),
                ("date_from", "<=", self.date_to),
                ("date_to", ">=", self.date_from),
            ],
            limit=1,
        )
        if others:
            raise UserError(
                self.env._(
                    "On these days the duty is delegated to %(user)s already. Take "
                    "that back first.",
                    user=others.delegate_id.name,
                )
            )

    def _in_whose_place(self):
        """Return how an act under it is told, such as “TL. Trần Quang Vinh”."""
        row = self.sudo()
        return f"{row.form} {row.principal_id.name}"

    def _duty_name(self):
        return dict(self._fields["duty"]._description_selection(self.env))[self.duty]

    def action_revoke(self):
        """The principal takes the duty back (NĐ 30 Điều 13.3)."""
        for row in self:
            if not row.can_revoke:
                raise AccessError(
                    self.env._(
                        "Only %(user)s takes this delegation back, and only until it "
                        "has ended.",
                        user=row.principal_id.name,
                    )
                )
        self._revoke()
        return True

    def _revoke(self):
        self._through_door().write({"revoked_at": fields.Datetime.now()})
        self._close()

    # ---------------------------------------------------------------- the days

    def _waiting(self):
        """Return the documents that wait for the principal in this duty."""
        self.ensure_one()
        row = self.sudo()
        entity = [("company_id", "=", row.company_id.id)]
        if row.duty == "distribute":
            domain = [
                ("state", "=", "submitted"),
                ("leader_id", "=", row.principal_id.id),
            ]
            return row.env["edoc.incoming"].search(entity + domain)
        if row.duty == "form":
            return row.env["edoc.outgoing"].search(
                [*entity, ("state", "=", "form_review")]
            )
        principal = row.principal_id.ids
        return row.env["edoc.outgoing"].search(
            [
                *entity,
                ("state", "=", "content_review"),
                ("author_id", "!=", row.delegate_id.id),
                "|",
                ("department_id.head_ids", "in", principal),
                ("content_approver_ids", "in", principal),
            ]
        )

    def _begin(self):
        """Put what waits for the principal on the delegate's desk, too."""
        for row in self.sudo():
            row._through_door().write({"begun_at": fields.Datetime.now()})
            told = row.with_context(lang=row.delegate_id.lang)
            for document in told._waiting():
                document._ask_delegates(row.principal_id, told._duty_name())

    def _close(self):
        """Take what still waits off the delegate's desk."""
        group = self.env.ref(GROUP).sudo()
        for row in self.sudo():
            row._through_door().write({"closed_at": fields.Datetime.now()})
            row._waiting().activity_unlink(
                ["l10n_vn_edoc.activity_document"], user_id=row.delegate_id.id
            )
            row._hide()
            left = [("delegate_id", "=", row.delegate_id.id), ("closed_at", "=", False)]
            if not row.search_count(left, limit=1):
                row.delegate_id.group_ids = [Command.unlink(group.id)]

    def _shows(self, document):
        """Keep that the delegate sees a document by this delegation only."""
        name = document._step_inverse.replace("_id", "_ids")
        self._through_door().write({name: [Command.link(document.id)]})

    def _hide(self):
        """Close to the delegate what he saw by this delegation and didn't act on."""
        for document in (*self.incoming_ids, *self.outgoing_ids):
            document._forget_reader(self.delegate_id)

    @api.model
    def _cron_days(self):
        """Delegations and rights to sign begin and end with the day in Vietnam."""
        open_ = [("closed_at", "=", False)]
        for row in self.search([*open_, ("state", "=", "ended")]):
            apart(row, row._close)
        begins = [*open_, ("state", "=", "current"), ("begun_at", "=", False)]
        for row in self.search(begins):
            apart(row, row._begin)
        self.env["edoc.outgoing"]._return_unsigned()
