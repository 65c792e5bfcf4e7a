"""What the books have given so far becomes rows; the counters they replace go."""

DAY = "(%s AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"

STANDING = f"""
    SELECT register_id, arrival_number AS number,
           {DAY % "registered_at"} AS day, registered_by_id AS user_id,
           registered_at AS taken_at
      FROM edoc_incoming WHERE arrival_number > 0
    UNION ALL
    SELECT register_id, number, date_issued, numbered_by_id, NULL
      FROM edoc_outgoing WHERE number > 0
    UNION ALL
    SELECT c.register_id, c.number, {DAY % "s.create_date"}, s.user_id, s.create_date
      FROM edoc_copy c LEFT JOIN edoc_step s ON s.copy_id = c.id AND s.action = 'number'
     WHERE c.number > 0
    UNION ALL
    SELECT register_id, number, date_issued, numbered_by_id, NULL
      FROM edoc_register_void
    UNION ALL
    SELECT register_id, number, day, user_id, reserved_at FROM edoc_register_reserved
    UNION ALL
    SELECT id, generate_series(first_number, last_number), last_day, NULL, NULL
      FROM edoc_register
"""  # noqa: S608


def migrate(cr, version):
    cr.execute(
        "SELECT FROM information_schema.columns "
        "WHERE table_name = 'edoc_register' AND column_name = 'last_number'"
    )
    if not cr.rowcount:
        return
    # books of the first versions did not know the day of their last number
    cr.execute("ALTER TABLE edoc_register ADD COLUMN IF NOT EXISTS last_day date")
    # the first of each number: documents say more of it than the counter does
    cr.execute(  # pylint: disable=sql-injection
        "INSERT INTO edoc_register_number "  # noqa: S608
        "(register_id, number, day, user_id, taken_at) "
        "SELECT DISTINCT ON (s.register_id, number) s.register_id, number, "
        "       COALESCE(s.day, r.last_day, make_date(r.year, 1, 1)), s.user_id, "
        "       COALESCE(s.taken_at, s.day, r.last_day, make_date(r.year, 1, 1)) "
        f"FROM ({STANDING}) s JOIN edoc_register r ON r.id = s.register_id "
        "ORDER BY s.register_id, number, s.user_id IS NULL, s.taken_at "
        "ON CONFLICT DO NOTHING"
    )
    cr.execute(
        "ALTER TABLE edoc_register DROP COLUMN last_number, DROP COLUMN last_day"
    )
