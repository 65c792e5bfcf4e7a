"""What has a deadline and may be urged: parts, drafts, consultations, documents."""

from odoo import api, fields, models
from odoo.tools import SQL


class EdocUrgedMixin(models.AbstractModel):
    """Counts its urgings; what is done, or due on another day, is urged no more.

    A concrete model says in ``_is_awaited`` whether somebody still has to do it, and
    in ``_settling`` what a change of that shows in.
    """

    _name = "edoc.urged.mixin"
    _description = "Work That Is Urged"

    _settling = frozenset({"state"})
    _counted = ("urging_count", "urged_at", "urging_level")

    urging_count = fields.Integer(
        string="Times urged", readonly=True, copy=False, aggregator=None
    )
    urged_at = fields.Datetime(string="Urged last", readonly=True, copy=False)
    urging_level = fields.Integer(
        string="Level of the last urging", readonly=True, copy=False, aggregator=None
    )

    def _is_awaited(self):
        """Tell whether somebody still has to do it: unless said otherwise, always."""
        return True

    def _work_key(self):
        self.ensure_one()
        return f"{self._name},{self.id}"

    def _work_keys(self):
        """Return the keys of the work itself and of all that ends with it."""
        return [record._work_key() for record in self]

    def write(self, vals):
        due = fields.Date.to_date(vals.get("due_date"))
        moved = self.browse()
        if "due_date" in vals:
            moved = self.filtered(lambda record: record.due_date != due)
        result = super().write(vals)
        if moved:
            moved._start_anew()
        if self._settling & vals.keys():
            self._take_off_desks()
        return result

    def _start_anew(self):
        """With another deadline all begins anew, but for the numbers."""
        urged = self.sudo().filtered("urging_level")
        if urged:
            urged._through_door().write({"urging_level": 0})
        self._unlink_tasks(self._work_keys())

    def _take_off_desks(self):
        """What is done asks nobody for anything any more."""
        done = self.sudo().filtered(lambda record: not record._is_awaited())
        if done:
            self._unlink_tasks(done._work_keys())

    @api.model
    def _unlink_tasks(self, keys):
        tasks = self.env["mail.activity"].sudo()
        tasks.search([("edoc_work_key", "in", keys)]).unlink()

    def _count_urging(self, level):
        """Return the next number of its urgings, as registers give theirs.

        Who urges at the same moment waits; his request is then run again.
        """
        self.ensure_one()
        self.flush_recordset(self._counted)
        now = fields.Datetime.now()
        [[number]] = self.env.execute_query(
            SQL(
                "UPDATE %s SET urging_count = COALESCE(urging_count, 0) + 1, "
                "urged_at = %s, urging_level = %s WHERE id = %s RETURNING urging_count",
                SQL.identifier(self._table),
                now,
                level,
                self.id,
            )
        )
        self._note_written(urging_count=number, urged_at=now, urging_level=level)
        self.invalidate_recordset(self._counted, flush=False)
        return number
