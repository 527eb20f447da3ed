"""From a paper's data to a tagged PDF, through Typst.

Templates hold the layout and read the data as text: whatever a name contains, it is never run.
"""

import json
import re
import warnings
from dataclasses import asdict
from datetime import UTC
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, cast

import typst

from kortreist.formats.gs1 import qr_code
from kortreist.formats.papers.frame import Frame, Paper, drawing

HERE = Path(str(files("kortreist.formats.papers")))
TEMPLATES = HERE / "templates"
FONTS = HERE / "fonts"
SANS = "Inter"
# It comes with Typst itself.
SERIF = "Libertinus Serif"
# Named in the stub alone.
STANDARDS: "dict[str, list[typst.PDFStandard]]" = {"pdf": ["a-2a", "ua-1"], "png": []}
# Stands for a character that no font has.
UNKNOWN = "\u25a1"
MOST_UNKNOWN = 60
NOT_SHOWN = re.compile(r'the text `(".+?")` could not be displayed', re.DOTALL)


class PaperError(Exception):
    """A template is at fault: its paper cannot be set."""


class PaperWarning(UserWarning):
    """A paper is made, but not as it should look."""


def paper(content: Paper, frame: Frame) -> bytes:
    """Return a paper as PDF/A-2a with PDF/UA-1 declared: the same bytes for the same input.

    A character that no font has becomes a square. Where the sans-serif has not been built
    (``scripts/build_assets.py``), the paper is set in Typst's own serif. Both give a PaperWarning.

    Raises
    ------
    PaperError
        When the template is at fault.
    """
    pages = _set(content.TEMPLATE, _input_of(content, frame), frame, "pdf")
    return pages[0]


def pictures(content: Paper, frame: Frame, *, dots_per_inch: int = 144) -> list[bytes]:
    """Return a paper's pages as PNG, to be looked at.

    Raises
    ------
    PaperError
        When the template is at fault.
    """
    return _set(content.TEMPLATE, _input_of(content, frame), frame, "png", dots_per_inch)


def has_sans() -> bool:
    """Whether papers are set in the sans-serif that the pages have."""
    return SANS in _fonts().families()


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts that papers are set in; nothing of the machine's own."""
    found = typst.Fonts(include_system_fonts=False, font_paths=[FONTS])
    if SANS not in found.families():
        text = f"papers are set in {SERIF}, because there is no {SANS} in {FONTS}"
        warnings.warn(text, PaperWarning, stacklevel=2)
    return found


def _input_of(content: Paper, frame: Frame) -> str:
    around = asdict(frame) | {"made_at": None, "qr": None}
    if frame.link:
        around["qr"] = drawing(qr_code(frame.link), alt=frame.words.link_alt)
    fonts = [SANS, SERIF] if has_sans() else [SERIF]
    given = {
        "title": content.title,
        "fonts": fonts,
        "frame": around,
        "data": {**asdict(content), **content.drawings()},
    }
    return json.dumps(given, ensure_ascii=False, sort_keys=True)


def _set(
    template: str,
    given: str,
    frame: Frame,
    kind: Literal["pdf", "png"],
    dots_per_inch: int | None = None,
) -> list[bytes]:
    """Set a template; where a character cannot be shown, again without it."""
    unknown: set[str] = set()
    while True:
        try:
            made = _compiled(template, given, frame, kind, dots_per_inch)
        except typst.TypstError as error:
            new = _not_shown(error.message) - unknown
            if not new or len(unknown) > MOST_UNKNOWN:
                msg = f"{template}: {error.message}"
                raise PaperError(msg) from error
            unknown |= new
            given = given.translate(dict.fromkeys(map(ord, new), UNKNOWN))
            continue
        if unknown:
            text = f"no font has {', '.join(sorted(map(ascii, unknown)))}"
            warnings.warn(text, PaperWarning, stacklevel=3)
        return made


def _not_shown(message: str) -> set[str]:
    return {
        character
        for text in NOT_SHOWN.findall(message)
        for character in text[1:-1]
        if not character.isascii()
    }


def _compiled(
    template: str,
    given: str,
    frame: Frame,
    kind: Literal["pdf", "png"],
    dots_per_inch: int | None,
) -> list[bytes]:
    # A `typst.Compiler` cannot be shared by threads, and is no quicker.
    made, complaints = typst.compile_with_warnings(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format=kind,
        ppi=dots_per_inch,
        sys_inputs={"paper": given},
        pdf_standards=STANDARDS[kind],
        timestamp=frame.made_at.astimezone(UTC),
    )
    for complaint in complaints:
        warnings.warn(f"{template}: {complaint.message}", PaperWarning, stacklevel=4)
    # One page is bytes and several pictures are a list, which the stub does not say.
    pages = cast("bytes | list[bytes]", made)
    return pages if isinstance(pages, list) else [pages]
