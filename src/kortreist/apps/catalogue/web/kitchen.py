"""The catalogue that a kitchen's own system takes in."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from kortreist.apps.actors.asking import actor_of
from kortreist.apps.actors.selectors.parties import get_hub, get_unit
from kortreist.apps.catalogue.selectors.kitchen_catalogue import kitchen_catalogue
from kortreist.apps.catalogue.selectors.sheet_export import (
    DEMONSTRATION,
    ExportedSheet,
    file_of,
)
from kortreist.apps.catalogue.web.sheets import CONTENT_TYPES
from kortreist.apps.ui import figures
from kortreist.formats.sheets import stream_csv
from kortreist.kernel.periods import oslo_date


@require_GET
def catalogue_csv(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponseBase:
    """Give out the catalogue as text in columns, as it is read."""
    sheet, name = _catalogue(request, hub, unit)
    notes = [str(DEMONSTRATION)] if settings.DEMO else []
    return StreamingHttpResponse(
        stream_csv(sheet.headings, sheet.rows, notes=notes),
        content_type=CONTENT_TYPES["csv"],
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


@require_GET
def catalogue_xlsx(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """Give out the catalogue as a workbook."""
    sheet, name = _catalogue(request, hub, unit)
    return HttpResponse(
        file_of(sheet, kind="xlsx", title=name),
        content_type=CONTENT_TYPES["xlsx"],
        headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'},
    )


def _catalogue(request: HttpRequest, hub: UUID, unit: UUID) -> tuple[ExportedSheet, str]:
    actor, on = actor_of(request), oslo_date(timezone.now())
    found = get_hub(actor=actor, public_id=hub)
    buyer = get_unit(actor=actor, hub_id=found.pk, public_id=unit)
    language = figures.reader_language()
    sheet = kitchen_catalogue(actor=actor, hub=found, unit=buyer, on=on, language=language)
    return sheet, f"{slugify(found.name) or 'katalog'}-{on}"
