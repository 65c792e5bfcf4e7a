"""One screen that screenshots.py shows: who looks, where, after which clicks."""

from dataclasses import dataclass

WIDTH = 1600
ROW = ".o_data_row .o_data_cell:nth-child(3)"
CARD = ".o_kanban_record:not(.o_kanban_ghost)"
ALL_ROWS = ".o_list_table thead .o_list_record_selector input"


@dataclass(frozen=True, slots=True)
class Screen:
    """One picture: who looks, which address, what he clicks before.

    :param clicks: CSS selectors, XPaths, or names of buttons, clicked in turn
    """

    name: str
    login: str
    path: str
    clicks: tuple[str, ...] = ()
    width: int = WIDTH


def menu(name):
    """Return the selector of a menu of the addon."""
    return f"[data-menu-xmlid='l10n_vn_edoc.{name}']"


def row(text):
    """Return the path of the row of a list that shows ``text``."""
    return f"//tr[contains(@class, 'o_data_row')][contains(., '{text}')]/td[3]"
