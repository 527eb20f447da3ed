"""Pictures for the demonstration, drawn with a few shapes: no photographs that belong to others."""

from collections.abc import Callable
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 800, 600
Draw = Callable[[ImageDraw.ImageDraw], None]


def _loaf(pen: ImageDraw.ImageDraw) -> None:
    pen.rounded_rectangle((150, 220, 650, 460), 110, fill="#B97A43", outline="#7A4A22", width=8)
    for left in (240, 360, 480):
        pen.line((left, 260, left + 70, 330), fill="#F1D9B5", width=14)


def _cheese(pen: ImageDraw.ImageDraw) -> None:
    pen.polygon(((140, 420), (640, 260), (640, 420)), fill="#A8612C")
    pen.rectangle((140, 420, 640, 500), fill="#8C4E21")


def _carrots(pen: ImageDraw.ImageDraw) -> None:
    for left in (180, 340, 500):
        pen.polygon(((left, 240), (left + 110, 240), (left + 55, 520)), fill="#E07B2E")
        pen.polygon(((left + 30, 240), (left + 55, 110), (left + 80, 240)), fill="#3F7D4B")


def _honey(pen: ImageDraw.ImageDraw) -> None:
    pen.rounded_rectangle((270, 190, 530, 500), 50, fill="#D9972B", outline="#8A5A12", width=8)
    pen.rectangle((290, 140, 510, 190), fill="#F4EDE2", outline="#8A5A12", width=6)


def _eggs(pen: ImageDraw.ImageDraw) -> None:
    for left in (150, 320, 490):
        pen.ellipse((left, 230, left + 160, 450), fill="#E9C9A4", outline="#B88A5B", width=6)


DRAWINGS: Final[dict[str, Draw]] = {
    "grovbrod": _loaf,
    "brunost": _cheese,
    "gulrot-oko": _carrots,
    "lynghonning": _honey,
    "okoegg": _eggs,
}
# What each picture shows, for those who cannot see it.
PICTURES: Final[dict[str, dict[str, str]]] = {
    "grovbrod": {
        "nb": "Tegning av et grovt brød",
        "nn": "Teikning av eit grovt brød",
        "en": "Drawing of a wholemeal loaf",
    },
    "brunost": {
        "nb": "Tegning av et stykke brunost",
        "nn": "Teikning av eit stykke brunost",
        "en": "Drawing of a piece of brown cheese",
    },
    "gulrot-oko": {
        "nb": "Tegning av tre gulrøtter",
        "nn": "Teikning av tre gulrøter",
        "en": "Drawing of three carrots",
    },
    "lynghonning": {
        "nb": "Tegning av et glass honning",
        "nn": "Teikning av eit glas honning",
        "en": "Drawing of a jar of honey",
    },
    "okoegg": {
        "nb": "Tegning av tre egg",
        "nn": "Teikning av tre egg",
        "en": "Drawing of three eggs",
    },
}


def draw(code: str) -> bytes:
    """Return a drawing as a PNG file, as somebody would send it."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), "#FAF8F5")
    DRAWINGS[code](ImageDraw.Draw(picture))
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
