"""What the exchange report counts, in SQL: one row of true or false per document.

Figures and the documents behind them come from the same statement, so that a figure
always opens exactly what it counted. The counting rules: ``core/stats/exchange.py``.
"""

from odoo.tools import SQL

from ..core.stats import INCOMING_COUNTS, OUTGOING_COUNTS, vietnam_day
from ..core.stats.matrix import TOTAL

NO_DEPARTMENT = "none"
MODELS = {True: "edoc.outgoing", False: "edoc.incoming"}


def read_counts(env, company, period, now):
    """Count the documents of an entity; two statements, whatever their number.

    :return: ``{row key: {count key: number}}``
    """
    _flush(env)
    counts = {}
    for facts, keys in (
        (_outgoing(company.id, period, now), OUTGOING_COUNTS),
        (_incoming(company.id, period, now), INCOMING_COUNTS),
    ):
        figures = SQL(", ").join(
            SQL("count(*) FILTER (WHERE %s)", SQL.identifier(key)) for key in keys
        )
        query = SQL("SELECT row_id, %s FROM (%s) f GROUP BY row_id", figures, facts)
        for department, *numbers in env.execute_query(query):
            row = counts.setdefault(str(department or NO_DEPARTMENT), {})
            row.update(zip(keys, numbers, strict=True))
    return counts


def select_documents(env, figure, now):
    """Return the statement that selects the ids of the documents behind a figure."""
    _flush(env)
    facts = _outgoing if figure.is_outgoing else _incoming
    condition = SQL(" OR ").join(SQL.identifier(key) for key in figure.counts)
    if figure.row == TOTAL:
        row = SQL("TRUE")
    elif figure.row == NO_DEPARTMENT:
        row = SQL("row_id IS NULL")
    else:
        row = SQL("row_id::text = %s", figure.row)
    return SQL(
        "SELECT id FROM (%s) f WHERE %s AND (%s)",
        facts(figure.entity, figure.period, now),
        row,
        condition,
    )


def _flush(env):
    for model in ("edoc.outgoing", "edoc.delivery", "edoc.incoming"):
        env[model].flush_model()


def _outgoing(company_id, period, now):
    """QĐ 28/2018 Điều 5.3, 6.2: electronically, without paper, and on time.

    By when is the document's own mark; one that nobody signed here has none, and is
    neither in time nor late.
    """
    return SQL(
        """
        SELECT id, row_id,
            TRUE AS out_total,
            reached AND NOT on_paper AS out_electronic,
            reached AND on_paper AS out_both,
            NOT reached AND on_paper AND NOT waiting AS out_paper,
            NOT reached AND (waiting OR NOT on_paper) AS out_unsent,
            signed AS out_personal,
            sealed AS out_agency,
            signed AND sealed AS out_signed_twice,
            by_channel AS out_channel,
            reached AND NOT waiting AND last_sent <= until AS out_in_time,
            reached AND last_sent > until OR waiting AND %(now)s > until AS out_late,
            refused AS out_refused
        FROM (
            SELECT o.id, o.department_id AS row_id, o.send_by AS until,
                o.signed_at IS NOT NULL AS signed,
                o.sealed_at IS NOT NULL AS sealed,
                COALESCE(bool_or(d.state IN ('sent', 'answered', 'refused')), FALSE)
                    AS reached,
                COALESCE(bool_or(d.state IN ('sent', 'answered', 'refused')
                    AND d.exchange_record_id IS NOT NULL), FALSE) AS by_channel,
                COALESCE(bool_or(d.state IN ('new', 'queued')), FALSE) AS waiting,
                COALESCE(bool_or(d.state = 'paper' OR d.paper IS TRUE), FALSE)
                    AS on_paper,
                COALESCE(bool_or(d.state = 'refused'), FALSE) AS refused,
                -- an answer proves that the packet left, even if nobody told us when
                max(COALESCE(d.sent_at, o.issued_at))
                    FILTER (WHERE d.state IN ('sent', 'answered', 'refused'))
                    AS last_sent
            FROM edoc_outgoing o
            LEFT JOIN edoc_delivery d ON d.outgoing_id = o.id
            WHERE o.company_id = %(company)s
                AND o.state IN ('issued', 'recalled', 'replaced')
                AND o.internal IS NOT TRUE
                AND o.date_issued BETWEEN %(first)s AND %(last)s
            GROUP BY o.id
        ) document
        """,
        company=company_id,
        first=period.first,
        last=period.last,
        now=now,
    )


def _incoming(company_id, period, now):
    """Điều 10.2, 10.3: signatures checked, accepted the same day; handled in time."""
    return SQL(
        """
        SELECT id, row_id,
            TRUE AS in_total,
            source = 'packet' AS in_electronic,
            source = 'upload' AS in_scanned,
            source = 'superior' AS in_superior,
            verdict IS NOT NULL AND verdict IN ('valid', 'valid_with_note') AS in_valid,
            verdict IS NOT NULL AND verdict = 'invalid' AS in_invalid,
            verdict IS NOT NULL AND verdict IN ('undecided', 'unreadable')
                AS in_undecided,
            state = 'refused' AS in_refused,
            registered_at < accept_by AS in_accepted,
            registered_at >= accept_by
                OR state = 'received' AND %(now)s >= accept_by AS in_accepted_late,
            state = 'done' AND NOT done_late AS done_in_time,
            state = 'done' AND done_late AS done_late,
            open AND NOT overdue AS open_in_time,
            open AND overdue AS open_late
        FROM (
            SELECT i.id, i.lead_department_id AS row_id, i.source, i.state, i.verdict,
                i.registered_at, i.accept_by,
                COALESCE((i.done_at + INTERVAL '7 hours')::date > i.due_date, FALSE)
                    AS done_late,
                i.state NOT IN ('done', 'refused', 'recalled') AS open,
                COALESCE(i.due_date < %(today)s, FALSE) AS overdue
            FROM edoc_incoming i
            WHERE i.company_id = %(company)s
                -- filed with another: registered, and so counted, once (NĐ 30 Điều 22)
                AND i.state <> 'linked'
                AND i.arrived_at >= %(begins)s
                AND i.arrived_at < %(ends)s
        ) document
        """,
        company=company_id,
        begins=period.begins_at,
        ends=period.ends_at,
        now=now,
        today=vietnam_day(now),
    )
