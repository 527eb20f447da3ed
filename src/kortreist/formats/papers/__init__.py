"""Papers: tagged PDF from frozen data, with the same bytes each time."""

from kortreist.formats.papers.delivery_note import DeliveryNote, DeliveryNoteWords, NoteLine
from kortreist.formats.papers.frame import Fact, Frame, FrameWords, Lot, Party
from kortreist.formats.papers.typesetting import (
    PaperError,
    PaperWarning,
    has_sans,
    paper,
    pictures,
)

__all__ = [
    "DeliveryNote",
    "DeliveryNoteWords",
    "Fact",
    "Frame",
    "FrameWords",
    "Lot",
    "NoteLine",
    "PaperError",
    "PaperWarning",
    "Party",
    "has_sans",
    "paper",
    "pictures",
]
