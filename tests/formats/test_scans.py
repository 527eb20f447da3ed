"""Papers as files: known by what is in them, whatever they are called."""

from io import BytesIO

import pytest
from PIL import Image

from kortreist.formats.photos import PhotoTooSmallError
from kortreist.formats.scans import (
    JPEG,
    LONGEST_PX,
    MOST_BYTES,
    PDF,
    ScanTooLargeError,
    ScanUnreadableError,
    read_scan,
)

WHOLE = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def picture(kind="PNG", size=(3000, 1000)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


def test_pdf_is_kept_as_it_came():
    scan = read_scan(WHOLE)
    assert (scan.content, scan.content_type) == (WHOLE, PDF)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_picture_is_drawn_anew_without_what_was_hidden_in_it(kind):
    scan = read_scan(picture(kind) + b"<script>hidden</script>")
    assert scan.content_type == JPEG
    assert b"hidden" not in scan.content
    with Image.open(BytesIO(scan.content)) as drawn:
        assert (drawn.format, drawn.size) == ("JPEG", (LONGEST_PX, 800))


@pytest.mark.parametrize(
    ("_case", "content"),
    [
        ("nothing", b""),
        ("words", b"Debio 1234"),
        ("a page with a PDF behind it", b"<html><script></script></html>" + WHOLE),
        ("a PDF that breaks off", WHOLE[:-7]),
        ("a program", b"MZ\x90\x00" + bytes(200)),
        ("a picture that breaks off", picture()[:400]),
        ("a drawing with scripts", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a moving picture", b"GIF89a" + bytes(100)),
    ],
)
def test_anything_else_is_refused(_case, content):
    with pytest.raises(ScanUnreadableError):
        read_scan(content)


def test_one_byte_too_many_is_too_large():
    whole = WHOLE + b" " * (MOST_BYTES - len(WHOLE) - 5) + b"%%EOF"
    assert read_scan(whole).content_type == PDF
    with pytest.raises(ScanTooLargeError) as caught:
        read_scan(whole + b"\n")
    assert caught.value.params == {"most_mb": 10}


def test_a_thumbnail_is_too_small_to_read():
    with pytest.raises(PhotoTooSmallError):
        read_scan(picture(size=(120, 160)))
