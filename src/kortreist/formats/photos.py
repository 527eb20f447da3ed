"""Pictures that strangers send: decoded, turned upright and drawn anew.

Nothing of the file they came in is kept, neither where and when they were taken nor what else was
hidden in it.
"""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from kortreist.kernel.errors import InvalidInputError

KINDS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 12_000_000
# More than any telephone takes; a small file can unfold to far more than a machine can hold.
MOST_PIXELS = 60_000_000
LEAST_SIDE_PX = 200
QUALITY = 82


class PhotoUnreadableError(InvalidInputError):
    """It is no whole picture of a kind that is read here (JPEG, PNG, WebP)."""

    default_code = "photo_unreadable"


class PhotoTooLargeError(InvalidInputError):
    """The file or the picture is larger than is taken in (``most_mb``)."""

    default_code = "photo_too_large"


class PhotoTooSmallError(InvalidInputError):
    """The picture is too small to be of use (``least_px``)."""

    default_code = "photo_too_small"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture as JPEG, and its size in pixels."""

    content: bytes
    width: int
    height: int


def redraw(content: bytes, *, longest_px: tuple[int, ...]) -> list[Drawing]:
    """Return a picture drawn anew in some sizes, each no longer than so many pixels.

    It is never made larger than it is.

    Raises
    ------
    PhotoTooLargeError, PhotoTooSmallError, PhotoUnreadableError
        When the bytes are no picture that can be used.
    """
    if len(content) > MOST_BYTES:
        raise PhotoTooLargeError(most_mb=MOST_BYTES // 1_000_000)
    picture = _decoded(content)
    return [_drawn(picture, longest) for longest in longest_px]


def _decoded(content: bytes) -> Image.Image:
    """Return the picture, upright and in plain colours, decoded to its last pixel."""
    try:
        with Image.open(BytesIO(content), formats=KINDS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise PhotoTooLargeError(most_mb=MOST_BYTES // 1_000_000)
            if max(opened.width, opened.height) < LEAST_SIDE_PX:
                raise PhotoTooSmallError(least_px=LEAST_SIDE_PX)
            opened.load()
            upright = ImageOps.exif_transpose(opened)
            return _on_white(upright)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise PhotoUnreadableError from error
    except Image.DecompressionBombError as error:
        raise PhotoTooLargeError(most_mb=MOST_BYTES // 1_000_000) from error


def _on_white(picture: Image.Image) -> Image.Image:
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    seen = picture.convert("RGBA")
    ground = Image.new("RGB", seen.size, "white")
    ground.paste(seen, mask=seen.getchannel("A"))
    return ground


def _drawn(picture: Image.Image, longest: int) -> Drawing:
    drawn = picture.copy()
    drawn.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    # What stood in the file beside the picture, such as a place, is not taken along.
    drawn.info.clear()
    out = BytesIO()
    drawn.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return Drawing(out.getvalue(), drawn.width, drawn.height)
