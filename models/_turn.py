"""One after the other: a turn that ends with the transaction, however that ends."""

from psycopg2.errors import LockNotAvailable

from odoo.tools import SQL

WAIT = "30s"

# The first of the two keys of an advisory lock; the second one is a number of ours
BOOK = 0x65646F63
OPENING = BOOK + 1


def take_turn(cr, kind, key):
    """Wait until no other transaction has this turn; tell whether it came.

    The database gives it back at commit and at rollback, and when the process or its
    connection dies. Those who wait get it in the order in which they came. Unlike the
    wait for a row, this one ends without a serialization failure: nothing was changed
    that our snapshot doesn't hold, so what is to be known after the wait has to be read
    by a snapshot of its own (:func:`read_now`).

    :param kind: ``BOOK`` or ``OPENING``
    :param key: a number of 32 bits
    """
    lock = SQL("%s, %s", kind, key)
    cr.execute(SQL("SELECT pg_try_advisory_xact_lock(%s)", lock))
    if cr.fetchone()[0]:
        return True
    cr.execute("SELECT current_setting('lock_timeout')")
    [before] = cr.fetchone()
    try:
        with cr.savepoint(flush=False):
            _set_timeout(cr, WAIT)
            cr.execute(SQL("SELECT pg_advisory_xact_lock(%s)", lock), None, False)
            _set_timeout(cr, before)
    except LockNotAvailable:
        return False
    return True


def read_now(registry, query):
    """Return the rows that are committed at this moment, whatever our snapshot holds.

    A connection more for the time of one query; a server has two for each request.
    """
    with registry.cursor() as cr:
        # a change of the tables in our own transaction would wait for us for ever
        _set_timeout(cr, WAIT)
        cr.execute(query)
        return cr.fetchall()


def _set_timeout(cr, value):
    cr.execute(SQL("SELECT set_config('lock_timeout', %s, true)", value))
