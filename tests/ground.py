"""The ground that tests stand on: the demo organisation, built once for a whole run."""

import os
from functools import cache
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from ..demo.organisation import Organisation

PKI = Path(os.environ["EDOC_TEST_PKI"])
# filestore of the database that the one under test was copied from; it bears its name
BARE = Path(os.environ["EDOC_TEST_BARE"])


@cache
def lay_ground():
    """Commit the organisation to the database under test.

    That takes seconds. What a class changes of it is undone after the class, and copies
    of the database begin with it.
    """
    registry = Registry(config["db_name"][0])
    with registry.cursor() as cr:
        Organisation(api.Environment(cr, SUPERUSER_ID, {}), PKI).build()
    registry.signal_changes()
