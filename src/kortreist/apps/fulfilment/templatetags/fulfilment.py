"""Words and drawings for this room's pages: ``{% load fulfilment %}``."""

from django import template

from kortreist.apps.catalogue.models import Variant
from kortreist.apps.fulfilment import deviation_words, words
from kortreist.apps.fulfilment.models import Deviation
from kortreist.apps.ui import figures
from kortreist.apps.ui.statuses import Status

register = template.Library()


@register.filter
def arrival_status(state: str) -> Status:
    return words.ARRIVAL[state]  # type: ignore[index]  # a StrEnum's member or its text


@register.filter
def delivery_status(status: str) -> Status:
    return words.DELIVERY[status]  # type: ignore[index]  # as stored


@register.filter
def ground_words(ground: str) -> str:
    return str(words.GROUND[ground])


@register.filter
def remark(reason: str) -> str:
    """Return what a reader should know of a reason; nothing of what went as it should."""
    return str(words.REMARK.get(reason, ""))


@register.filter
def pictogram(variant: Variant) -> str:
    return words.pictogram_of(variant.product.group.code)


@register.filter
def degrees(tenths: int) -> str:
    """Return a temperature: ``3,5 °C``."""
    return f"{figures.decimals(tenths, 1)}{figures.NO_BREAK}°C"


@register.filter
def movement_words(kind: str) -> str:
    return str(words.MOVEMENT[kind])


@register.filter
def loss_words(reason: str) -> str:
    """Return why packs went; what only a count found is a count."""
    known = {**words.MAKING_LOSS, **words.LOSS, "counted": words.MOVEMENT["counted"]}
    return str(known.get(reason, ""))


@register.filter
def recall_name(kind: str) -> str:
    return str(words.RECALL_NAME[kind])


@register.filter
def recall_status(status: str) -> Status:
    return words.RECALL_STATUS[status]


@register.filter
def hazard_words(hazard: str) -> str:
    return str(words.HAZARD[hazard])


@register.filter
def instruction_words(instruction: str) -> str:
    return str(words.INSTRUCTION[instruction])


@register.filter
def answer_status(answer: str) -> Status:
    return words.ANSWER.get(answer, words.NO_ANSWER)


@register.filter
def storage_words(storage: str) -> str:
    return str(words.STORAGE[storage])


@register.filter
def stock_status(pressing: int) -> Status:
    return words.STOCK[pressing]


@register.filter
def storage_icon(storage: str) -> str:
    return words.STORAGE_ICON[storage]


@register.filter
def deviation_status(kind: str) -> Status:
    return deviation_words.KIND[kind]


@register.filter
def deviation_facts(deviation: Deviation) -> str:
    return deviation_words.describe(deviation)


@register.filter
def stage_words(stage: str) -> str:
    return str(deviation_words.STAGE[stage])


@register.filter
def remedy_words(remedy: str) -> str:
    return str(deviation_words.REMEDY[remedy])


@register.filter
def remedy_means(remedy: str) -> str:
    return str(deviation_words.REMEDY_MEANS[remedy])


@register.filter
def deviation_word(kind: str) -> str:
    return str(deviation_words.KIND[kind].word)


@register.filter
def deviation_lots(deviation: Deviation) -> str:
    return deviation_words.lots_concerned(deviation)
