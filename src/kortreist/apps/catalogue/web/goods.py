"""What a producer sells through the hub, and what is told of it."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kortreist.apps.catalogue.selectors.goods import goods_page, list_products
from kortreist.apps.catalogue.selectors.marks import marks_of
from kortreist.apps.catalogue.services.goods import change_product
from kortreist.apps.catalogue.services.starting import start_product
from kortreist.apps.catalogue.web.product_form import ProductForm
from kortreist.apps.catalogue.web.scope import producer_scope
from kortreist.apps.catalogue.web.starting import StartForm
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import ConflictError, InvalidInputError
from kortreist.kernel.periods import oslo_date

PAGE = 100


@require_GET
def goods(request: HttpRequest, hub: UUID, producer: UUID) -> HttpResponse:
    """List what the producer sells through the hub, and what it gets for it."""
    scope = producer_scope(request, hub, producer)
    page = Paginator(list_products(**scope.reading), PAGE).get_page(request.GET.get("page"))
    marks = marks_of([row.pk for row in page], on=oslo_date(scope.now))
    rows = [(row, marks.get(row.pk, [])) for row in page]
    context = {"scope": scope, "page": page, "rows": rows}
    return render_page(request, "catalogue/goods.html", context)


@require_http_methods(["GET", "POST"])
def product_start(request: HttpRequest, hub: UUID, producer: UUID) -> HttpResponse:
    """Begin new goods with the least that is needed."""
    scope = producer_scope(request, hub, producer)
    form = StartForm(request.POST or None, may_list=scope.sets_prices)
    if request.method == "POST" and form.is_valid():
        try:
            made = start_product(
                **scope.writing,
                producer_id=scope.producer_id,
                product=form.product(),
                variant=form.variant(),
                price_ore=form.cleaned_data.get("price_ore"),
            )
        except (InvalidInputError, ConflictError) as error:
            form.add_error(None, message_for(error))
        else:
            tell(request, _("It is in. Now say what is in it, so that kitchens dare order it."))
            return redirect(scope.url("product-detail", product=made.public_id))
    return render_page(request, "catalogue/product_start.html", {"scope": scope, "form": form})


@require_http_methods(["GET", "POST"])
def product_detail(request: HttpRequest, hub: UUID, producer: UUID, product: UUID) -> HttpResponse:
    """Show and correct what is told of one of the goods."""
    scope = producer_scope(request, hub, producer)
    known = scope.product(product)
    form = ProductForm(request.POST or None, initial=ProductForm.initial_of(known))
    if request.method == "POST" and form.is_valid():
        try:
            change_product(**scope.writing, product_id=known.pk, facts=form.facts(known))
        except (InvalidInputError, ConflictError) as error:
            form.add_error(None, message_for(error))
        else:
            tell(request, _("Saved. Kitchens see it from now on."))
            return redirect("catalogue:goods", hub=hub, producer=producer)
    page = goods_page(**scope.reading, product=known, today=oslo_date(scope.now))
    context = {"scope": scope, "product": known, "form": form, "page": page}
    return render_page(request, "catalogue/product_detail.html", context)
