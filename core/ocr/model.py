"""Words on a page and where they stand.

Places are in points from the upper left corner of the page as it is read, the page
scaled to the length of A4: layouts of NĐ 30/2020 Phụ lục I are compared with them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import cos, radians, sin
from statistics import median
from unicodedata import category

from ..sameness import plain

LENGTH = 842.0
# Wider than this many heights of its letters, a gap parts two columns.
_COLUMN_GAP = 1.4
_WRITTEN = frozenset({"Lu", "Ll", "Lo", "Nd"})
_DASHES = ("-", "–", "&")
_SURE = 0.7


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, from the upper left to the lower right corner."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def middle(self) -> float:
        """Of its width."""
        return (self.x0 + self.x1) / 2

    @property
    def height(self) -> float:
        """Of the letters."""
        return self.y1 - self.y0


def around(boxes: Iterable[Box]) -> Box:
    """Return the smallest box around all of them."""
    boxes = list(boxes)
    return Box(
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )


@dataclass(frozen=True, slots=True)
class Word:
    """A word, how sure its reading is (0 to 1), and its place."""

    text: str
    confidence: float
    box: Box


@dataclass(frozen=True, slots=True)
class Row:
    """Words that stand beside each other in one column."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """As it was read."""
        return " ".join(word.text for word in self.words)

    @property
    def plain(self) -> str:
        """In small letters without accents."""
        return plain(self.text)

    @property
    def box(self) -> Box:
        """Around all its words."""
        return around(word.box for word in self.words)

    @property
    def confidence(self) -> float:
        """Of the reading, long words counting more."""
        letters = [sum(map(str.isalnum, word.text)) + 0.1 for word in self.words]
        sure = [word.confidence for word in self.words]
        return sum(n * told for n, told in zip(letters, sure, strict=True)) / sum(
            letters
        )

    @property
    def is_capitals(self) -> bool:
        """Nearly all its letters are capitals."""
        letters = [letter for letter in self.text if letter.isalpha()]
        large = sum(letter.isupper() for letter in letters)
        return len(letters) > 1 and large >= 0.85 * len(letters)


@dataclass(frozen=True, slots=True)
class Page:
    """What was read on a page.

    :param turn: degrees by which the page shown was turned to the right to be read
    :param skew: degrees by which it was turned to the left before, to lie straight
    """

    number: int
    width: float
    height: float
    rows: tuple[Row, ...]
    turn: int = 0
    skew: float = 0.0

    @property
    def text(self) -> str:
        """Row by row."""
        return "\n".join(row.text for row in self.rows)

    def shown(self, box: Box) -> tuple[float, float, float, float]:
        """Return a place on the page as it is shown, in shares of its sides."""
        x0, x1 = box.x0 / self.width, box.x1 / self.width
        y0, y1 = box.y0 / self.height, box.y1 / self.height
        turned = {
            0: (x0, y0, x1, y1),
            90: (y0, 1 - x1, y1, 1 - x0),
            180: (1 - x1, 1 - y1, 1 - x0, 1 - y0),
            270: (1 - y1, x0, 1 - y0, x1),
        }[self.turn]
        turned = self._crooked(turned) if self.skew else turned
        return tuple(round(min(max(value, 0.0), 1.0), 4) for value in turned)

    def _crooked(self, shares: tuple) -> tuple[float, float, float, float]:
        """Return the place on the crooked page of one on the straight page."""
        sides = (self.width, self.height)
        width, height = sides[::-1] if self.turn in (90, 270) else sides
        sine, cosine = sin(radians(self.skew)), cos(radians(self.skew))
        x0, y0, x1, y1 = shares
        x, y = ((x0 + x1) / 2 - 0.5) * width, ((y0 + y1) / 2 - 0.5) * height
        middle_x = (x * cosine - y * sine) / width + 0.5
        middle_y = (x * sine + y * cosine) / height + 0.5
        half_x = (x1 - x0) / 2
        half_y = (y1 - y0) / 2 + abs(sine) * half_x * width / height
        return (
            *(middle_x - half_x, middle_y - half_y),
            *(middle_x + half_x, middle_y + half_y),
        )


def parted(words: list[Word]) -> Iterator[Row]:
    """Yield the columns of a line that was read across them."""
    words = sorted(words, key=lambda word: word.box.x0)
    height = median(word.box.height for word in words)
    run = [words[0]]
    for word in words[1:]:
        if word.box.x0 - run[-1].box.x1 > _COLUMN_GAP * height:
            yield Row(tuple(run))
            run = []
        run.append(word)
    yield Row(tuple(run))


def is_noise(text: str, confidence: float) -> bool:
    """Specks and strokes; a dash that stands by itself is none."""
    if any(category(letter) in _WRITTEN for letter in text):
        return False
    return text not in _DASHES or confidence < _SURE
