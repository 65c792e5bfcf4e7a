"""How a sheet lay on the scanner, and how clean it is."""

from PIL import Image, ImageFilter, ImageOps

_SIDE = 700
_MOST = 4.0
_STEP = 0.25
# A page that lies straight, or holds no lines of text, is left as it is.
_LEAST, _GAIN = 0.4, 1.1
_DARK, _BLOCK, _INKED = 150, 48, 6
_BLUR = 0.8
_FAINT = 40


def is_blank(picture: Image.Image) -> bool:
    """Tell whether nothing stands on it, as on the back of a sheet.

    :param picture: in grey
    """
    small = picture.reduce(4) if min(picture.size) > 4 else picture
    dark, light = small.getextrema()
    return light - dark < _FAINT


def skew_of(picture: Image.Image) -> float:
    """Return by how many degrees to turn it to the left for its lines to lie straight.

    Summed up along lines of text, a straight page has more of light and dark.
    """
    small = ImageOps.invert(picture.convert("L"))
    small.thumbnail((_SIDE, _SIDE))
    steps = [
        step * _STEP for step in range(int(-_MOST / _STEP), int(_MOST / _STEP) + 1)
    ]
    contrasts = {angle: _contrasts(small, angle) for angle in steps}
    # lines run down a page that lies on its side
    axis = max(
        (0, 1), key=lambda side: max(found[side] for found in contrasts.values())
    )
    best = max(steps, key=lambda angle: contrasts[angle][axis])
    gained = contrasts[best][axis] > _GAIN * contrasts[0.0][axis]
    return best if abs(best) >= _LEAST and gained else 0.0


def straightened(picture: Image.Image, skew: float) -> Image.Image:
    """Return the picture turned to the left, white where nothing was."""
    if not skew:
        return picture
    return picture.rotate(skew, Image.Resampling.BICUBIC, fillcolor="white")


def _contrasts(picture: Image.Image, angle: float) -> tuple[int, int]:
    turned = picture.rotate(angle, Image.Resampling.BILINEAR)
    sides = ((1, turned.height), (turned.width, 1))
    sums = [turned.resize(side, Image.Resampling.BOX).tobytes() for side in sides]
    return tuple(
        sum((a - b) ** 2 for a, b in zip(line, line[1:], strict=False)) for line in sums
    )


def is_specked(picture: Image.Image) -> bool:
    """Tell whether there are specks also where nothing stands.

    :param picture: in grey
    """
    dark = picture.point(lambda light: 255 * (light < _DARK))
    across, down = picture.width // _BLOCK, picture.height // _BLOCK
    blocks = sorted(dark.resize((across, down), Image.Resampling.BOX).tobytes())
    return 0 < blocks[len(blocks) // 2] < _INKED


def softened(picture: Image.Image) -> Image.Image:
    """Return the picture without its specks, and its letters a little softer."""
    return picture.filter(ImageFilter.GaussianBlur(_BLUR))
