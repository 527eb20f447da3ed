"""Reading dated figures: what an emission factor or a driving rule is on a day."""

from datetime import date

from django.db.models import Q

from kortreist.apps.registers.errors import FigureMissingError
from kortreist.apps.registers.models import DatedFigure


def dated_figures(on: date) -> dict[str, DatedFigure]:
    """Return the figures in force on a day by code, in one query.

    Where an older row was left without an end, the newer one counts from its first day.
    """
    rows = DatedFigure.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=on), valid_from__lte=on
    )
    return {row.code: row for row in rows.order_by("valid_from")}


def dated_figure(code: str, *, on: date) -> DatedFigure:
    """Return one figure in force on a day.

    Raises
    ------
    FigureMissingError
        When none is known for that day.
    """
    found = dated_figures(on).get(code)
    if found is None:
        raise FigureMissingError(figure=code, day=on)
    return found
