"""Pages of temperatures: all places at a glance, one place or tour, a logger's file, the export."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kortreist.apps.catalogue.models import Storage
from kortreist.apps.fulfilment.exceedances import exceedances
from kortreist.apps.fulfilment.models import TemperatureReading
from kortreist.apps.fulfilment.selectors.counting import get_place
from kortreist.apps.fulfilment.selectors.temperatures import (
    LOOK_BACK,
    Where,
    get_tour,
    limits_there,
    list_climates,
    readings_of,
)
from kortreist.apps.fulfilment.services.temperatures import (
    keep_log,
    preview_log,
    record_reading,
)
from kortreist.apps.fulfilment.web.plots import temperature_plot
from kortreist.apps.fulfilment.web.scope import HubScope, hub_scope
from kortreist.apps.fulfilment.web.temperature_forms import LoggerForm, ReadingForm
from kortreist.apps.jobs.models import StoredFile
from kortreist.apps.jobs.services.files import store_file
from kortreist.apps.ui import figures
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.formats.sheets import stream_csv
from kortreist.kernel.errors import ConflictError, InvalidInputError, NotFoundError
from kortreist.kernel.periods import OSLO, oslo_date

SALT = "kortreist.fulfilment.logger"
# A file that was looked at is kept within the hour, or sent again.
LOOKED_AT_S = 3600
MOST_SHOWN = 20_000


@require_GET
def climate_list(request: HttpRequest, hub: UUID) -> HttpResponse:
    """List places and tours with what was measured last."""
    scope = hub_scope(request, hub)
    places, tours = list_climates(**scope.reading, now=timezone.now())
    context = {"scope": scope, "place_rows": places, "tour_rows": tours}
    return render_page(request, "fulfilment/temperatures.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def place_temperatures(request: HttpRequest, hub: UUID, place: UUID) -> HttpResponse:
    """Show how warm it was in a place, and take in what a thermometer shows."""
    scope = hub_scope(request, hub)
    return _page(request, scope, _of_place(scope, place))


@require_http_methods(["GET", "HEAD", "POST"])
def tour_temperatures(request: HttpRequest, hub: UUID, tour: UUID) -> HttpResponse:
    """Show how warm it was on a tour, in one of its compartments."""
    scope = hub_scope(request, hub)
    return _page(request, scope, _of_tour(request, scope, tour))


@require_POST
def place_logger(request: HttpRequest, hub: UUID, place: UUID) -> HttpResponse:
    """Look at a logger's file of a place, or keep it."""
    scope = hub_scope(request, hub)
    return _logger(request, scope, _of_place(scope, place))


@require_POST
def tour_logger(request: HttpRequest, hub: UUID, tour: UUID) -> HttpResponse:
    """Look at a logger's file of a tour, or keep it."""
    scope = hub_scope(request, hub)
    return _logger(request, scope, _of_tour(request, scope, tour))


@require_GET
def place_export(request: HttpRequest, hub: UUID, place: UUID) -> HttpResponseBase:
    """Give out all that was measured in a place."""
    scope = hub_scope(request, hub)
    return _export(scope, _of_place(scope, place))


@require_GET
def tour_export(request: HttpRequest, hub: UUID, tour: UUID) -> HttpResponseBase:
    """Give out all that was measured on a tour."""
    scope = hub_scope(request, hub)
    return _export(scope, _of_tour(request, scope, tour))


def _of_place(scope: HubScope, public_id: UUID) -> Where:
    place = get_place(**scope.reading, public_id=public_id)
    return Where(scope.hub.pk, place.storage, place=place)


def _of_tour(request: HttpRequest, scope: HubScope, public_id: UUID) -> Where:
    tour = get_tour(**scope.reading, public_id=public_id)
    asked = request.POST.get("storage") or request.GET.get("storage") or Storage.CHILLED.value
    if asked not in Storage.values:
        raise NotFoundError
    return Where(scope.hub.pk, asked, tour=tour)


def _address(scope: HubScope, where: Where, what: str) -> str:
    """Return the address of a page about the same place or tour."""
    kind, thing = ("place", where.place) if where.place else ("tour", where.tour)
    ids = {"hub": scope.hub.public_id, kind: thing.public_id if thing else None}
    address = reverse(f"fulfilment:{kind}-{what}", kwargs=ids)
    return address if where.place else f"{address}?storage={where.storage}"


def _page(request: HttpRequest, scope: HubScope, where: Where) -> HttpResponse:
    now = timezone.now()
    form = ReadingForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _kept(request, where, scope, form, now):
        return redirect(_address(scope, where, "temperatures"))
    context = _shown(scope, where, now) | {"form": form, "logger_form": LoggerForm()}
    status = 422 if form.errors else 200
    return render_page(request, "fulfilment/place_temperatures.html", context, status=status)


def _shown(scope: HubScope, where: Where, now: datetime) -> dict[str, Any]:  # Any: a context
    since = now - LOOK_BACK if where.place else None
    rows = list(readings_of(where, since=since).order_by("-at", "-pk")[:MOST_SHOWN])[::-1]
    limits = limits_there(where, since=now - timedelta(days=1), until=now)
    limit = rows[-1].limit_dc if rows else limits.limit_dc
    points = [(row.at, row.temperature_dc) for row in rows]
    return {
        "scope": scope,
        "where": where,
        "limit_dc": limit,
        "plot": temperature_plot(points, limit),
        "days": _by_day(rows),
        "periods": [] if limit is None else exceedances(points, limit_dc=limit)[::-1],
        "logger_url": _address(scope, where, "logger"),
        "export_url": _address(scope, where, "temperatures-export"),
        "storages": [] if where.place else list(Storage.values),
    }


def _by_day(rows: list[TemperatureReading]) -> list[dict[str, Any]]:  # Any: rows of a table
    days: dict[object, list[TemperatureReading]] = {}
    for row in rows:
        days.setdefault(oslo_date(row.at), []).append(row)
    return [
        {
            "day": day,
            "readings": len(of_day),
            "least": min(row.temperature_dc for row in of_day),
            "most": max(row.temperature_dc for row in of_day),
            "is_over": any(row.is_over for row in of_day),
        }
        for day, of_day in reversed(days.items())
    ]


def _kept(
    request: HttpRequest, where: Where, scope: HubScope, form: ReadingForm, now: datetime
) -> bool:
    try:
        reading = record_reading(
            actor=scope.actor,
            where=where,
            temperature_dc=form.cleaned_data["temperature_dc"],
            at=form.moment(now, oslo_date(now)),
            now=now,
        )
    except InvalidInputError as error:
        form.add_error("temperature_dc", message_for(error))
        return False
    if reading.is_over:
        tell(request, _("Kept. It is too warm: it stands among the deviations now."))
    else:
        tell(request, _("Kept."))
    return True


def _logger(request: HttpRequest, scope: HubScope, where: Where) -> HttpResponse:
    now = timezone.now()
    try:
        if "token" in request.POST:
            return _keep_looked_at(request, scope, where, now)
        form = LoggerForm(request.POST, request.FILES)
        if form.is_valid():
            return _look(request, scope, where, form, now)
    except (InvalidInputError, ConflictError) as error:
        form = LoggerForm(request.POST, request.FILES)
        form.is_valid()
        form.add_error("file", message_for(error))
    context = _shown(scope, where, now) | {"form": ReadingForm(), "logger_form": form}
    return render_page(request, "fulfilment/place_temperatures.html", context, status=422)


def _look(
    request: HttpRequest, scope: HubScope, where: Where, form: LoggerForm, now: datetime
) -> HttpResponse:
    upload = form.cleaned_data["file"]
    content = upload.read()
    preview = preview_log(actor=scope.actor, where=where, content=content, now=now)
    file = store_file(content=content, name=upload.name, content_type="text/csv")
    points = [(row.at, row.temperature_dc) for row in preview.readings]
    context = {
        "scope": scope,
        "where": where,
        "preview": preview,
        "plot": temperature_plot(points, preview.limits.limit_dc),
        "name": upload.name,
        "token": signing.dumps({"file": str(file.public_id), "name": upload.name}, salt=SALT),
        "logger_url": _address(scope, where, "logger"),
        "back_url": _address(scope, where, "temperatures"),
    }
    return render_page(request, "fulfilment/logger_preview.html", context)


def _keep_looked_at(
    request: HttpRequest, scope: HubScope, where: Where, now: datetime
) -> HttpResponse:
    try:
        told = signing.loads(request.POST["token"], salt=SALT, max_age=LOOKED_AT_S)
        file = StoredFile.objects.get(public_id=told["file"])
    except (signing.BadSignature, StoredFile.DoesNotExist) as error:
        raise NotFoundError from error
    log = keep_log(actor=scope.actor, where=where, file=file, logger=told["name"], now=now)
    many = log.deviations.count()
    text = ngettext(
        "%(rows)s rows are kept, with %(many)s deviation.",
        "%(rows)s rows are kept, with %(many)s deviations.",
        many,
    )
    tell(request, text % {"rows": figures.whole(log.rows), "many": many})
    return redirect(_address(scope, where, "temperatures"))


def _export(scope: HubScope, where: Where) -> HttpResponseBase:
    headings = [_("Time"), "°C", _("Limit, °C"), _("Read by")]
    notes = [_("Demonstration: all figures are examples.")] if scope.hub.is_demonstration else []
    response = StreamingHttpResponse(
        stream_csv(headings, _rows(where), notes=notes), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="temperatures.csv"'
    return response


def _rows(where: Where) -> Iterator[tuple[str, str, str, str]]:
    sources = {"manual": _("hand"), "logger": _("logger")}
    for row in readings_of(where).iterator(chunk_size=2000):
        yield (
            f"{row.at.astimezone(OSLO):%Y-%m-%dT%H:%M:%S%z}",
            figures.decimals(row.temperature_dc, 1).replace(figures.MINUS, "-"),
            "" if row.limit_dc is None else figures.decimals(row.limit_dc, 1),
            sources[row.source],
        )
