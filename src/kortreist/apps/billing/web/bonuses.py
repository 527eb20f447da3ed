"""Price agreements for the accountant: volume, bonus earned, and the notes that give it."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from kortreist.apps.actors.asking import actor_of
from kortreist.apps.actors.permissions import Permission
from kortreist.apps.actors.selectors.parties import get_hub
from kortreist.apps.billing.selectors.bonuses import get_bonus, list_bonuses
from kortreist.apps.billing.services.bonuses import issue_bonus
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.kernel.errors import ConflictError, InvalidInputError
from kortreist.kernel.periods import oslo_date


class BonusForm(forms.Form):
    """Which deliveries a bonus is given for."""

    until = forms.DateField(
        label=gettext_lazy("For deliveries before"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


@require_GET
def bonus_list(request: HttpRequest, hub: UUID) -> HttpResponse:
    """List the agreements that have a volume or a bonus."""
    actor = actor_of(request)
    found = get_hub(actor=actor, public_id=hub)
    rows = list_bonuses(actor=actor, hub_id=found.pk)
    return render_page(request, "billing/bonus_list.html", {"hub": found, "rows": rows})


@require_http_methods(["GET", "POST"])
def bonus_detail(request: HttpRequest, hub: UUID, agreement: UUID) -> HttpResponse:
    """Show how far an agreement has come, and issue its bonus notes."""
    actor = actor_of(request)
    found = get_hub(actor=actor, public_id=hub)
    today = oslo_date(timezone.now())
    bonus = get_bonus(actor=actor, hub_id=found.pk, public_id=agreement, today=today)
    form = BonusForm(request.POST or None, initial={"until": bonus.until})
    if request.method == "POST" and form.is_valid():
        try:
            made = issue_bonus(
                actor=actor,
                hub_id=found.pk,
                agreement_id=bonus.agreement.pk,
                until=form.cleaned_data["until"],
                now=timezone.now(),
            )
            text = ngettext(
                "The bonus note is issued.", "%(count)s bonus notes are issued.", len(made)
            )
            tell(request, text % {"count": len(made)})
            return redirect("billing:bonus-detail", hub=hub, agreement=agreement)
        except (ConflictError, InvalidInputError) as error:
            form.add_error(None, message_for(error))
    context = {
        "hub": found,
        "bonus": bonus,
        "buyer": bonus.agreement.unit or bonus.agreement.payer,
        "form": form,
        "may_issue": actor.may(Permission.ISSUE_DOCUMENTS, hub_id=found.pk),
    }
    return render_page(request, "billing/bonus_detail.html", context)
