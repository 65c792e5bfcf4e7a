"""Tokens registered before hand-overs were kept get the first link of their chain."""

from odoo.api import SUPERUSER_ID, Environment


def migrate(cr, version):
    Environment(cr, SUPERUSER_ID, {})["edoc.token"]._begin_chains()
