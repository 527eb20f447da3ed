"""The style guide: every component in every variant, for those who build pages."""

from datetime import UTC, datetime, timedelta

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from kortreist.apps.ui.components import Column, PriceLine, Step, Table
from kortreist.apps.ui.errors_page import STATUSES, status_response
from kortreist.apps.ui.forms import AmountField, CountField, KrField, PercentField
from kortreist.apps.ui.icons import DRAWINGS
from kortreist.apps.ui.navigation import Identity, Place
from kortreist.apps.ui.notices import Notice
from kortreist.apps.ui.pages import render_page
from kortreist.apps.ui.statuses import Status
from kortreist.kernel.quantity import Unit

MADE_AT = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Hva har du?", help_text="Slik kjøperne kaller det.")
    weight = AmountField(Unit.GRAM, label="Hvor mye?", help_text="For eksempel 3,25 kg.")
    price = KrField(label="Pris per kg")
    count = CountField(label="Antall kasser")
    organic = PercentField(label="Økologisk andel", required=False)
    day = forms.ChoiceField(label="Hentes", choices=[("tue", "tirsdag"), ("thu", "torsdag")])
    cold = forms.ChoiceField(
        label="Oppbevaring",
        choices=[("cold", "kjøl"), ("frozen", "frys"), ("ambient", "tørt")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="Beskjed", widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(label="Jeg har lest vilkårene")


def show(request: HttpRequest) -> HttpResponse:
    refuse_outside_workshop()
    return render_page(request, "ui/styleguide/page.html", samples(request))


def progress(request: HttpRequest) -> HttpResponse:
    refuse_outside_workshop()
    return render_page(request, "ui/styleguide/progress.html", {}, fragment="ui/_progress.html")


def error(request: HttpRequest, status: int) -> HttpResponse:
    refuse_outside_workshop()
    if status not in STATUSES:
        raise Http404
    return status_response(request, status)


def refuse_outside_workshop() -> None:
    if not (settings.DEBUG or getattr(settings, "DEMO", False)):
        raise Http404


def samples(request: HttpRequest) -> dict[str, object]:
    """Return one of everything, made up."""
    return {
        "color_scheme": request.GET.get("scheme", "auto"),
        "places": sample_places(request),
        "identity": Identity("Kari Kokk", "Solbakken barnehage", ()),
        "form": SampleForm(prefix="empty"),
        "wrong": SampleForm({"wrong-weight": "3 kg 2", "wrong-price": "−20"}, prefix="wrong"),
        "icons": sorted(DRAWINGS),
        "notices_shown": sample_notices(),
        "statuses": sample_statuses(),
        "table": sample_table(),
        "steps": sample_steps(),
        "page": Paginator(range(1200), 100).get_page(request.GET.get("page", 4)),
        "crumbs": [("/", "Hjem"), ("/styleguide/", "Bestillinger"), ("", "Ukas runde")],
        "price_lines": sample_price(),
        "deadlines": sample_deadlines(),
        "texts": {"nb": "Tyttebær", "nn": "Tyttebær", "en": "Lingonberries"},
        "texts_sma": {"sma": "Bovtsebearkoe"},
        "texts_nn": {"nn": "Gulrøter frå garden"},
        "made_at": MADE_AT,
        "values": [
            ("economic", "Økonomisk"),
            ("social", "Sosial"),
            ("cultural", "Kulturell"),
            ("environmental", "Miljømessig"),
        ],
    }


def sample_places(request: HttpRequest) -> list[Place]:
    here = request.path
    return [
        Place(here, "Hjem", "home", is_current=True),
        Place(here, "Varer", "shop"),
        Place(here, "Kurv", "basket"),
        Place(here, "Bestillinger", "list"),
        Place(here, "Leveranser", "van"),
    ]


def sample_notices() -> list[Notice]:
    return [
        Notice("Sendt. Gården henter listen tirsdag kl. 12.", "success", undo_url="#"),
        Notice("Prisen gjelder fra i morgen.", "info"),
        Notice("Det er bare 4 kg igjen. Vil du ha 4?", "warning"),
        Notice("Runden er stengt. Neste åpner mandag.", "danger"),
    ]


def sample_statuses() -> list[Status]:
    return [
        Status("Utkast"),
        Status("Åpen", "info", "basket"),
        Status("Levert", "success"),
        Status("Venter på deg", "warning"),
        Status("Mangler 3 kg", "danger"),
    ]


def number(label: str, unit: str) -> Column:
    return Column(label, unit, is_number=True)


def sample_table() -> Table:
    return Table(
        caption="Dette skal leveres torsdag",
        columns=[Column("Vare"), number("Mengde", "kg"), number("Verdi", "kr")],
        rows=[("Gulrot", "40,000", "1 120,00"), ("Tyttebær", "8,250", "948,75")],
        total=("Til sammen", "48,250", "2 068,75"),
        is_stacked=True,
    )


def sample_steps() -> list[Step]:
    return [
        Step("Utkast", "done"),
        Step("Åpen", "done", url="#"),
        Step("Stengt", "done"),
        Step("Fordelt", "current", note="12 linjer er kuttet"),
        Step("Bestilt", "problem"),
        Step("Levert", "todo"),
    ]


def sample_price() -> list[PriceLine]:
    return [
        PriceLine("Til Galåvolden Gård", 100_000),
        PriceLine("Pakking", 4_500),
        PriceLine("Transport", 6_200, note="av 18 mil"),
        PriceLine("Uten mva.", 110_700, "sum"),
        PriceLine("Mva. 15 %", 16_605),
        PriceLine("Til sammen", 127_305, "total"),
    ]


def sample_deadlines() -> list[datetime]:
    now = timezone.now()
    return [now + timedelta(days=3, hours=2), now + timedelta(minutes=95), now - timedelta(hours=1)]
