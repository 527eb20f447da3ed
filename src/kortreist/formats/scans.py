"""Papers that were photographed or scanned: known by what is in the file, never by its name."""

from dataclasses import dataclass

from kortreist.formats.photos import PhotoUnreadableError, redraw
from kortreist.kernel.errors import InvalidInputError

MOST_BYTES = 10_000_000
# Enough to read the small print of an A4 page.
LONGEST_PX = 2400
PDF = "application/pdf"
JPEG = "image/jpeg"
TAIL_BYTES = 1024


class ScanTooLargeError(InvalidInputError):
    """The file is larger than is taken in (``most_mb``)."""

    default_code = "scan_too_large"


class ScanUnreadableError(InvalidInputError):
    """It is neither a whole PDF nor a picture of a kind that is read here."""

    default_code = "scan_unreadable"


@dataclass(frozen=True, slots=True)
class Scan:
    """A paper as it is kept: a PDF as it came, or a picture drawn anew as JPEG."""

    content: bytes
    content_type: str


def read_scan(content: bytes) -> Scan:
    """Return a paper that somebody sent as a file of at most ``MOST_BYTES`` bytes.

    A picture is drawn anew, so that nothing hidden in it is kept. A PDF must begin and end as one:
    what is another kind of file as well begins otherwise.

    Raises
    ------
    ScanTooLargeError, ScanUnreadableError
        When it is too large, or is neither PDF nor picture.
    PhotoTooLargeError, PhotoTooSmallError
        When a picture has too many pixels or too few.
    """
    if len(content) > MOST_BYTES:
        raise ScanTooLargeError(most_mb=MOST_BYTES // 1_000_000)
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-TAIL_BYTES:]:
            raise ScanUnreadableError
        return Scan(content, PDF)
    try:
        [drawing] = redraw(content, longest_px=(LONGEST_PX,))
    except PhotoUnreadableError as error:
        raise ScanUnreadableError from error
    return Scan(drawing.content, JPEG)
