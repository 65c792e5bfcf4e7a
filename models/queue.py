"""Queues of the desks (*bàn làm việc*): what waits, for whom, in words of the staff."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval

# what a queue may list; whoever sets one up reads no document by that
MODELS = (
    "edoc.incoming",
    "edoc.outgoing",
    "edoc.copy",
    "edoc.delivery",
    "edoc.paper.dispatch",
    "edoc.change",
    "edoc.change.request",
    "edoc.difficulty",
    "edoc.consultation",
    "edoc.due.work",
    "edoc.extension",
    "edoc.internal.receipt",
    "edoc.rights.change",
    "edoc.dossier",
    "edoc.dossier.list",
    "edoc.archive.transfer",
)
SECTIONS = [
    ("leader", "Leadership"),
    ("division", "Division"),
    ("receiving", "Receiving"),
    ("issuing", "Issuing"),
    ("mine", "My work"),
    ("follow", "Follow-up"),
]
ACTION_FIELDS = ("name", "res_model", "domain")


class EdocQueue(models.Model):
    """One tile of the desk.

    Name, model and domain are those of the window action that the tile opens, and that
    a menu may open, too: there is one place for them, and the counter is computed from
    the very domain of the list.
    """

    _name = "edoc.queue"
    _description = "Queue of the Desk"
    _inherit = ["edoc.queue.counter.mixin"]
    _order = "section_order, sequence, id"

    action_id = fields.Many2one(
        "ir.actions.act_window",
        string="List",
        required=True,
        index=True,
        ondelete="cascade",
        copy=False,
    )
    name = fields.Char(
        compute="_compute_action", inverse="_inverse_action", required=True
    )
    res_model = fields.Selection(
        selection="_selection_res_model",
        string="Records",
        compute="_compute_action",
        inverse="_inverse_action",
        required=True,
    )
    domain = fields.Char(
        string="Which records",
        compute="_compute_action",
        inverse="_inverse_action",
        required=True,
        help="As Odoo writes filters; “uid” is whoever looks.",
    )
    late_domain = fields.Char(
        string="Which of them are late", help="They are told of in red on the tile."
    )
    section = fields.Selection(SECTIONS, required=True, default="mine")
    section_order = fields.Integer(compute="_compute_section_order", store=True)
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    tone = fields.Selection(
        [("normal", "Normal"), ("attention", "Attention"), ("alarm", "Alarm")],
        string="Colour",
        default="normal",
        required=True,
    )
    group_ids = fields.Many2many("res.groups", string="On the desks of", required=True)
    company_id = fields.Many2one(
        "res.company", string="Entity", index=True, help="Empty for all entities."
    )
    hidden_user_ids = fields.Many2many(
        "res.users",
        "edoc_queue_hidden_rel",
        "queue_id",
        "user_id",
        string="Hidden by",
        copy=False,
        groups="l10n_vn_edoc.group_manager",
    )

    _action_uniq = models.Constraint(
        "UNIQUE (action_id)", "There is a queue for this list already."
    )

    # ------------------------------------------------------------------ computes

    @api.model
    def _selection_res_model(self):
        models_ = self.env["ir.model"].sudo()
        return [(name, models_._get(name).name) for name in MODELS]

    @api.depends("action_id.name", "action_id.res_model", "action_id.domain")
    @api.depends_context("lang")
    def _compute_action(self):
        for queue in self:
            action = queue.sudo().action_id
            for name in ACTION_FIELDS:
                queue[name] = action[name]

    def _inverse_action(self):
        """Whoever may write queues writes their lists, too, but no other action."""
        for queue in self:
            action = queue.sudo().action_id
            for name in ("name", "domain"):
                if action[name] != queue[name]:
                    action[name] = queue[name]

    @api.depends("section")
    def _compute_section_order(self):
        order = [key for key, _label in SECTIONS]
        for queue in self:
            queue.section_order = order.index(queue.section) if queue.section else 0

    @api.constrains("action_id")
    def _check_model(self):
        for queue in self:
            if queue.sudo().action_id.res_model not in MODELS:
                raise ValidationError(
                    self.env._("“%(name)s” is no list of documents.", name=queue.name)
                )

    def _check_domains(self):
        """Refuse a domain with which the desks of others would not open."""
        for queue in self:
            for domain in (queue.domain, queue.late_domain):
                try:
                    queue._model()._search(queue._evaluated(domain))
                except (ValueError, TypeError, AttributeError, SyntaxError) as error:
                    raise ValidationError(
                        self.env._(
                            "“%(name)s”: the filter %(domain)s can't be used: "
                            "%(error)s",
                            name=queue.name,
                            domain=domain,
                            error=error,
                        )
                    ) from error

    # ------------------------------------------------------------------ records

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("action_id"):
                vals["action_id"] = self._make_action(vals)
        queues = super().create(vals_list)
        queues._check_domains()
        return queues

    @api.model
    def _make_action(self, vals):
        """Make the list of a queue that somebody adds."""
        if vals.get("res_model") not in MODELS:
            raise UserError(self.env._("Choose what records the queue lists."))
        action = {name: vals.pop(name) for name in ACTION_FIELDS if name in vals}
        self.browse().check_access("create")
        actions = self.env["ir.actions.act_window"].sudo()
        return actions.create({"view_mode": "list,form", **action}).id

    def write(self, vals):
        if vals.keys() & {"action_id", "res_model"} and not self.env.su:
            raise UserError(
                self.env._(
                    "A queue keeps its list. Make a new queue for other records."
                )
            )
        result = super().write(vals)
        if vals.keys() & {"domain", "late_domain"}:
            self._check_domains()
        return result

    # --------------------------------------------------------------------- desk

    def _model(self):
        self.ensure_one()
        return self.env[self.sudo().action_id.res_model]

    def _evaluated(self, domain):
        """Return the domain as the web client evaluates it for the current user."""
        known = {
            "uid": self.env.uid,
            "context_today": lambda: fields.Date.context_today(self),
        }
        return Domain(safe_eval(domain or "[]", known))

    @api.model
    def _mine(self):
        """Return the queues that the current user's duties bring, hidden ones, too."""
        groups = self.env.user.all_group_ids
        return self.search([]).filtered(
            lambda queue: (
                queue.sudo().group_ids & groups
                and queue._model().has_access("read")
                and queue._concerns()
            )
        )

    def _concerns(self):
        """Tell whether anything can ever wait in it for the current user."""
        model = self._model()
        return not self._evaluated(self.domain).optimize_full(model).is_false()

    @api.model
    def desk(self):
        """Return the sections of the current user's desk with their counters."""
        queues = self._mine()
        hidden = queues.filtered(lambda queue: queue._is_hidden())
        counters = (queues - hidden)._counters()
        labels = self._fields["section"]._description_selection(self.env)
        tiles = queues.grouped("section")
        return {
            "limit": self._limit,
            "sections": [
                {
                    "key": key,
                    "title": label,
                    "queues": [queue._tile(counters.get(queue.id)) for queue in found],
                }
                for key, label in labels
                if (found := tiles.get(key))
            ],
        }

    def _tile(self, counter):
        """Return what the desk shows of the queue.

        :param counter: ``None`` for a queue that the user has hidden
        """
        action = self.sudo().action_id
        return {
            "id": self.id,
            "key": action.path or f"queue-{self.id}",
            "action": action.id,
            "name": self.name,
            "tone": self.tone,
            "hidden": counter is None,
            **(counter or {}),
        }

    def _is_hidden(self):
        return self.env.user in self.sudo().hidden_user_ids

    def hide(self, hidden):
        """Take queues off one's own desk, or put them back."""
        self.check_access("read")
        for queue in self.sudo():
            if hidden:
                queue.hidden_user_ids |= self.env.user
            else:
                queue.hidden_user_ids -= self.env.user
        return True
