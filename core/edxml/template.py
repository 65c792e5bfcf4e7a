"""How a table of elements is written down: leaves, groups, kinds and needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from types import MappingProxyType
from typing import Any


class Kind(Enum):
    """How the text of an element is to be read."""

    TEXT = "text"
    CONTENT_ID = "content id"
    INTEGER = "whole number"
    OPERATION = "operation"
    FLAG = "0 or 1"
    BOOLEAN = "true or false"
    DATE = "yyyy/MM/dd"
    TIMESTAMP = "yyyy/MM/dd HH:mm:ss"


class Need(IntEnum):
    """How badly an element is needed."""

    OPTIONAL = 0
    EXPECTED = 1
    """Ought to be there: a warning."""
    LEGAL = 2
    """The law wants it, yet real packets lack it: an error of the check only."""
    ALWAYS = 3
    """No packet is written without it."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """An element with a text.

    :param name: local name
    :param attribute: where its value stands in the dataclass
    :param many: may be repeated; the attribute is a tuple
    :param limit: longest text, in characters
    :param point: provision that wants it
    """

    name: str
    attribute: str
    kind: Kind = Kind.TEXT
    many: bool = False
    need: Need = Need.OPTIONAL
    limit: int | None = None
    point: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """An element with elements in it.

    :param attribute: where its object stands in the dataclass around it; ``""`` when
        the element only groups attributes of that dataclass
    :param model: dataclass of the object
    :param last_wins: of a repeated child the last one counts, as the official reader
        has it in the message header; elsewhere the first
    :param names: of the children
    :param blanks: what an object has of the children's texts when they are absent
    """

    name: str
    children: tuple["Leaf | Group", ...]
    attribute: str = ""
    model: type | None = None
    many: bool = False
    need: Need = Need.OPTIONAL
    point: str = ""
    last_wins: bool = False
    names: frozenset[str] = field(init=False, compare=False)
    blanks: Mapping[str, Any] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        texts = (Kind.TEXT, Kind.CONTENT_ID)
        blanks = {
            child.attribute: () if child.many else ""
            for child in self.children
            if isinstance(child, Leaf) and child.kind in texts
        }
        names = frozenset(child.name for child in self.children)
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "blanks", MappingProxyType(blanks))
