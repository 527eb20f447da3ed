"""The shop: all producers' goods on one shelf."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_GET

from kortreist.apps.catalogue.mark_words import MARK_NAME
from kortreist.apps.catalogue.models import ProductGroup, Storage
from kortreist.apps.catalogue.selectors.wanted import Wanted
from kortreist.apps.catalogue.words import ALLERGEN
from kortreist.apps.trading.selectors.choices import days_to_choose
from kortreist.apps.trading.selectors.shelf import find_offers, producers_with_offers
from kortreist.apps.trading.web.scope import unit_scope
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.periods import oslo_date


@require_GET
def shop(request: HttpRequest, hub: UUID, unit: UUID) -> HttpResponse:
    """Show what can be ordered, searched by words, allergens, group and season."""
    scope = unit_scope(request, hub, unit)
    cycle = scope.cycle(request.GET.get("cycle", ""))
    wanted = wanted_from(request.GET)
    context: dict[str, object] = {
        "scope": scope,
        "cycle": cycle,
        "days": days_to_choose(scope.unit, cycle, now=timezone.now()),
        "wanted": wanted,
        "way_back": request.get_full_path(),
        "allergens": ALLERGEN,
        "marks": MARK_NAME,
        "groups": ProductGroup.objects.filter(parent__isnull=True),
    }
    if cycle:
        context["producers"] = producers_with_offers(unit=scope.unit, cycle=cycle)
        context["page"] = find_offers(
            actor=scope.actor,
            unit=scope.unit,
            cycle=cycle,
            wanted=wanted,
            page=_whole(request.GET.get("page", "1")),
        )
    return render_page(request, "trading/shop.html", context, fragment="trading/_shelf.html")


def wanted_from(query: QueryDict) -> Wanted:
    """Return what a search asks for; whatever is not understood does not matter."""
    storage, mark = query.get("storage", ""), query.get("mark", "")
    today = oslo_date(timezone.now())
    return Wanted(
        text=query.get("q", ""),
        free_of=frozenset(query.getlist("free_of")) & frozenset(ALLERGEN),
        is_organic="organic" in query,
        storage=storage if storage in Storage.values else "",
        group=query.get("group", "")[:20],
        week=today.isocalendar().week if "season" in query else None,
        producer=_uuid(query.get("producer", "")),
        mark=mark if mark in MARK_NAME else "",
        on=today,
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
