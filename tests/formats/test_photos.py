"""Pictures are drawn anew, and nothing of the file that was sent is kept."""

from io import BytesIO

import pytest
from PIL import Image

from kortreist.formats import photos
from kortreist.formats.photos import (
    PhotoTooLargeError,
    PhotoTooSmallError,
    PhotoUnreadableError,
    redraw,
)

ORIENTATION, GPS = 0x0112, 0x8825


def picture(kind="JPEG", size=(900, 600), mode="RGB", **options) -> bytes:
    out = BytesIO()
    Image.new(mode, size, "#9A4A2A" if mode == "RGB" else None).save(out, kind, **options)
    return out.getvalue()


def exif() -> Image.Exif:
    tags = Image.Exif()
    tags[ORIENTATION] = 6
    tags.get_ifd(GPS)[1] = "N"
    return tags


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_kind_becomes_jpeg_in_the_sizes_asked_for(kind):
    large, small = redraw(picture(kind), longest_px=(1600, 400))
    assert (large.width, large.height) == (900, 600)
    assert (small.width, small.height) == (400, 267)
    assert Image.open(BytesIO(small.content)).format == "JPEG"


def test_it_is_turned_upright_and_forgets_where_it_was_taken():
    sent = picture(exif=exif())
    assert Image.open(BytesIO(sent)).getexif()
    [drawn] = redraw(sent, longest_px=(1600,))
    assert (drawn.width, drawn.height) == (600, 900)
    assert not Image.open(BytesIO(drawn.content)).getexif()
    assert b"Exif" not in drawn.content


def test_what_is_see_through_stands_on_white():
    [drawn] = redraw(picture("PNG", mode="RGBA"), longest_px=(400,))
    red, green, blue = Image.open(BytesIO(drawn.content)).getpixel((10, 10))
    assert min(red, green, blue) > 250


def test_the_same_picture_is_the_same_to_the_byte():
    assert redraw(picture(), longest_px=(400,)) == redraw(picture(), longest_px=(400,))


_case_wrong = [
    (b"", PhotoUnreadableError),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", PhotoUnreadableError),
    (b"%PDF-1.7", PhotoUnreadableError),
    (picture()[:400], PhotoUnreadableError),
    (picture("GIF"), PhotoUnreadableError),
    (picture(size=(150, 199)), PhotoTooSmallError),
]


@pytest.mark.parametrize(("sent", "error"), _case_wrong)
def test_what_is_no_picture_is_refused(sent, error):
    with pytest.raises(error):
        redraw(sent, longest_px=(400,))


def test_what_unfolds_too_far_is_refused_before_it_is_unfolded(monkeypatch):
    monkeypatch.setattr(photos, "MOST_PIXELS", 500_000)
    with pytest.raises(PhotoTooLargeError):
        redraw(picture(), longest_px=(400,))


def test_a_file_that_is_too_large_is_not_even_opened(monkeypatch):
    monkeypatch.setattr(photos, "MOST_BYTES", 10)
    with pytest.raises(PhotoTooLargeError):
        redraw(b"x" * 11, longest_px=(400,))
