"""The tables of words that ``tesseract`` and ``pdftotext`` write, as pages."""

from collections import Counter, defaultdict

from .model import LENGTH, Box, Page, Row, Word, is_noise, parted

_COLUMNS = 12
_PAGE, _WORD = "1", "5"
# Less than this is a guess at a speck.
_LEAST = 0.2


def pages_of(table: str, first: int = 1, skew: float = 0.0) -> list[Page]:
    """Return the pages of a table, those without words, too.

    A page that lies on its side is read upright: places are those of the upright page.

    :param first: number of the first page in the table
    :param skew: see ``Page``
    """
    sizes: dict[int, tuple[float, float]] = {}
    lines: dict[int, dict[tuple, list[Word]]] = defaultdict(lambda: defaultdict(list))
    for raw in table.splitlines()[1:]:
        cells = raw.split("\t", _COLUMNS - 1)
        if len(cells) < _COLUMNS or cells[0] not in (_PAGE, _WORD):
            continue
        page = int(cells[1])
        left, top, width, height, told = (float(cell) for cell in cells[6:11])
        if cells[0] == _PAGE:
            sizes[page] = width, height
            continue
        text = cells[11].strip()
        if told / 100 >= _LEAST and not is_noise(text, told / 100):
            box = Box(left, top, left + width, top + height)
            key = tuple(cells[2:5])
            lines[page][key].append(Word(text, told / 100, box))
    return [
        _page(first + index, sizes[page], list(lines[page].values()), skew)
        for index, page in enumerate(sorted(sizes))
    ]


def _page(
    number: int, size: tuple[float, float], lines: list[list[Word]], skew: float
) -> Page:
    turn = _turn(lines)
    width, height = size[::-1] if turn in (90, 270) else size
    scale = LENGTH / max(size)
    rows: list[Row] = []
    for line in lines:
        upright = [_upright(word, size, turn, scale) for word in line]
        rows += parted(upright)
    rows.sort(key=lambda row: (round(row.box.y0 / 4), row.box.x0))
    return Page(number, width * scale, height * scale, tuple(rows), turn, skew)


def _turn(lines: list[list[Word]]) -> int:
    """Return how the page has to be turned: most lines tell by the way they run."""
    votes: Counter[int] = Counter()
    for line in lines:
        long = [word for word in line if len(word.text) > 1]
        if len(long) < 2:
            continue
        across = long[-1].box.x0 - long[0].box.x0
        down = long[-1].box.y0 - long[0].box.y0
        if abs(across) >= abs(down):
            votes[0 if across > 0 else 180] += len(long)
        else:
            votes[270 if down > 0 else 90] += len(long)
    return votes.most_common(1)[0][0] if votes else 0


def _upright(word: Word, size: tuple[float, float], turn: int, scale: float) -> Word:
    box, (width, height) = word.box, size
    x0, y0, x1, y1 = {
        0: (box.x0, box.y0, box.x1, box.y1),
        90: (height - box.y1, box.x0, height - box.y0, box.x1),
        180: (width - box.x1, height - box.y1, width - box.x0, height - box.y0),
        270: (box.y0, width - box.x1, box.y1, width - box.x0),
    }[turn]
    upright = Box(x0 * scale, y0 * scale, x1 * scale, y1 * scale)
    return Word(word.text, word.confidence, upright)
