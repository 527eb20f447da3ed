"""What the packing table says aloud: short sentences, and nothing that only eyes can use."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kortreist.apps.catalogue.words import goods_name
from kortreist.apps.fulfilment.selectors.packing_steps import PackingStep


def spoken_step(step: PackingStep) -> str:
    """Return one line to pack as it is said: how many, of what, for whom."""
    line = step.line
    goods, unit = goods_name(line.line.variant), step.delivery.unit.name
    if line.packed is not None:
        return _("%(goods)s is packed for %(unit)s.") % {"goods": goods, "unit": unit}
    if line.is_waiting or not line.count:
        return _("%(goods)s is not here.") % {"goods": goods}
    text = ngettext(
        "Put %(count)s pack of %(goods)s in the crate for %(unit)s.",
        "Put %(count)s packs of %(goods)s in the crate for %(unit)s.",
        line.count,
    )
    said = text % {"count": line.count, "goods": goods, "unit": unit}
    return f"{said} {_('Weigh it.')}" if line.is_weighed else said
