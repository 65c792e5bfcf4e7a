"""Lets wkhtmltopdf print in the fonts that the addon ships, by the name Edoc Serif.

Fonts linked to the page would do no good: Qt draws their letters as shapes, and nobody
could search the PDF. So the font list of this process is extended, once, at import: a
change around each call would meet other threads. A list set by the administrator stays;
the pages then name Times New Roman next.
"""

import os
from pathlib import Path

os.environ.setdefault(
    "FONTCONFIG_FILE", str(Path(__file__).resolve().parent / "fonts.conf")
)
