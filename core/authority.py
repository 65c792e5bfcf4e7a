"""Who may sign what, in whose place and until when (NĐ 30/2020 Điều 13)."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .errors import AuthorityError


class Kind(StrEnum):
    """In what right somebody signs; the order is that of proposing."""

    HEAD = "head"
    """The head, in his own name."""
    COLLECTIVE = "collective"
    """The head for a collective body: TM."""
    ACTING = "acting"
    """Acting head: Q."""
    DEPUTY = "deputy"
    """A deputy in the head's place: KT."""
    COLLECTIVE_DEPUTY = "collective_deputy"
    """A deputy for a collective body: TM. and KT."""
    BY_ORDER = "by_order"
    """The head of a unit by the head's order: TL."""
    BY_ORDER_DEPUTY = "by_order_deputy"
    """His deputy, to whom the order was passed: TL. and KT."""
    AUTHORISED = "authorised"
    """By a written, time-limited authorisation: TUQ."""


OWN = frozenset({Kind.HEAD, Kind.COLLECTIVE, Kind.ACTING})
CODES = {
    Kind.HEAD: "",
    Kind.COLLECTIVE: "TM.",
    Kind.ACTING: "Q.",
    Kind.DEPUTY: "KT.",
    Kind.COLLECTIVE_DEPUTY: "TM.",
    Kind.BY_ORDER: "TL.",
    Kind.BY_ORDER_DEPUTY: "TL.",
    Kind.AUTHORISED: "TUQ.",
}
# how the lines before the signer's position begin (annex I, cell 7a)
OPENINGS = {
    Kind.HEAD: (),
    Kind.COLLECTIVE: ("TM.",),
    Kind.ACTING: (),
    Kind.DEPUTY: ("KT.",),
    Kind.COLLECTIVE_DEPUTY: ("TM.", "KT."),
    Kind.BY_ORDER: ("TL.",),
    Kind.BY_ORDER_DEPUTY: ("TL.", "KT."),
    Kind.AUTHORISED: ("TUQ.",),
}
# whose right it must be that is passed on; others are named for the record only
_PASSED_BY = {
    Kind.AUTHORISED: OWN,
    Kind.BY_ORDER_DEPUTY: frozenset({Kind.BY_ORDER}),
}
_NEED_BASIS = frozenset({Kind.BY_ORDER, Kind.BY_ORDER_DEPUTY, Kind.AUTHORISED})
_NEED_UNIT = frozenset({Kind.BY_ORDER, Kind.BY_ORDER_DEPUTY})


@dataclass(frozen=True, slots=True)
class Authority:
    """A right to sign.

    :param key: of its record
    :param signer: who has it; ``entity`` for which agency
    :param opening: lines above the position, such as ``("KT. GIÁM ĐỐC",)``
    :param last: last day, None without an end; both days are Vietnam's
    :param types: types of documents it is limited to; empty means all
    :param scope: what else it is limited to, in words
    :param basis: the decision or authorisation that gives it
    :param entered: day on which it was entered into the register
    """

    key: int
    kind: Kind
    signer: int
    entity: int
    opening: tuple[str, ...]
    position: str
    first: date
    last: date | None = None
    types: frozenset[int] = frozenset()
    scope: str = ""
    basis: str = ""
    principal: int | None = None
    unit: int | None = None
    entered: date = date.min

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands above the signature, in capitals."""
        return tuple(line.upper() for line in (*self.opening, self.position) if line)

    def holds_on(self, day: date) -> bool:
        """Tell whether the day is one of its days."""
        return self.first <= day and (self.last is None or day <= self.last)

    def covers(self, signer: int, entity: int, kind_of: int | None, day: date) -> bool:
        """Tell whether it lets ``signer`` sign a document of a type on a day."""
        return (
            (self.signer, self.entity) == (signer, entity)
            and (not self.types or kind_of in self.types)
            and self.holds_on(day)
        )


def covering(
    known: Iterable[Authority], signer: int, entity: int, kind_of: int | None, day: date
) -> list[Authority]:
    """Return the rights to sign such a document on a day, the one to propose first.

    A right for this very type comes before a general one, the own before a passed one.
    """
    order = list(Kind)
    found = [item for item in known if item.covers(signer, entity, kind_of, day)]
    return sorted(
        found, key=lambda item: (not item.types, order.index(item.kind), item.key)
    )


def check_signing(
    chosen: Authority, signer: int, entity: int, kind_of: int | None, day: date
) -> None:
    """Raise unless the chosen right lets ``signer`` sign such a document on a day.

    :raises AuthorityError: ``authority.other_signer``, ``authority.other_entity``,
        ``authority.other_type``, ``authority.not_begun``, ``authority.ended``,
        ``authority.entered_later``
    """
    told = {"lines": " / ".join(chosen.lines), "day": day.strftime("%d/%m/%Y")}
    if chosen.signer != signer:
        raise AuthorityError("authority.other_signer", **told)
    if chosen.entity != entity:
        raise AuthorityError("authority.other_entity", **told)
    if chosen.types and kind_of not in chosen.types:
        raise AuthorityError("authority.other_type", **told)
    if day < chosen.first:
        first = chosen.first.strftime("%d/%m/%Y")
        raise AuthorityError("authority.not_begun", first=first, **told)
    if chosen.last and day > chosen.last:
        last = chosen.last.strftime("%d/%m/%Y")
        raise AuthorityError("authority.ended", last=last, **told)
    if day < chosen.entered:
        entered = chosen.entered.strftime("%d/%m/%Y")
        raise AuthorityError("authority.entered_later", entered=entered, **told)


def check_entry(item: Authority, of_principal: Iterable[Authority] = ()) -> None:
    """Raise unless a right is complete and may be given at all (NĐ 30 Điều 13).

    :param of_principal: what the principal himself may sign by
    :raises AuthorityError: ``authority.opening_wrong``,
        ``authority.acting_position``, ``authority.dates_reversed``,
        ``authority.dates_missing``, ``authority.basis_missing``,
        ``authority.scope_missing``, ``authority.unit_missing``,
        ``authority.principal_self``, ``authority.principal_missing``,
        ``authority.redelegation``
    """
    _check_lines(item)
    if item.last and item.last < item.first:
        raise AuthorityError("authority.dates_reversed")
    if item.kind is Kind.AUTHORISED and not item.last:
        raise AuthorityError("authority.dates_missing")
    if item.kind in _NEED_BASIS and not item.basis.strip():
        raise AuthorityError("authority.basis_missing", prefix=CODES[item.kind])
    if item.kind is Kind.AUTHORISED and not (item.types or item.scope.strip()):
        raise AuthorityError("authority.scope_missing")
    if item.kind in _NEED_UNIT and not item.unit:
        raise AuthorityError("authority.unit_missing")
    if item.principal == item.signer:
        raise AuthorityError("authority.principal_self")
    _check_principal(item, of_principal)


def _check_lines(item: Authority) -> None:
    wanted = OPENINGS[item.kind]
    fits = len(wanted) == len(item.opening) and all(
        line.upper().startswith(f"{code} ")
        for code, line in zip(wanted, item.opening, strict=False)
    )
    if not fits or not item.position.strip():
        shown = " / ".join(f"{code} …" for code in (*wanted, ""))
        raise AuthorityError("authority.opening_wrong", wanted=shown.strip())
    if (item.kind is Kind.ACTING) != item.position.upper().startswith("Q. "):
        raise AuthorityError("authority.acting_position")


def _check_principal(item: Authority, of_principal: Iterable[Authority]) -> None:
    wanted = _PASSED_BY.get(item.kind)
    if not wanted:
        return
    if not item.principal:
        raise AuthorityError("authority.principal_missing", prefix=CODES[item.kind])
    if not any(
        given.kind in wanted
        and given.entity == item.entity
        and given.holds_on(item.first)
        for given in of_principal
    ):
        raise AuthorityError("authority.redelegation", prefix=CODES[item.kind])


def proposed_opening(
    kind: Kind, body: str, position: str, passed: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Propose the lines above the signer's position.

    :param body: name of the agency, for which a collective body's head signs
    :param position: the principal's position
    :param passed: the principal's own opening, for what is passed on to a deputy
    """
    names = {"TM.": body, "KT.": position, "TL.": position, "TUQ.": position}
    if kind is Kind.BY_ORDER_DEPUTY:
        return (*(passed or ("TL. …",)), f"KT. {position}".upper())
    return tuple(f"{code} {names[code]}".upper() for code in OPENINGS[kind])


def same_text(first: Iterable[str], second: Iterable[str]) -> bool:
    """Tell whether two blocks read alike: case, spaces and line ends don't count."""
    return _folded(first) == _folded(second)


def _folded(lines: Iterable[str]) -> str:
    text = unicodedata.normalize("NFC", "".join(lines)).casefold()
    return "".join(text.split())
