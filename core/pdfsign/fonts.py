"""The shipped font, cut to what is drawn and embedded.

Liberation Serif has the widths of Times New Roman, which NĐ 30/2020 annex I wants.
"""

import io
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools import subset, ttLib
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.writer import BasePdfFileWriter

FONT_FILE = (
    Path(__file__).resolve().parents[2] / "static/fonts/LiberationSerif-Regular.ttf"
)
# What a number may hold: figures and, in some registers, letters.
FIELD_CHARACTERS = "".join(map(chr, range(32, 127)))
_FONT_NAME = "/EDOCAA+LiberationSerif"
_NONSYMBOLIC, _SYMBOLIC, _SERIF = 32, 4, 2


@dataclass(frozen=True, slots=True)
class FontCut:
    """A part of the font: its file, and glyph and width by character.

    :param widths: in thousandths of the size
    """

    data: bytes
    glyphs: dict[str, int]
    widths: dict[str, float]
    descriptor: dict[str, float]


def text_width(text: str, size: float) -> float:
    """Width of ``text`` in points, set at ``size`` points."""
    widths = _all_widths()
    return sum(widths.get(ord(char), 500) for char in text) * size / 1000


def drawable(text: str) -> str:
    """Replace what the font has no letter for, and line breaks, by ``?`` and spaces."""
    widths = _all_widths()
    shown = "".join(char if char.isprintable() else " " for char in text)
    return "".join(char if ord(char) in widths else "?" for char in shown)


def fold_text(text: str, width: float, size: float) -> list[str]:
    """Cut a text into lines at spaces; a longer word wherever the line ends."""
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if text_width(longer, size) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        line = ""
        for char in word:
            if text_width(line + char, size) > width:
                lines.append(line)
                line = ""
            line += char
    return [*lines, line] if line else lines


def field_font(writer: BasePdfFileWriter) -> generic.IndirectObject:
    """Embed the simple font of the form fields, encoded as Windows Latin."""
    cut = _cut(frozenset(FIELD_CHARACTERS))
    widths = [round(cut.widths.get(char, 0)) for char in FIELD_CHARACTERS]
    font = {
        "/Type": pdf_name("/Font"),
        "/Subtype": pdf_name("/TrueType"),
        "/BaseFont": pdf_name(_FONT_NAME),
        "/Encoding": pdf_name("/WinAnsiEncoding"),
        "/FirstChar": generic.NumberObject(ord(FIELD_CHARACTERS[0])),
        "/LastChar": generic.NumberObject(ord(FIELD_CHARACTERS[-1])),
        "/Widths": _numbers(widths),
        "/FontDescriptor": _descriptor(writer, cut, _NONSYMBOLIC),
    }
    return writer.add_object(_dictionary(font))


def text_font(writer: BasePdfFileWriter, text: str) -> generic.IndirectObject:
    """Embed a font for any Vietnamese ``text``; draw it with :func:`glyph_codes`."""
    cut = _cut(frozenset(text))
    widths = generic.ArrayObject()
    for char in sorted(cut.glyphs, key=cut.glyphs.get):
        widths.append(generic.NumberObject(cut.glyphs[char]))
        widths.append(_numbers([round(cut.widths[char])]))
    system = {
        "/Registry": generic.pdf_string("Adobe"),
        "/Ordering": generic.pdf_string("Identity"),
        "/Supplement": generic.NumberObject(0),
    }
    descendant = {
        "/Type": pdf_name("/Font"),
        "/Subtype": pdf_name("/CIDFontType2"),
        "/BaseFont": pdf_name(_FONT_NAME),
        "/CIDSystemInfo": _dictionary(system),
        "/CIDToGIDMap": pdf_name("/Identity"),
        "/W": widths,
        "/FontDescriptor": _descriptor(writer, cut, _SYMBOLIC),
    }
    font = {
        "/Type": pdf_name("/Font"),
        "/Subtype": pdf_name("/Type0"),
        "/BaseFont": pdf_name(_FONT_NAME),
        "/Encoding": pdf_name("/Identity-H"),
        "/DescendantFonts": generic.ArrayObject(
            [writer.add_object(_dictionary(descendant))]
        ),
        "/ToUnicode": writer.add_object(_to_unicode(cut)),
    }
    return writer.add_object(_dictionary(font))


def glyph_codes(text: str, all_text: str) -> bytes:
    """Write ``text`` as a hexadecimal PDF string for the font of ``all_text``."""
    glyphs = _cut(frozenset(all_text)).glyphs
    codes = "".join(f"{glyphs.get(char, 0):04X}" for char in text)
    return f"<{codes}>".encode("ascii")


@lru_cache(maxsize=1)
def _all_widths() -> dict[int, float]:
    font = ttLib.TTFont(io.BytesIO(_font_file()), lazy=True)
    scale = 1000 / font["head"].unitsPerEm
    metrics = font["hmtx"]
    return {code: metrics[name][0] * scale for code, name in font.getBestCmap().items()}


@lru_cache(maxsize=64)
def _cut(characters: frozenset[str]) -> FontCut:
    options = subset.Options(
        notdef_outline=True, layout_features=[], hinting=False, recalc_timestamp=False
    )
    options.drop_tables += ["FFTM"]
    font = ttLib.TTFont(io.BytesIO(_font_file()), recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(characters)) + " ")
    cutter.subset(font)
    out = io.BytesIO()
    font.save(out, reorderTables=False)
    scale = 1000 / font["head"].unitsPerEm
    glyphs, widths = {}, {}
    for code, name in font.getBestCmap().items():
        glyphs[chr(code)] = font.getGlyphID(name)
        widths[chr(code)] = font["hmtx"][name][0] * scale
    head, lines = font["head"], font["hhea"]
    descriptor = {
        "/Ascent": lines.ascent * scale,
        "/Descent": lines.descent * scale,
        "/CapHeight": 662,
        "/ItalicAngle": 0,
        "/StemV": 80,
    }
    box = [head.xMin, head.yMin, head.xMax, head.yMax]
    descriptor |= {"box": tuple(round(value * scale) for value in box)}
    return FontCut(out.getvalue(), glyphs, widths, descriptor)


@lru_cache(maxsize=1)
def _font_file() -> bytes:
    return FONT_FILE.read_bytes()


def _descriptor(
    writer: BasePdfFileWriter, cut: FontCut, kind: int
) -> generic.IndirectObject:
    stream = generic.StreamObject(
        {pdf_name("/Length1"): generic.NumberObject(len(cut.data))},
        stream_data=cut.data,
    )
    stream.compress()
    values = {
        name: generic.NumberObject(round(value))
        for name, value in cut.descriptor.items()
        if name != "box"
    }
    values |= {
        "/Type": pdf_name("/FontDescriptor"),
        "/FontName": pdf_name(_FONT_NAME),
        "/Flags": generic.NumberObject(kind | _SERIF),
        "/FontBBox": _numbers(cut.descriptor["box"]),
        "/FontFile2": writer.add_object(stream),
    }
    return writer.add_object(_dictionary(values))


def _to_unicode(cut: FontCut) -> generic.StreamObject:
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    pairs = sorted((glyph, char) for char, glyph in cut.glyphs.items())
    for start in range(0, len(pairs), 100):
        part = pairs[start : start + 100]
        lines.append(f"{len(part)} beginbfchar")
        for glyph, char in part:
            lines.append(f"<{glyph:04X}> <{char.encode('utf-16-be').hex().upper()}>")
        lines.append("endbfchar")
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    stream = generic.StreamObject(stream_data="\n".join(lines).encode("ascii"))
    stream.compress()
    return stream


def _dictionary(values: dict) -> generic.DictionaryObject:
    return generic.DictionaryObject(
        {pdf_name(name): value for name, value in values.items()}
    )


def _numbers(values) -> generic.ArrayObject:
    return generic.ArrayObject(generic.NumberObject(value) for value in values)
