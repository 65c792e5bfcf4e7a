"""Sending is tried again after growing pauses, by another module's job function."""

from odoo.api import SUPERUSER_ID, Environment

PATTERN = {1: 60, 2: 300, 3: 900, 4: 3600, 8: 14400}


def migrate(cr, version):
    env = Environment(cr, SUPERUSER_ID, {})
    function = env.ref("edi_queue_oca.job_fun_exchange_record_send")
    if not function.retry_pattern:
        function.retry_pattern = PATTERN
