"""What nobody has asked for is done one by one: an error holds up nothing else."""

import logging

_logger = logging.getLogger(__name__)


def apart(record, act):
    """Do something with one record; an error is logged and undoes that alone.

    :param act: called without arguments
    """
    try:
        with record.env.cr.savepoint():
            act()
    except Exception:
        _logger.exception("%s was left as it was", record)
