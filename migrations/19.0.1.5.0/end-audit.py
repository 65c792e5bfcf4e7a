"""What was there before the history begins it: a row for each record."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    api.Environment(cr, SUPERUSER_ID, {})["edoc.audit"]._take_over_all()
