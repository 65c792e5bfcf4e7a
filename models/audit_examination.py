"""Was anything changed past the system? Asked by a button, answered by a job."""

from itertools import islice

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..core.audit.database import Count, examine
from ..core.audit.findings import Answer
from ..core.pdfsign.policy import VerifyPolicy

_GROUPS = ("l10n_vn_edoc.group_manager", "l10n_vn_edoc.group_archivist")
_MOST_FINDINGS = 1000


class EdocAuditExamination(models.Model):
    """One examination of the history, the tables and the file store.

    It is the same as ``bin/edoc audit``, which needs no trust in this server.
    """

    _name = "edoc.audit.examination"
    _description = "Examination of Integrity"
    _inherit = ["edoc.guarded.mixin"]
    _order = "id desc"
    _rec_name = "asked_at"
    _guarded_rows = True

    asked_at = fields.Datetime(
        string="Asked at", required=True, default=fields.Datetime.now
    )
    user_id = fields.Many2one(
        "res.users", string="Asked by", required=True, ondelete="restrict"
    )
    done_at = fields.Datetime(string="Done at")
    result = fields.Selection(
        [
            ("running", "Being done"),
            ("untouched", "Nothing was done past the system"),
            ("cannot_tell", "Some of it can't be told"),
            ("touched", "Something was done past the system"),
        ],
        required=True,
        default="running",
    )
    row_count = fields.Integer(string="Acts", aggregator=None)
    record_count = fields.Integer(string="Records", aggregator=None)
    file_count = fields.Integer(string="Files", aggregator=None)
    anchor_count = fields.Integer(string="Daily anchors", aggregator=None)
    finding_ids = fields.One2many(
        "edoc.audit.finding", "examination_id", string="Findings", readonly=True
    )

    def action_examine(self):
        """Have everything examined in the background.

        :raises AccessError: neither administrator nor archivist
        """
        if not any(map(self.env.user.has_group, _GROUPS)):
            raise AccessError(
                self.env._("Administrators and archivists have the integrity examined.")
            )
        new = self._through_door().create({"user_id": self.env.uid})
        new.with_delay(
            description=self.env._("Examine the integrity of all documents")
        )._examine()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": new.id,
            "view_mode": "form",
        }

    def _examine(self):
        """Examine all in one snapshot, that of this job's transaction."""
        self.ensure_one()
        self.env.cr.flush()
        roots, intermediates = self.env["edoc.trust.certificate"]._trusted()
        policy = VerifyPolicy(roots=roots, intermediates=intermediates)
        count = Count()
        found = examine(
            self.env.cr, self.env["edoc.audit"]._key(), self._open, policy, count
        )
        rows = list(islice(found, _MOST_FINDINGS))
        self.env["edoc.audit.finding"]._through_door().create(
            [
                {
                    "examination_id": self.id,
                    "kind": finding.kind,
                    "answer": finding.answer.value,
                    "model": finding.model,
                    "res_id": finding.res_id,
                    "row_id": finding.row_id,
                    "params": finding.params,
                }
                for finding in rows
            ]
        )
        answers = {finding.answer for finding in rows}
        result = "untouched"
        if answers:
            result = "touched" if Answer.YES in answers else "cannot_tell"
        self._through_door().write(
            {
                "done_at": fields.Datetime.now(),
                "result": result,
                "row_count": count.rows,
                "record_count": count.records,
                "file_count": count.files,
                "anchor_count": count.anchors,
            }
        )

    @api.model
    def _open(self, name):
        return open(self.env["ir.attachment"]._full_path(name), "rb")
