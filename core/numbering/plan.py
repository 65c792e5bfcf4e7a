"""Which series gives a document its number (NĐ 30/2020 Điều 15.1).

Legal documents have a series for each type; administrative ones one series, or one for
each type or group, as the head of the agency decides; a council, board or team that
uses the agency's seal has its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ..errors import NumberingError


class Split(StrEnum):
    """How a plan divides its documents among books."""

    NONE = "none"
    TYPE = "type"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Plan:
    """A rule of numbering, and the documents that it is for.

    :param family: family of types; ``""`` for all
    :param types: types; none for all
    :param units: drafting units; none for all
    :param advisory: for documents of advisory bodies only
    :param internal: for documents that stay inside the entity, and no others
    :param first_year: year of the first book
    :param last_year: year of the last book; 0 while it holds
    """

    key: int
    family: str = ""
    types: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()
    advisory: bool = False
    internal: bool = False
    split: Split = Split.NONE
    first_year: int = 0
    last_year: int = 0

    def fits(self, subject: "Numbered") -> bool:
        """Tell whether this plan numbers the document."""
        return (
            self.first_year <= subject.year <= (self.last_year or subject.year)
            and self.family in ("", subject.family)
            and (not self.types or subject.type in self.types)
            and (not self.units or subject.unit in self.units)
            and (subject.advisory or not self.advisory)
            and subject.internal == self.internal
        )

    def book(self, subject: "Numbered") -> tuple[int, int, int]:
        """Return what tells the book of a year: plan, type and unit, 0 for all."""
        return (
            self.key,
            subject.type if self.split == Split.TYPE else 0,
            subject.unit if self.split == Split.UNIT else 0,
        )


@dataclass(frozen=True, slots=True)
class Numbered:
    """What a document's number goes by."""

    year: int
    type: int
    family: str
    unit: int
    advisory: bool = False
    internal: bool = False


def choose_plan(plans: Iterable[Plan], subject: Numbered) -> Plan:
    """Return the first plan, in their order, that is for this document.

    :raises NumberingError: ``numbering.no_plan``
    """
    for plan in plans:
        if plan.fits(subject):
            return plan
    raise NumberingError("numbering.no_plan", year=subject.year)
