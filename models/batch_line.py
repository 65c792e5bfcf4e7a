"""One document of a batch, and what became of it."""

from odoo import fields, models
from odoo.exceptions import LockError, UserError


class EdocBatchLine(models.Model):
    """A document's place in a batch and its verdict.

    The verdict *done* is written in the transaction of the document's own step: after
    a power cut a document is either signed and done, or untouched and waiting.
    """

    _name = "edoc.batch.line"
    _description = "Document of a Batch"
    _inherit = ["edoc.guarded.mixin"]
    _order = "batch_id desc, sequence, id"
    _rec_name = "outgoing_id"
    _guarded_rows = True

    batch_id = fields.Many2one(
        "edoc.batch", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(string="No.", required=True, aggregator=None)
    outgoing_id = fields.Many2one(
        "edoc.outgoing", string="Document", required=True, ondelete="cascade"
    )
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("done", "Done"),
            ("refused", "Turned down"),
            ("failed", "Failed"),
        ],
        required=True,
        default="waiting",
    )
    message = fields.Text(string="What happened")
    seconds = fields.Float(digits=(8, 1), aggregator=None)

    _document_uniq = models.Constraint(
        "UNIQUE (batch_id, outgoing_id)", "A document stands in a batch once."
    )
    _document_index = models.Index("(outgoing_id)")

    def action_open(self):
        self.ensure_one()
        return self.outgoing_id.get_formview_action()

    # ------------------------------------------------------ for the runner's threads

    def _take_number(self):
        """Number the document; what has its number already keeps it (Điều 12.1c)."""
        document = self._claim()
        if document and document.state != "numbered":
            document._check_step("number")
            document._take_number()

    def _sign(self, pool, spent):
        """Sign or seal the document in a process of the pool.

        :param spent: function that tells the seconds since the line was begun
        """
        document = self._claim()
        if not document:
            return
        if self.sudo().batch_id.kind == "sign":
            if not document._sign_as_is():
                document._keep_personal(pool.run(document._personal_job()))
        else:
            document._keep_sealed(pool.run(document._seal_job()))
        self._through_door().write({"state": "done", "seconds": spent()})

    def _claim(self):
        """Return the document, or none when this line is not to be done any more.

        :raises UserError: the document may not be touched, or not now
        """
        try:
            self.sudo().lock_for_update()
        except LockError:
            # a runner that was thought dead is at it
            return None
        if self.sudo().state != "waiting":
            return None
        batch = self.sudo().batch_id
        batch.token_id.with_env(self.env)._check_holder()
        document = self.sudo().outgoing_id.with_env(self.env)
        document.check_access("read")
        if document.company_id != batch.company_id:
            raise UserError(
                self.env._(
                    "This document is of another entity than the batch, whose token "
                    "can't be used for it."
                )
            )
        batch.token_id.with_env(self.env)._check_may_sign(document)
        document.sudo().lock_for_update(allow_referencing=True)
        return document

    def _keep_verdict(self, state, message, seconds):
        """Say why the document stayed as it was."""
        line = self.sudo()
        if line.state == "waiting":
            vals = {"state": state, "message": message, "seconds": seconds}
            line._through_door().write(vals)
