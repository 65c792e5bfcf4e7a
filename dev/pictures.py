"""Pictures for the demo and the tests: handwritten-like signatures and round seals.

Transparent PNGs as NĐ 30/2020 annex I wants them: signatures in blue, seals in red.
The same name always gives the same picture.
"""

import io
import math
import random
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT = Path(__file__).resolve().parents[1] / "static/fonts/LiberationSerif-Regular.ttf"
BLUE = (24, 52, 160, 255)
RED = (214, 26, 32, 235)
SEAL_MM = 36.0


def signature(name: str) -> bytes:
    """Draw a signature for ``name``: a PNG of 1200 x 520 pixels."""
    pen = random.Random(name)
    image = Image.new("RGBA", (1200, 520), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    _stroke(draw, _initial(pen), 13)
    _stroke(draw, _letters(pen, len(name.split()[-1]) + 3), 9)
    _stroke(draw, _flourish(pen), 7)
    return _png(image.crop(image.getbbox()))


def seal(superior: str, agency: str) -> bytes:
    """Draw a seal, 900 x 900 pixels: ``superior`` on its ring, ``agency`` inside."""
    size = 900
    image = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    for inset, width in ((8, 14), (34, 5), (212, 5)):
        box = (inset, inset, size - inset, size - inset)
        draw.ellipse(box, outline=RED, width=width)
    _ring_text(image, superior.upper(), size / 2, size / 2 - 122)
    _star(draw, size / 2, size - 124, 46)
    _middle_text(draw, agency.upper(), size)
    return _png(image)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _curve(points: list[tuple[float, float]], steps: int = 240):
    """Catmull-Rom through ``points``."""
    padded = [points[0], *points, points[-1]]
    for i in range(1, len(padded) - 2):
        p0, p1, p2, p3 = padded[i - 1 : i + 3]
        for step in range(steps):
            t = step / steps
            yield tuple(
                0.5
                * (
                    2 * p1[k]
                    + (p2[k] - p0[k]) * t
                    + (2 * p0[k] - 5 * p1[k] + 4 * p2[k] - p3[k]) * t * t
                    + (3 * p1[k] - p0[k] - 3 * p2[k] + p3[k]) * t**3
                )
                for k in (0, 1)
            )


def _stroke(draw: ImageDraw.ImageDraw, points: list, width: float) -> None:
    before = None
    for x, y in _curve(points):
        # A pen is broader going down than going up.
        slope = 0 if before is None else max(-1, min(1, (y - before[1]) / 6))
        radius = width * (0.62 + 0.38 * slope) / 2 + 1
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=BLUE)
        before = (x, y)


def _initial(pen: random.Random) -> list:
    x = 170 + pen.uniform(-20, 20)
    return [
        (x - 90, 330),
        (x - 20, 90 + pen.uniform(-30, 30)),
        (x + 60, 60),
        (x + 20, 300),
        (x - 60, 400 + pen.uniform(-20, 20)),
        (x - 110, 330),
        (x + 40, 230),
        (x + 170, 250),
    ]


def _letters(pen: random.Random, count: int) -> list:
    points = [(300.0, 280.0)]
    step = 560 / (2 * count)
    for index in range(count):
        tall = pen.random() < 0.3
        x = 320 + index * 2 * step
        points.append((x, 300 + pen.uniform(-15, 25)))
        points.append((x + step, (120 if tall else 215) + pen.uniform(-25, 25)))
    points.append((920, 290 + pen.uniform(-20, 20)))
    return points


def _flourish(pen: random.Random) -> list:
    y = 360 + pen.uniform(-20, 30)
    return [
        (1050, y - 150),
        (1130, y - 60),
        (820, y + 40),
        (380, y + 60),
        (260, y + 20),
        (470, y - 28),
        (760, y - 8 + pen.uniform(-10, 10)),
    ]


def _ring_text(image: Image.Image, text: str, centre: float, radius: float) -> None:
    font = ImageFont.truetype(str(FONT), 84)
    widths = [font.getlength(char) + 6 for char in text]
    room = 2 * math.pi * radius * 0.78
    if sum(widths) > room:
        font = ImageFont.truetype(str(FONT), int(84 * room / sum(widths)))
        widths = [font.getlength(char) + 4 for char in text]
    angle = -sum(widths) / 2 / radius
    for char, width in zip(text, widths, strict=True):
        middle = angle + width / 2 / radius
        tile = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
        drawing = ImageDraw.Draw(tile)
        drawing.text((100, 100), char, RED, font, "mm", stroke_width=2, stroke_fill=RED)
        tile = tile.rotate(-math.degrees(middle), Image.Resampling.BICUBIC)
        x = centre + radius * math.sin(middle) - 100
        y = centre - radius * math.cos(middle) - 100
        image.alpha_composite(tile, (int(x), int(y)))
        angle += width / radius


def _middle_text(draw: ImageDraw.ImageDraw, text: str, size: int) -> None:
    words, lines = text.split(), [""]
    longest = max(11, math.ceil(len(text) / 5))
    for word in words:
        if lines[-1] and len(lines[-1]) + len(word) > longest:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    height = min(78, 360 // len(lines))
    widest = max(ImageFont.truetype(str(FONT), height).getlength(x) for x in lines)
    if widest > 400:
        height = int(height * 400 / widest)
    font = ImageFont.truetype(str(FONT), height)
    for index, line in enumerate(lines):
        y = size / 2 + (index - (len(lines) - 1) / 2) * height * 1.12
        draw.text((size / 2, y), line, RED, font, "mm", stroke_width=2, stroke_fill=RED)


def _star(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float) -> None:
    corners = []
    for index in range(10):
        length = radius if index % 2 == 0 else radius * 0.39
        angle = math.pi * index / 5
        corners.append((x + length * math.sin(angle), y - length * math.cos(angle)))
    draw.polygon(corners, fill=RED)
