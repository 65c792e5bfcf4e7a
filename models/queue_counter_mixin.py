"""How many records wait in each queue of a desk, all of them in one query."""

from odoo import models
from odoo.tools import SQL

# as the pager of lists: beyond it nobody counts
LIMIT = 10000


class EdocQueueCounterMixin(models.AbstractModel):
    """Counts what the list of a queue shows to the current user, no more, no less."""

    _name = "edoc.queue.counter.mixin"
    _description = "Counters of Queues"

    _limit = LIMIT

    def _counters(self):
        """Return ``{queue id: {"count", "urgent", "late"}}`` for the current user."""
        counting, rules = [], {}
        for queue in self:
            model = queue._model()
            if model._name not in rules:
                rules[model._name] = queue._readable(model)
            listed = queue._evaluated(queue.domain)
            counting.append(queue._counting(model, listed, rules[model._name], "all"))
            if queue.late_domain:
                late = listed & queue._evaluated(queue.late_domain)
                counting.append(
                    queue._counting(model, late, rules[model._name], "late")
                )
        counters = {queue.id: {"count": 0, "urgent": 0, "late": 0} for queue in self}
        counting = [part for part in counting if part]
        if not counting:
            return counters
        # compiling the long statement would take longer than all the counting
        self.env.cr.execute("SET LOCAL jit = off")
        rows = self.env.execute_query(SQL(" UNION ALL ").join(counting))
        for queue_id, kind, count, urgent in rows:
            if kind == "late":
                counters[queue_id]["late"] = count
            else:
                counters[queue_id].update(count=count, urgent=urgent)
        return counters

    def _readable(self, model):
        """Return what the record rules let the current user read, worked out once.

        It asks for the user's boxes, which is more work than all the counting.
        """
        domain = self.env["ir.rule"]._compute_domain(model._name, "read")
        return domain.optimize_full(model.sudo().with_context(active_test=False))

    def _counting(self, model, domain, readable, kind):
        """Return the query that counts the readable records of a domain.

        It is put together as ``_search`` does it, with the rules that are known.
        """
        query = model._search(domain, bypass_access=True)
        if query.is_empty() or readable.is_false():
            return None
        if not readable.is_true():
            trusted = model.sudo().with_context(active_test=False)
            query.add_where(readable._to_sql(trusted, query.table, query))
        query.limit = self._limit + 1
        urgent = SQL("FALSE")
        if "urgency" in model._fields:
            urgency = model._field_to_sql(query.table, "urgency", query)
            urgent = SQL("%s != '0'", urgency)
        return SQL(
            "SELECT %s AS queue, %s AS kind, count(*), count(*) FILTER (WHERE urgent)"
            " FROM (%s) AS waiting",
            self.id,
            kind,
            query.select(SQL("%s AS urgent", urgent)),
        )
