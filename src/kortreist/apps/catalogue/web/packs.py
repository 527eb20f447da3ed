"""How packs are packed: in cases, on pallets, with which GTINs."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from kortreist.apps.actors.selectors.parties import found
from kortreist.apps.catalogue.models import PackKind
from kortreist.apps.catalogue.selectors.goods import PackChain, chains_of
from kortreist.apps.catalogue.services.packs import set_packs
from kortreist.apps.catalogue.web.scope import producer_scope
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.forms import CountField
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import ConflictError, InvalidInputError

LONGEST_GTIN = 14


class PacksForm(forms.Form):
    """A pack's chain: the pack itself, the case, the pallet."""

    gtin = forms.CharField(
        label=gettext_lazy("GTIN on the pack"), max_length=LONGEST_GTIN, required=False
    )
    case_packs = CountField(
        label=gettext_lazy("How many packs a case holds"),
        min_value=1,
        help_text=gettext_lazy("1 when it does not come in cases."),
    )
    case_gtin = forms.CharField(
        label=gettext_lazy("GTIN on the case"), max_length=LONGEST_GTIN, required=False
    )
    pallet_cases = CountField(
        label=gettext_lazy("How many cases a pallet holds"),
        help_text=gettext_lazy("0 when it does not come on pallets."),
    )
    pallet_gtin = forms.CharField(
        label=gettext_lazy("GTIN on the pallet"), max_length=LONGEST_GTIN, required=False
    )


@require_http_methods(["GET", "POST"])
def packs(
    request: HttpRequest, hub: UUID, producer: UUID, product: UUID, variant: UUID
) -> HttpResponse:
    """Show and change how a pack is packed."""
    scope = producer_scope(request, hub, producer)
    known = scope.product(product)
    chain = found(
        next((each for each in chains_of(known) if each.variant.public_id == variant), None)
    )
    form = PacksForm(request.POST or None, initial=_initial(chain))
    if request.method == "POST" and form.is_valid():
        try:
            set_packs(**scope.writing, variant_id=chain.variant.pk, **form.cleaned_data)
        except (InvalidInputError, ConflictError) as error:
            form.add_error(None, message_for(error))
        else:
            tell(request, _("Saved."))
            return redirect(scope.url("product-detail", product=product))
    context = {"scope": scope, "product": known, "chain": chain, "form": form}
    return render_page(request, "catalogue/packs.html", context)


def _initial(chain: PackChain) -> dict[str, object]:
    return {
        "gtin": chain.gtin(PackKind.PIECE),
        "case_packs": chain.variant.case_packs,
        "case_gtin": chain.gtin(PackKind.CASE),
        "pallet_cases": chain.pallet_cases,
        "pallet_gtin": chain.gtin(PackKind.PALLET),
    }
