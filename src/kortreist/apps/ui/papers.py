"""Papers at the edge: their frame in the receiver's language, and sending them as PDF."""

import hashlib
import re
from datetime import datetime
from typing import Final, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import gettext as _

from kortreist.apps.ui.figures import reader_language
from kortreist.formats.papers import Frame, FrameWords, paper
from kortreist.formats.papers.frame import LANGUAGES, Language, Paper

# It may be kept, but whoever shows it again asks first whether it still is so.
KEEPING: Final = "private, no-cache"


def frame_of(
    *, issuer: str, made_at: datetime, link: str = "", is_illustrative: bool = False
) -> Frame:
    """Return what surrounds a paper, in the language in force: the receiver's, by `override`.

    ``made_at`` is when what it says was last changed, so that the same paper is the same bytes.
    """
    language = reader_language()
    words = FrameWords(
        page=_("Page {page} of {pages}"),
        link=_("See this online, as it is now"),
        link_alt=_("QR code to this page online"),
        illustrative=_("Illustrative: made for a demonstration, nothing here is real"),
    )
    return Frame(
        language=cast("Language", language) if language in LANGUAGES else "nb",
        # Typst counts whole seconds.
        made_at=made_at.replace(microsecond=0),
        issuer=issuer,
        words=words,
        link=link,
        is_illustrative=is_illustrative,
    )


def send_paper(request: HttpRequest, content: Paper, frame: Frame) -> HttpResponseBase:
    """Answer with a paper as PDF to be shown, or that the reader's own is still as it is."""
    pdf = paper(content, frame)
    response = HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={
            "Cache-Control": KEEPING,
            "Content-Disposition": content_disposition_header(
                as_attachment=False, filename=file_name(content.title)
            ),
            "ETag": (tag := quote_etag(hashlib.sha256(pdf).hexdigest()[:32])),
        },
    )
    return get_conditional_response(request, etag=tag, response=response) or response


def file_name(title: str) -> str:
    """Return a paper's title as a name for its file: letters, digits and dashes."""
    return "-".join(re.findall(r"\w+", title)).lower()[:100] + ".pdf"
