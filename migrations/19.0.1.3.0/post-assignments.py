"""Whom a head named stands on a row of his own, below the one of the department."""


def migrate(cr, version):
    cr.execute(
        """
        INSERT INTO edoc_assignment (
            incoming_id, company_id, department_id, user_id, role, role_order,
            instruction, due_date, assigned_by_id, assigned_at, state, parent_id,
            level, tree_key, create_uid, create_date, write_uid, write_date
        )
        SELECT incoming_id, company_id, department_id, user_id, role, role_order,
               head_instruction, COALESCE(user_due_date, due_date), write_uid,
               write_date, state, id, level + 1, tree_key, create_uid, create_date,
               write_uid, write_date
          FROM edoc_assignment
         WHERE user_id IS NOT NULL AND parent_id IS NULL
     RETURNING id, parent_id
        """
    )
    rows = cr.fetchall()
    cr.execute(
        """
        UPDATE edoc_assignment
           SET tree_key = tree_key || role_order || lpad(id::text, 10, '0') || '/'
         WHERE id = ANY(%s)
        """,
        [[row for row, _above in rows]],
    )
    cr.execute(
        "UPDATE edoc_assignment SET user_id = NULL WHERE id = ANY(%s)",
        [[above for _row, above in rows]],
    )
