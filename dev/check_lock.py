"""Fails when a package installed here would not install on Debian 12's Python."""

import sys
from importlib.metadata import distributions

from packaging.specifiers import SpecifierSet

OLDEST = "3.11.2"

wrong = sorted(
    f"{package.name} {package.version} wants Python {wanted}"
    for package in distributions()
    if (wanted := package.metadata.get("Requires-Python"))
    and not SpecifierSet(wanted).contains(OLDEST)
)
if wrong:
    sys.exit(
        f"Not for Python {OLDEST}; bound them in requirements/*.in:\n"
        + "\n".join(wrong)
    )
