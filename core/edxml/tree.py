"""A packet's markup as a light tree, between the file and the model."""

from dataclasses import dataclass, field

from .content import Content


@dataclass(slots=True)
class Encoded:
    """The decoded text of a ContentTransferEncoded element.

    :param foreign: characters that aren't base64 were left out
    :param incomplete: the text ends in the middle, or goes on after its end
    """

    content: Content
    foreign: bool = False
    incomplete: bool = False


@dataclass(slots=True)
class Node:
    """An element by its local name.

    :param text: its own text, without white space at the ends
    :param line: where its tag begins, 0 when it never was in a file
    :param encoded: for an attachment's content, which is never in ``text``
    """

    name: str
    text: str = ""
    children: list["Node"] = field(default_factory=list)
    line: int = 0
    encoded: Encoded | None = None

    def child(self, *names: str) -> "Node | None":
        """Return the first child of one of these names."""
        return next((node for node in self.children if node.name in names), None)

    def child_text(self, name: str) -> str:
        """Return the text of the first child of that name, or ``""``."""
        node = self.child(name)
        return node.text if node else ""
