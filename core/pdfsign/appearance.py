"""Drawing what a field shows: text on a baseline, a picture, a few lines beside it."""

import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from PIL import Image, UnidentifiedImageError
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import BaseStampStyle

from ..errors import SigningError
from .fonts import glyph_codes, text_font, text_width
from .geometry import Rect

_PNG_END = b"IEND\xaeB`\x82"
MAX_PICTURE_PIXELS = 16_000_000
_BLACK, _BLUE = (0.0, 0.0, 0.0), (0.09, 0.2, 0.63)
_SLANT = 0.2126
# Where the picture really stands in its field; read back when the seal is placed.
DRAWN_KEY = pdf_name("/EDOC_Drawn")

Resources = dict[str, dict[str, generic.PdfObject]]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What to draw into a field, in points from its lower left corner as displayed.

    :param rotate: clockwise turn of the page; the drawing is turned back by it
    :param paint: fills a writer and a resource table, returns the operators
    :param drawn: extent of the picture itself
    """

    width: float
    height: float
    rotate: int
    paint: Callable[[BasePdfFileWriter, Resources], bytes]
    drawn: Rect | None = None

    def as_form(self, writer: BasePdfFileWriter) -> generic.StreamObject:
        """Make the form XObject of this drawing."""
        resources: Resources = {}
        content = self.paint(writer, resources)
        form = generic.StreamObject(stream_data=content)
        form[pdf_name("/Type")] = pdf_name("/XObject")
        form[pdf_name("/Subtype")] = pdf_name("/Form")
        form[pdf_name("/BBox")] = _floats((0, 0, self.width, self.height))
        if self.rotate:
            form[pdf_name("/Matrix")] = _floats(_TURNS[self.rotate])
        form[pdf_name("/Resources")] = generic.DictionaryObject(
            {
                pdf_name(kind): generic.DictionaryObject(
                    {pdf_name(name): value for name, value in entries.items()}
                )
                for kind, entries in resources.items()
            }
        )
        if self.drawn:
            form[DRAWN_KEY] = _floats(self.drawn.as_tuple())
        form.compress()
        return form

    def set_on(
        self, writer: BasePdfFileWriter, widget: generic.DictionaryObject
    ) -> None:
        """Make this the normal appearance of a widget, as a new object."""
        form = writer.add_object(self.as_form(writer))
        widget[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): form})


_TURNS = {90: (0, 1, -1, 0, 0, 0), 180: (-1, 0, 0, -1, 0, 0), 270: (0, -1, 1, 0, 0, 0)}


@dataclass(frozen=True)
class DrawnStyle(BaseStampStyle):
    """pyHanko's way to ask for an appearance, answered by a :class:`Drawing`."""

    drawing: Drawing | None = field(default=None)

    def create_stamp(
        self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: dict
    ) -> "_Stamp":
        """Called by pyHanko with the field's box; ours is known already."""
        return _Stamp(writer, self.drawing)


class _Stamp:
    def __init__(self, writer: BasePdfFileWriter, drawing: Drawing) -> None:
        self._writer, self._drawing = writer, drawing

    def apply_appearance(self, widget: generic.DictionaryObject) -> None:
        self._drawing.set_on(self._writer, widget)


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text at ``x``, ``y`` (start of its baseline), ``size`` points.

    :param slant: tangent of the letters' angle
    :param squeeze: width of the letters, 1 for natural
    :param ground: painted white before the text
    """

    text: str
    x: float
    y: float
    size: float
    slant: float = 0
    color: tuple[float, float, float] = _BLACK
    squeeze: float = 1
    ground: Rect | None = None


def paint_lines(lines: tuple[TextLine, ...]):
    """Return a painter of lines of any Vietnamese text."""
    whole = "".join(line.text for line in lines)

    def paint(writer: BasePdfFileWriter, resources: Resources) -> bytes:
        # Several painters may share a drawing, each with a cut of its own.
        fonts = resources.setdefault("/Font", {})
        name = f"/F{len(fonts)}"
        fonts[name] = text_font(writer, whole)
        return show_lines(lines, name, whole)

    return paint


def show_lines(lines: tuple[TextLine, ...], font: str, whole: str) -> bytes:
    """Return the operators that show lines.

    :param font: name of the font in the resources
    :param whole: text that the font was cut for
    """
    parts = [_white(line.ground) for line in lines if line.ground] + [b"BT"]
    for line in lines:
        parts.append(b"%.3f %.3f %.3f rg" % line.color)
        kind = font.encode(), line.size, line.squeeze * 100
        parts.append(b"%s %.2f Tf %.1f Tz" % kind)
        parts.append(b"1 0 %.4f 1 %.3f %.3f Tm" % (line.slant, line.x, line.y))
        parts.append(glyph_codes(line.text, whole) + b" Tj")
    return b" ".join([*parts, b"ET"])


def _white(place: Rect) -> bytes:
    numbers = (place.x0, place.y0, place.width, place.height)
    return b"1 g %.3f %.3f %.3f %.3f re f" % numbers


def paint_picture(picture: "Picture", place: Rect):
    """Return a painter of a picture at ``place``."""

    def paint(writer: BasePdfFileWriter, resources: Resources) -> bytes:
        pictures = resources.setdefault("/XObject", {})
        name = f"/P{len(pictures)}"
        pictures[name] = picture.embed(writer)
        return b"q %.3f 0 0 %.3f %.3f %.3f cm %s Do Q" % (
            place.width,
            place.height,
            place.x0,
            place.y0,
            name.encode(),
        )

    return paint


def paint_all(*painters):
    """Return a painter of several things, one above the other."""

    def paint(writer: BasePdfFileWriter, resources: Resources) -> bytes:
        return b" ".join(painter(writer, resources) for painter in painters)

    return paint


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to be embedded: size in pixels, compressed colour and mask."""

    width: int
    height: int
    color: bytes = field(repr=False)
    mask: bytes = field(repr=False)

    def embed(self, writer: BasePdfFileWriter) -> generic.IndirectObject:
        """Add the picture and its transparency to a file."""
        mask = writer.add_object(self._image("/DeviceGray", self.mask))
        image = self._image("/DeviceRGB", self.color)
        image[pdf_name("/SMask")] = mask
        return writer.add_object(image)

    def _image(self, space: str, data: bytes) -> generic.StreamObject:
        values = {
            "/Type": pdf_name("/XObject"),
            "/Subtype": pdf_name("/Image"),
            "/Width": generic.NumberObject(self.width),
            "/Height": generic.NumberObject(self.height),
            "/ColorSpace": pdf_name(space),
            "/BitsPerComponent": generic.NumberObject(8),
            "/Filter": pdf_name("/FlateDecode"),
        }
        return generic.StreamObject(
            {pdf_name(name): value for name, value in values.items()},
            encoded_data=data,
        )


@lru_cache(maxsize=16)
def load_picture(png: bytes, max_side: int = 1000) -> Picture:
    """Read a transparent PNG and cut off its empty margins.

    Kept for the next document: in a batch all have the same picture.

    :param max_side: larger pictures are scaled down; 1000 pixels print 36 mm sharply
    :raises SigningError: ``signing.picture_unreadable``
    """
    # Odoo tells Pillow to make up the pixels that a cut-off file lacks.
    if _PNG_END not in png[-64:]:
        raise SigningError("signing.picture_unreadable", reason="cut off")
    try:
        image = Image.open(io.BytesIO(png), formats=("PNG",))
        if image.width * image.height > MAX_PICTURE_PIXELS:
            raise SigningError("signing.picture_unreadable", reason="too large")
        image = image.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as exc:
        raise SigningError(
            "signing.picture_unreadable", reason=type(exc).__name__
        ) from exc
    inked = image.getchannel("A").getbbox()
    if inked is None:
        raise SigningError("signing.picture_unreadable", reason="empty")
    image = image.crop(inked)
    image.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    color = zlib.compress(image.convert("RGB").tobytes(), 6)
    mask = zlib.compress(image.getchannel("A").tobytes(), 6)
    return Picture(image.width, image.height, color, mask)


def signature_drawing(
    width: float, height: float, rotate: int, png: bytes | None, name: str
) -> Drawing:
    """The personal signature (Mẫu 02): the picture only, whole and centred.

    Without a picture the name is written slanted in blue in its place.
    """
    if png:
        picture = load_picture(png)
        scale = min(width / picture.width, height / picture.height)
        size = picture.width * scale, picture.height * scale
        place = _centred(width, height, *size)
        painter = paint_picture(picture, place)
    else:
        size = min(24.0, height * 0.6, 24.0 * width / (text_width(name, 24) + 12))
        place = _centred(width, height, text_width(name, size), size)
        line = TextLine(name, place.x0, place.y0 + size * 0.25, size, _SLANT, _BLUE)
        painter = paint_lines((line,))
    return Drawing(width, height, rotate, painter, place)


def _centred(width: float, height: float, w: float, h: float) -> Rect:
    x, y = (width - w) / 2, (height - h) / 2
    return Rect(x, y, x + w, y + h)


def _floats(values) -> generic.ArrayObject:
    return generic.ArrayObject(
        generic.FloatObject(f"{value:.3f}".rstrip("0").rstrip(".")) for value in values
    )
