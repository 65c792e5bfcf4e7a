"""What the models of the verification share."""

from ..core.pdfsign.limited import Limits
from ._server_settings import server_settings

GRADES = [
    ("valid", "Valid"),
    ("valid_with_note", "Valid with a note"),
    ("undecided", "Undecided"),
    ("invalid", "Invalid"),
    ("unreadable", "Unreadable"),
]


# Room for a verdict with the revocation lists that were asked for online.
_MOST_ANSWER = 64 * 1024 * 1024


def checker_limits():
    """Return what a process that reads untrusted bytes may use; the server sets it."""
    section = server_settings()
    return Limits(
        seconds=float(section.get("verify_seconds", 60)),
        memory=int(section.get("verify_memory_mb", 1024)) * 1024 * 1024,
        answer=_MOST_ANSWER,
    )


def language(env):
    """Return the language of the verifier's words for the user."""
    return "vi" if (env.lang or "").startswith("vi") else "en"


def storable(text):
    """Replace what a certificate may hold and a database doesn't take."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
