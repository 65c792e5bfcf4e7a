"""The mark on prints and marked copies (NĐ 30/2020 Phụ lục VI III.6)."""

from odoo import fields

from ..core.errors import EdocError
from ..core.marking import mark_print
from ._messages import user_error


def mark_words(env):
    """Return by which system, by whom and when something was printed, in Vietnamese."""
    env = env(context={**env.context, "lang": "vi_VN", "tz": "Asia/Ho_Chi_Minh"})
    now = fields.Datetime.context_timestamp(env.user, fields.Datetime.now())
    return env._(
        "Printed from the document system of %(entity)s by %(user)s (%(login)s) on "
        "%(time)s",
        entity=env.company.name,
        user=env.user.name,
        login=env.user.login,
        time=now.strftime("%d/%m/%Y %H:%M:%S"),
    )


def marked(env, pdf):
    """Return a print with the mark on every page.

    :raises UserError: it can't be read
    """
    try:
        return mark_print(pdf, mark_words(env))
    except EdocError as error:
        raise user_error(env, error) from error
