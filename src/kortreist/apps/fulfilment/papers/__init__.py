"""What this room writes on paper, in the language of whoever reads it."""

from kortreist.apps.fulfilment.papers.delivery_note import delivery_note
from kortreist.apps.fulfilment.papers.despatch_advice import despatch_advice
from kortreist.apps.fulfilment.papers.labels import crate_labels
from kortreist.apps.fulfilment.papers.packing_list import packing_list
from kortreist.apps.fulfilment.papers.tour_list import tour_list

__all__ = ["crate_labels", "delivery_note", "despatch_advice", "packing_list", "tour_list"]
