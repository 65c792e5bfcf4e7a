"""Settings of the server's configuration file, section ``[l10n_vn_edoc]``.

What loads libraries or reads folders is set by who runs the server, not in a form.
"""

from configparser import ConfigParser
from functools import lru_cache

from odoo.tools import config

SECTION = "l10n_vn_edoc"


def server_settings():
    """Return the section as a dict; empty when there is none."""
    return dict(_read(config.get("config") or ""))


def secrets_passphrase():
    """Return what encrypts secrets in the database; empty where it isn't set."""
    return server_settings().get("secrets_passphrase", "")


@lru_cache(maxsize=4)
def _read(path):
    parser = ConfigParser(interpolation=None)
    parser.read(path)
    return tuple(parser[SECTION].items()) if parser.has_section(SECTION) else ()
