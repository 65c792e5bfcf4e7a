"""The steps of a document, taken under one check."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.errors import WorkflowError
from ._messages import user_error


class EdocWorkflowMixin(models.AbstractModel):
    """A document whose state moves only along its workflow table.

    A concrete model sets ``_workflow``, answers ``_duties`` and declares the booleans
    ``can_<action>`` that it shows buttons by. Rule, button and error can't drift apart,
    because all ask :meth:`Workflow.check`.
    """

    _name = "edoc.workflow.mixin"
    _description = "Document Workflow"
    _inherit = ["edoc.guarded.mixin"]

    _workflow = None
    _step_inverse = None  # name of the field of edoc.step that points here

    can_act = fields.Boolean(compute="_compute_can")

    def _duties(self):
        """Return the set of duties that the current user holds on this document."""
        self.ensure_one()
        return {"system"} if self.env.user._is_superuser() else set()

    def _on_behalf(self, _action):
        """Return for whom the current user takes the step; nobody: it is his own."""
        return self.env["res.users"]

    def _step_authority(self, _action):
        """Return the abbreviation under which a step is taken for another, if any."""
        return False

    def _action_label(self, action):
        """Return the name of a step in the user's language."""
        raise UserError(self.env._("Unknown step: %(action)s", action=action))

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can(self):
        names = {
            name
            for name, field in self._fields.items()
            if field.compute == "_compute_can" and name != "can_act"
        }
        for document in self:
            duties = document._duties() if document.id else set()
            state = document.state
            allowed = {
                f"can_{action}"
                for action in self._workflow.transitions
                if document.id and self._workflow.allows(action, state, duties)
            }
            for name in names:
                document[name] = name in allowed
            document.can_act = bool(allowed)

    def _check_step(self, action, reason=None):
        """Raise a ``UserError`` naming the rule when any record can't take the step."""
        for document in self:
            try:
                self._workflow.check(action, document.state, document._duties(), reason)
            except WorkflowError as error:
                labels = dict(self._fields["state"]._description_selection(self.env))
                error.params["state"] = labels.get(document.state, document.state)
                raise user_error(self.env, error) from error

    def _take_step(self, action, reason=None, **vals):
        """Check all records, then write the new state and keep the step.

        This is the only place that writes ``state``.
        """
        self._check_step(action, reason)
        self.sudo().lock_for_update()
        target = self._workflow.transitions[action].target
        self._note_step(action, reason, target)
        self._through_door().write({"state": target, **vals})
        return True

    def _note_step(self, action, reason=None, target=None):
        """Keep in the history what was done; without a target the state stays."""
        for document in self:
            self.env["edoc.step"]._through_door().create(
                {
                    self._step_inverse: document.id,
                    "action": action,
                    "state_from": document.state,
                    "state_to": target or document.state,
                    "user_id": self.env.uid,
                    "on_behalf_id": document._on_behalf(action).id,
                    "authority": document._step_authority(action),
                    "reason": reason,
                }
            )
