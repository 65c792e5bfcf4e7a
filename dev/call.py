"""Run one function of the addon (or of dev/) in a database and commit.

call.py CONFIG DATABASE MODULE:FUNCTION [ARGUMENT...]

The function is called with the environment of the superuser and the arguments. Its
result, when a number, is the exit code.
"""

import sys
from importlib import import_module

import odoo.api
from odoo.modules.registry import Registry
from odoo.tools import config


def main(config_file, database, target, *arguments):
    options = ["-c", config_file, "-d", database, "--log-level=warn"]
    config.parse_config(options, setup_logging=True)
    module, function = target.split(":")
    with Registry(database).cursor() as cr:
        env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {})
        result = getattr(import_module(module), function)(env, *arguments)
    return result if type(result) is int else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
