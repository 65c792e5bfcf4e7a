"""The query behind ``edoc.due.work``: open work of four kinds, one row for each.

The number of a row is that of its record four times over, and the kind added to it.
Each part reads by the index of its deadlines that holds open work only.
"""

from odoo.tools import SQL


def _department_of(user, company):
    """Who is in no department has none; who is in several, the first."""
    return SQL(
        "(SELECT d.id FROM edoc_department d "
        "JOIN res_groups_users_rel m ON m.gid = d.group_id "
        "WHERE m.uid = %s AND d.company_id = %s ORDER BY d.sequence, d.id LIMIT 1)",
        SQL(user),
        SQL(company),
    )


def _office_of(company):
    return SQL(
        "(SELECT d.id FROM edoc_department d WHERE d.company_id = %s "
        "AND d.kind = 'office' ORDER BY d.sequence, d.id LIMIT 1)",
        SQL(company),
    )


# who gave a part on waits for what comes back: the innermost row has it
_ASSIGNMENTS = SQL(
    """
    SELECT a.id * 4 AS id, 'assignment' AS kind, a.id AS assignment_id,
           NULL::integer AS consultation_id, a.incoming_id,
           NULL::integer AS outgoing_id, i.company_id, a.department_id, a.user_id,
           a.unit_id, i.code, i.subject, i.urgency,
           a.due_date, a.urging_count, a.urged_at, a.urging_level
      FROM edoc_assignment a JOIN edoc_incoming i ON i.id = a.incoming_id
     WHERE a.state IN ('pending', 'processing') AND a.role != 'inform'
       AND i.state IN ('submitted', 'distributed', 'processing')
       AND NOT EXISTS (
           SELECT FROM edoc_assignment b WHERE b.parent_id = a.id AND b.role = a.role
              AND b.state IN ('pending', 'processing'))
    """
)
_CONSULTATIONS = SQL(
    """
    SELECT c.id * 4 + 1, 'consultation', NULL, c.id, NULL, c.outgoing_id, o.company_id,
           COALESCE(c.department_id, %s), c.user_id, NULL, o.code, o.subject, o.urgency,
           c.due_date, c.urging_count, c.urged_at, c.urging_level
      FROM edoc_consultation c JOIN edoc_outgoing o ON o.id = c.outgoing_id
     WHERE c.answer IS NULL AND o.state IN (
           'draft', 'returned', 'content_review', 'form_review', 'signing')
    """,
    _department_of("c.user_id", "o.company_id"),
)
_DRAFTS = SQL(
    """
    SELECT o.id * 4 + 2, 'draft', NULL, NULL, NULL, o.id, o.company_id,
           CASE WHEN o.state IN ('form_review', 'signed', 'numbered', 'sealed')
                THEN COALESCE(%s, o.department_id) ELSE o.department_id END,
           CASE WHEN o.state IN ('draft', 'returned') THEN o.author_id
                WHEN o.state = 'signing' THEN o.signer_id END,
           NULL, o.code, o.subject, o.urgency,
           o.due_date, o.urging_count, o.urged_at, o.urging_level
      FROM edoc_outgoing o
     WHERE o.due_date IS NOT NULL AND o.state IN (
           'draft', 'returned', 'content_review', 'form_review', 'signing', 'signed',
           'numbered', 'sealed')
    """,
    _office_of("o.company_id"),
)
# what nobody was given yet, or whoever had it gave back
_INCOMING = SQL(
    """
    SELECT i.id * 4 + 3, 'incoming', NULL, NULL, i.id, NULL, i.company_id,
           COALESCE(i.lead_department_id,
                    CASE WHEN i.state = 'submitted' THEN %s ELSE %s END),
           CASE WHEN i.state = 'submitted' THEN i.leader_id ELSE i.handler_id END,
           NULL, i.code, i.subject, i.urgency,
           i.due_date, i.urging_count, i.urged_at, i.urging_level
      FROM edoc_incoming i
     WHERE i.state IN (
           'received', 'registered', 'submitted', 'distributed', 'processing')
       AND i.due_date IS NOT NULL
       AND NOT EXISTS (
           SELECT FROM edoc_assignment b WHERE b.incoming_id = i.id
              AND b.role IN ('lead', 'distribute')
              AND b.state IN ('pending', 'processing'))
    """,
    _department_of("i.leader_id", "i.company_id"),
    _office_of("i.company_id"),
)
DUE_WORK = SQL(" UNION ALL ").join((_ASSIGNMENTS, _CONSULTATIONS, _DRAFTS, _INCOMING))
