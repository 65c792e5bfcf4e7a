"""Batches: many documents, one PIN, one verdict for each (Điều 12.1b, 12.1c)."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.batch.pool import SignerPool
from ..core.errors import EdocError
from ._batch_runner import BatchRunner
from ._messages import user_error

KINDS = [
    ("sign", "Sign"),
    ("number_and_seal", "Number and seal"),
    ("seal", "Seal"),
]
MAX_DOCUMENTS = 500
# The runner gives a sign of life every other second; one that has been silent for this
# long was killed together with its server.
SILENT_S = 20


class EdocBatch(models.Model):
    """Documents that one person signs or seals in the background.

    The PIN is not here: the processes that hold the open token have it, as long as
    they run. What a run did not get to waits for the next one and its own PIN.
    """

    _name = "edoc.batch"
    _description = "Batch of Documents"
    _inherit = ["edoc.guarded.mixin"]
    _order = "id desc"
    _guarded_rows = True
    _unaudited = frozenset({"beat_at"})

    kind = fields.Selection(KINDS, required=True)
    user_id = fields.Many2one(
        "res.users", string="By", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", string="Entity", required=True, index=True
    )
    token_id = fields.Many2one("edoc.token", required=True, ondelete="restrict")
    state = fields.Selection(
        [
            ("waiting", "Not begun"),
            ("running", "Running"),
            ("done", "Done"),
            ("interrupted", "Interrupted"),
            ("cancelled", "Stopped"),
        ],
        required=True,
        default="waiting",
        index=True,
    )
    line_ids = fields.One2many("edoc.batch.line", "batch_id", string="Documents")
    total = fields.Integer(
        string="Number of documents", compute="_compute_counts", aggregator=None
    )
    done_count = fields.Integer(
        string="Done", compute="_compute_counts", aggregator=None
    )
    refused_count = fields.Integer(
        string="Turned down", compute="_compute_counts", aggregator=None
    )
    failed_count = fields.Integer(
        string="Failed", compute="_compute_counts", aggregator=None
    )
    waiting_count = fields.Integer(
        string="Waiting", compute="_compute_counts", aggregator=None
    )
    started_at = fields.Datetime()
    finished_at = fields.Datetime()
    note = fields.Text(string="Why it stopped")
    run = fields.Integer(aggregator=None, help="Counts how often it was started.")
    beat_at = fields.Datetime(string="Last sign of life")
    stop_requested = fields.Boolean()
    can_continue = fields.Boolean(compute="_compute_can")
    can_cancel = fields.Boolean(compute="_compute_can")

    @api.depends("line_ids.state")
    def _compute_counts(self):
        groups = (
            self.env["edoc.batch.line"]
            .sudo()
            ._read_group(
                [("batch_id", "in", self.ids)], ["batch_id", "state"], ["__count"]
            )
        )
        counts = {(batch.id, state): count for batch, state, count in groups}
        states = ("done", "refused", "failed", "waiting")
        for batch in self:
            found = [counts.get((batch.id, state), 0) for state in states]
            for state, count in zip(states, found, strict=True):
                batch[f"{state}_count"] = count
            batch.total = sum(found)

    @api.depends("state", "line_ids.state", "stop_requested")
    @api.depends_context("uid")
    def _compute_can(self):
        for batch in self:
            mine = batch.user_id == self.env.user
            running = batch.state == "running"
            batch.can_cancel = mine and running and not batch.stop_requested
            batch.can_continue = mine and not running and batch.waiting_count > 0

    @api.depends("kind", "create_date")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for batch in self:
            began = fields.Datetime.context_timestamp(batch, batch.create_date)
            batch.display_name = f"{kinds[batch.kind]} · {began:%d/%m/%Y %H:%M}"

    # ------------------------------------------------------------------- actions

    def action_cancel(self):
        """Stop after the documents in hand; the others keep waiting."""
        self.ensure_one()
        self._check_own()
        if self.state == "running":
            self._through_door().write({"stop_requested": True})
        return True

    def action_continue(self):
        """Ask for the PIN again and go on with what is left."""
        self.ensure_one()
        self._check_own()
        return self.env["edoc.batch.start"]._open(self.kind, batch=self)

    def progress(self):
        """Return state and counts, for the bar that asks every second."""
        self.ensure_one()
        self.check_access("read")
        self._mark_interrupted()
        names = ("total", "done_count", "refused_count", "failed_count")
        return {"state": self.state, **{name: self[name] for name in names}}

    def _check_own(self):
        self.check_access("read")
        if any(batch.user_id != self.env.user for batch in self):
            raise UserError(self.env._("Only the person who began this batch may."))

    # ------------------------------------------------------------------ beginning

    @api.model
    def _begin(self, kind, documents, pin):
        """Open the token and set to work once this request has been kept.

        :param documents: in the chosen order
        :raises UserError: too many, or whatever the token says to the PIN
        """
        if not 0 < len(documents) <= MAX_DOCUMENTS:
            raise UserError(
                self.env._(
                    "A batch takes 1 to %(limit)s documents; %(count)s are selected.",
                    limit=MAX_DOCUMENTS,
                    count=len(documents),
                )
            )
        documents.check_access("read")
        token = self._token_for(kind, documents)
        # before anything is written: opening takes seconds, and locks would last
        pool = self._open_pool(token, pin)
        batch = self._through_door().create(
            {
                "kind": kind,
                "user_id": self.env.uid,
                "company_id": token.company_id.id,
                "token_id": token.id,
            }
        )
        self.env["edoc.batch.line"]._through_door().create(
            [
                {"batch_id": batch.id, "sequence": place, "outgoing_id": document.id}
                for place, document in enumerate(documents, 1)
            ]
        )
        batch = self.browse(batch.id)
        batch._set_to_work(pool)
        return batch

    @api.model
    def _token_for(self, kind, documents):
        """Return the user's token for the first document that it may sign.

        :raises UserError: what is said of the first one when there is none for any
        """
        refusals = []
        for document in documents:
            try:
                return document._signing_token("person" if kind == "sign" else "seal")
            except UserError as error:
                refusals.append(error)
        raise refusals[0]

    def _go_on(self, pin):
        """Open the token again and work off what is left.

        :raises UserError: it runs already; wrong PIN, absent device, …
        """
        self.ensure_one()
        self._check_own()
        self._mark_interrupted()
        if not self.can_continue:
            raise UserError(self.env._("This batch is running, or nothing is left."))
        token = self.sudo().token_id.with_env(self.env)
        token._check_holder()
        pool = self._open_pool(token, pin)
        # two windows of the same user: the second is refused
        self.sudo().lock_for_update(allow_referencing=True)
        self._set_to_work(pool)

    def _open_pool(self, token, pin):
        """Log in to the token; the pool is closed again unless this request is kept."""
        token = token.sudo()
        _roots, intermediates = self.env["edoc.trust.certificate"]._trusted()
        pool = SignerPool(
            token._ref(),
            pin,
            certificate_sha256=token.certificate_id.sha256,
            chain=intermediates,
        )
        try:
            pool.__enter__()
        except EdocError as error:
            raise user_error(self.env, error) from error
        self.env.cr.postrollback.add(pool.close)
        return pool

    def _set_to_work(self, pool):
        now = fields.Datetime.now()
        self._through_door().write(
            {
                "state": "running",
                "run": self.run + 1,
                "started_at": self.started_at or now,
                "finished_at": False,
                "beat_at": now,
                "note": False,
                "stop_requested": False,
            }
        )
        # Odoo may run this request again: nothing begins before it has been kept
        self.env.cr.postcommit.add(BatchRunner(self, pool).start)

    # ------------------------------------------------------ for the runner's threads

    def _waiting_ids(self):
        """Return what is left to do, in the chosen order."""
        return self.sudo().line_ids.filtered(lambda line: line.state == "waiting").ids

    def _beat(self, run):
        """Give a sign of life; return whether to go on."""
        batch = self.sudo()
        if batch.state != "running" or batch.run != run:
            return False
        batch._through_door().write({"beat_at": fields.Datetime.now()})
        return not batch.stop_requested

    def _conclude(self, run, note):
        """Say how the run ended, and tell the user.

        :param note: why it could not go on, or nothing
        """
        batch = self.sudo()
        if batch.state != "running" or batch.run != run:
            return
        state = "done"
        if batch.waiting_count:
            state = "cancelled" if batch.stop_requested else "interrupted"
        now = fields.Datetime.now()
        batch._through_door().write(
            {"state": state, "finished_at": now, "note": note or False}
        )
        self._announce()

    def _announce(self):
        refused = self.refused_count + self.failed_count
        message = self.env._(
            "%(done)s done, %(refused)s refused, %(waiting)s waiting.",
            done=self.done_count,
            refused=refused,
            waiting=self.waiting_count,
        )
        self.user_id._bus_send(
            "simple_notification",
            {
                "title": self.display_name,
                "message": message,
                "type": "warning" if refused or self.waiting_count else "success",
                "sticky": True,
            },
        )

    def _mark_interrupted(self):
        """Say so of batches whose server was killed under them."""
        limit = fields.Datetime.now() - timedelta(seconds=SILENT_S)
        for batch in self.sudo():
            if batch.state != "running" or batch.beat_at >= limit:
                continue
            vals = {"state": "done", "finished_at": batch.beat_at}
            if batch.waiting_count:
                env = batch.with_context(lang=batch.user_id.lang).env
                note = env._(
                    "The server stopped in the middle. Nothing is half signed; "
                    "continue with what is left."
                )
                vals.update(state="interrupted", note=note)
            batch._through_door().write(vals)

    @api.model
    def _cron_mark_interrupted(self):
        self.search([("state", "=", "running")])._mark_interrupted()
