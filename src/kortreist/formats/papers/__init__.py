"""Papers: tagged PDF from frozen data, with the same bytes each time."""

from kortreist.formats.papers.delivery_note import (
    DeliveryNote,
    DeliveryNoteWords,
    NoteLine,
)
from kortreist.formats.papers.despatch_advice import (
    DespatchAdvice,
    DespatchAdviceWords,
    UnitLine,
    UnitSent,
)
from kortreist.formats.papers.frame import (
    Fact,
    Frame,
    FrameWords,
    Icon,
    Lot,
    Party,
)
from kortreist.formats.papers.labels import (
    LabelSize,
    LoadUnitLabel,
    LoadUnitLabels,
    LoadUnitWords,
    ProductLabel,
    ProductLabels,
    ProductLabelSize,
    ProductLabelWords,
)
from kortreist.formats.papers.packing_list import (
    PackingList,
    PackingListWords,
    PackingPart,
    PackingRow,
)
from kortreist.formats.papers.recall_notice import (
    RecallNotice,
    RecallNoticeWords,
    RecallReceiver,
)
from kortreist.formats.papers.tour_list import (
    Stop,
    TourList,
    TourListWords,
)
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
    "DespatchAdvice",
    "DespatchAdviceWords",
    "Fact",
    "Frame",
    "FrameWords",
    "Icon",
    "LabelSize",
    "LoadUnitLabel",
    "LoadUnitLabels",
    "LoadUnitWords",
    "Lot",
    "NoteLine",
    "PackingList",
    "PackingListWords",
    "PackingPart",
    "PackingRow",
    "PaperError",
    "PaperWarning",
    "Party",
    "ProductLabel",
    "ProductLabelSize",
    "ProductLabelWords",
    "ProductLabels",
    "RecallNotice",
    "RecallNoticeWords",
    "RecallReceiver",
    "Stop",
    "TourList",
    "TourListWords",
    "UnitLine",
    "UnitSent",
    "has_sans",
    "paper",
    "pictures",
]
