"""Licences and certificates as files: sent in, shown with the earlier ones, and sent out again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django import forms
from django.http import FileResponse
from django.utils.translation import gettext_lazy as _

from kortreist.apps.jobs.models import StoredFile
from kortreist.apps.jobs.services.files import open_file
from kortreist.formats.scans import JPEG, MOST_BYTES

ACCEPTED = "application/pdf,image/jpeg,image/png,image/webp"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent."""

    content: bytes
    name: str


class Paper(Protocol):
    """A row that keeps a file for a time."""

    public_id: UUID
    name: str
    added_at: datetime
    removed_at: datetime | None


class PaperForm(forms.Form):
    """A licence or certificate as a file."""

    paper = forms.FileField(
        label=_("PDF or picture of it"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("At most 10 MB."),
        max_length=200,
    )

    def upload(self) -> Upload | None:
        """Return what was sent, if anything; no more of it is read than may be kept."""
        return upload_of(self.cleaned_data.get("paper"))


def optional_paper() -> forms.FileField:
    """Return the field for those who have the paper at hand at once."""
    return forms.FileField(
        label=_("PDF or picture of it, if you have one"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("At most 10 MB."),
        max_length=200,
    )


# Any: Django's uploaded file, or what an optional field cleans to.
def upload_of(sent: Any) -> Upload | None:  # noqa: ANN401
    """Return what was sent, and one byte too many where it is too much."""
    return Upload(sent.read(MOST_BYTES + 1), sent.name or "") if sent else None


@dataclass(frozen=True, slots=True)
class Shown:
    """A file as a page shows it."""

    name: str
    added_at: datetime
    removed_at: datetime | None
    url: str
    restore_url: str


@dataclass(frozen=True, slots=True)
class Papers:
    """The file that is there now, the earlier ones, and where to send another."""

    put_url: str
    remove_url: str
    form: PaperForm
    now: Shown | None
    earlier: list[Shown] = field(default_factory=list)


def papers_for_page(
    papers: Iterable[Paper], *, put_url: str, remove_url: str, url: Callable[[str, UUID], str]
) -> Papers:
    """Return files as a page shows them; ``url`` makes the address of one, by the route's name."""
    shown = [
        Shown(
            name=paper.name,
            added_at=paper.added_at,
            removed_at=paper.removed_at,
            url=url("paper", paper.public_id),
            restore_url=url("paper-restore", paper.public_id),
        )
        for paper in papers
    ]
    return Papers(
        put_url=put_url,
        remove_url=remove_url,
        # The same field stands on the page once for each certificate.
        form=PaperForm(auto_id=put_url.strip("/").replace("/", "-") + "-%s"),
        now=next((each for each in shown if each.removed_at is None), None),
        earlier=[each for each in shown if each.removed_at is not None],
    )


def send_paper(file: StoredFile, name: str) -> FileResponse:
    """Send a stored paper: a picture to be looked at, a PDF to be saved."""
    is_picture = file.content_type == JPEG
    response = FileResponse(
        open_file(file),
        content_type=file.content_type,
        as_attachment=not is_picture,
        filename=name if not is_picture else "",
    )
    response["Cache-Control"] = "private, no-store"
    return response
