"""What users read for each error code of ``core``: one table, translated at the edge."""

from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

MESSAGES = {
    "workflow.wrong_state": _lt(
        "This step is not possible now: the document stands at “%(state)s”. "
        "Reload the page; somebody may have taken the step already."
    ),
    "workflow.not_your_duty": _lt(
        "This step belongs to somebody else. Ask the administrator if you should hold "
        "this duty."
    ),
    "workflow.reason_missing": _lt("Give the reason in words."),
    "numbering.not_positive": _lt("A number must be 1 or more, not %(number)s."),
    "numbering.agency_missing": _lt(
        "The agency has no abbreviation yet, so no notation can be written. "
        "The administrator sets it in the company's document settings."
    ),
}


def user_error(env, error):
    """Turn an :class:`EdocError` into the ``UserError`` that a user reads.

    An unknown code is shown as it is: still no traceback, and the log names it.
    """
    message = MESSAGES.get(error.code)
    if message is None:
        return UserError(env._("The step failed (%(code)s).", code=error.code))
    params = {key: value for key, value in error.params.items() if value is not None}
    return UserError(env._(message) % _Named(params))


class _Named(dict):
    """Parameters by name; what an error did not bring is shown as a dash."""

    def __missing__(self, key):
        return "–"
