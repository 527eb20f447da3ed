"""What a producer sells through the hub, and what is told of it."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kortreist.apps.actors.asking import actor_of
from kortreist.apps.actors.models import Hub, HubProducer
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.selectors.parties import get_hub, get_producer
from kortreist.apps.catalogue.selectors.goods import get_product, list_products
from kortreist.apps.catalogue.services.goods import change_product
from kortreist.apps.catalogue.web.forms import ProductForm
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.periods import oslo_date

PAGE = 100


@require_GET
def goods(request: HttpRequest, hub: UUID, producer: UUID) -> HttpResponse:
    """List what the producer sells through the hub, and what it gets for it."""
    actor, found, terms = _scope(request, hub, producer)
    rows = list_products(actor=actor, hub_id=found.pk, producer_id=terms.organisation_id)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"hub": found, "terms": terms, "page": page}
    return render_page(request, "catalogue/goods.html", context)


@require_http_methods(["GET", "POST"])
def product_detail(request: HttpRequest, hub: UUID, producer: UUID, product: UUID) -> HttpResponse:
    """Show and correct what is told of one of the goods."""
    actor, found, terms = _scope(request, hub, producer)
    known = get_product(
        actor=actor, hub_id=found.pk, producer_id=terms.organisation_id, public_id=product
    )
    form = ProductForm(request.POST or None, initial=ProductForm.initial_of(known))
    if request.method == "POST" and form.is_valid():
        facts, now = form.facts(known), timezone.now()
        change_product(actor=actor, hub_id=found.pk, product_id=known.pk, facts=facts, now=now)
        tell(request, _("Saved. Kitchens see it from now on."))
        return redirect("catalogue:goods", hub=hub, producer=producer)
    context = {"hub": found, "terms": terms, "product": known, "form": form}
    return render_page(request, "catalogue/product_detail.html", context)


def _scope(request: HttpRequest, hub: UUID, producer: UUID) -> tuple[Actor, Hub, HubProducer]:
    actor = actor_of(request)
    found = get_hub(actor=actor, public_id=hub)
    today = oslo_date(timezone.now())
    terms = get_producer(actor=actor, hub_id=found.pk, public_id=producer, on=today)
    return actor, found, terms
