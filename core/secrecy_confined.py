"""Looking for the mark of secrecy in a file from anywhere, in a child process."""

from collections.abc import Mapping

from .errors import EdocError
from .pdfsign.limited import Files, Limits, run_limited
from .pdftext import first_page_lines
from .secrecy import DEGREES, find_degree

TASK = "core.secrecy_confined:find"


def degree_confined(pdf: bytes, limits: Limits) -> str | None:
    """Return the degree stamped on the first page; None also where nothing is read."""
    outcome = run_limited(TASK, {}, {"pdf": (pdf,)}, limits)
    degree = outcome.answer.get("degree") if outcome.state == "answered" else None
    return degree if degree in DEGREES.values() else None


def find(_options: Mapping, files: Files) -> dict:
    """Task of the child process."""
    try:
        return {"degree": find_degree(first_page_lines(files["pdf"][0]))}
    except EdocError:
        return {"degree": None}
