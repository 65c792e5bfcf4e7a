"""Pictures and scans to PDF, a page for each, in real size (NĐ 30 Phụ lục I)."""

import io
import zlib
from dataclasses import dataclass

from PIL import Image, ImageOps
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.writer import PdfFileWriter

from .errors import FormatError
from .filekind import PICTURE_ERRORS

# Programs without a scanner write these as a matter of course; they say nothing.
_NO_SCAN = (72, 96)
_LEAST, _MOST = 50, 2400
_A4 = (595.276, 841.89)
_LONGEST = 14_400
_MIRRORED = (2, 4, 5, 7)
_TURNS = {3: 180, 6: 90, 8: 270}


@dataclass(frozen=True, slots=True)
class _Page:
    """A picture on its page: points, pixels in the file's own form, turn."""

    width: float
    height: float
    pixels: tuple[int, int]
    space: str
    bits: int
    filter: str
    data: bytes
    rotate: int = 0


def images_to_pdf(content: bytes, kind: str, name: str) -> bytes:
    """Make a PDF of a picture; of a TIFF all pages.

    Where the file tells its resolution, the page has the size of the paper that was
    scanned (100 %); other pictures are fitted on A4. No pixel is lost: a JPEG goes
    over as it is, other pictures are packed without loss.

    :param kind: ``jpeg``, ``png``, ``gif`` or ``tiff``, checked before
    :raises FormatError: ``format.cut_off`` with ``name``
    """
    writer = PdfFileWriter(stream_xrefs=False)
    try:
        with Image.open(io.BytesIO(content), formats=(kind.upper(),)) as image:
            frames = getattr(image, "n_frames", 1) if kind == "tiff" else 1
            for frame in range(frames):
                image.seek(frame)
                _add_page(writer, _page(image, content if kind == "jpeg" else None))
    except PICTURE_ERRORS as error:
        raise FormatError("format.cut_off", name=name) from error
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _page(image: Image.Image, jpeg: bytes | None) -> _Page:
    turned = int(image.getexif().get(274, 1))
    width, height = _size(image)
    if jpeg and image.mode in ("RGB", "L") and turned not in _MIRRORED:
        space = "/DeviceRGB" if image.mode == "RGB" else "/DeviceGray"
        rotate = _TURNS.get(turned, 0)
        return _Page(width, height, image.size, space, 8, "/DCTDecode", jpeg, rotate)
    shown = ImageOps.exif_transpose(image)
    if shown.size != image.size:
        width, height = height, width
    if shown.mode == "1":
        data, space, bits = shown.tobytes(), "/DeviceGray", 1
    elif shown.mode in ("L", "I;16"):
        data, space, bits = shown.convert("L").tobytes(), "/DeviceGray", 8
    else:
        data, space, bits = _on_white(shown).tobytes(), "/DeviceRGB", 8
    packed = zlib.compress(data, 6)
    return _Page(width, height, shown.size, space, bits, "/FlateDecode", packed)


def _on_white(image: Image.Image) -> Image.Image:
    """Paper is white below what is transparent."""
    if image.mode == "P" and "transparency" not in image.info:
        return image.convert("RGB")
    if image.mode not in ("RGBA", "LA", "PA", "P"):
        return image.convert("RGB")
    image = image.convert("RGBA")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _size(image: Image.Image) -> tuple[float, float]:
    """Width and height in points."""
    across, up = _resolution(image)
    width, height = image.width / across * 72, image.height / up * 72
    if max(width, height) <= _LONGEST:
        return width, height
    return tuple(side * _LONGEST / max(width, height) for side in (width, height))


def _resolution(image: Image.Image) -> tuple[float, float]:
    told = image.info.get("dpi", (0, 0))
    try:
        across, up = float(told[0]), float(told[1])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        across = up = 0
    usable = all(_LEAST <= value <= _MOST for value in (across, up))
    if usable and not (round(across) in _NO_SCAN and round(up) in _NO_SCAN):
        return across, up
    short, long = sorted(image.size)
    dots = max(short / _A4[0], long / _A4[1]) * 72
    return dots, dots


def _add_page(writer: PdfFileWriter, page: _Page) -> None:
    picture = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Image"),
            pdf_name("/Width"): generic.NumberObject(page.pixels[0]),
            pdf_name("/Height"): generic.NumberObject(page.pixels[1]),
            pdf_name("/ColorSpace"): pdf_name(page.space),
            pdf_name("/BitsPerComponent"): generic.NumberObject(page.bits),
            pdf_name("/Filter"): pdf_name(page.filter),
        },
        encoded_data=page.data,
    )
    draw = f"q {page.width:.3f} 0 0 {page.height:.3f} 0 0 cm /P0 Do Q".encode()
    objects = generic.DictionaryObject({pdf_name("/P0"): writer.add_object(picture)})
    sheet = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Page"),
            pdf_name("/MediaBox"): generic.ArrayObject(
                generic.FloatObject(f"{value:.3f}")
                for value in (0, 0, page.width, page.height)
            ),
            pdf_name("/Resources"): generic.DictionaryObject(
                {pdf_name("/XObject"): objects}
            ),
            pdf_name("/Contents"): writer.add_object(
                generic.StreamObject(stream_data=draw)
            ),
        }
    )
    if page.rotate:
        sheet[pdf_name("/Rotate")] = generic.NumberObject(page.rotate)
    writer.insert_page(sheet)
