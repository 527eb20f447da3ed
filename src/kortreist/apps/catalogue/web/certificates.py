"""A producer's certificates for the marks its goods carry."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kortreist.apps.actors.papers import (
    PaperForm,
    Papers,
    optional_paper,
    papers_for_page,
    send_paper,
    upload_of,
)
from kortreist.apps.catalogue.models import Certificate, Mark, Product
from kortreist.apps.catalogue.selectors.goods import list_products
from kortreist.apps.catalogue.selectors.marks import (
    list_certificates,
    own_certificate,
    own_certificate_paper,
)
from kortreist.apps.catalogue.services.certificate_papers import (
    put_certificate_paper,
    remove_certificate_paper,
    restore_certificate_paper,
)
from kortreist.apps.catalogue.services.marks import (
    CertificateFacts,
    add_certificate,
    restore_certificate,
    set_certified,
    withdraw_certificate,
)
from kortreist.apps.catalogue.web.scope import ProducerScope, producer_scope
from kortreist.apps.catalogue.words import MARK
from kortreist.apps.ui.content import choose
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.formats.scans import ScanUnreadableError
from kortreist.kernel.errors import ConflictError, InvalidInputError
from kortreist.kernel.periods import oslo_date

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CoversForm(forms.Form):
    """Which goods a certificate is for."""

    products = forms.MultipleChoiceField(
        label=gettext_lazy("Which goods is it for?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, goods: list[Product], **kwargs: Any) -> None:  # noqa: ANN401  # whatever Django's forms take
        super().__init__(*args, **kwargs)
        self.fields["products"].choices = [  # type: ignore[attr-defined]  # it is a choice field
            (str(product.public_id), choose(product.name).text) for product in goods
        ]
        self._ids = {str(product.public_id): product.pk for product in goods}

    def product_ids(self) -> list[int]:
        """Return the keys of the goods that were ticked."""
        return [self._ids[public_id] for public_id in self.cleaned_data["products"]]


class CertificateForm(CoversForm):
    """A certificate as its paper reads."""

    mark = forms.ChoiceField(label=gettext_lazy("Which mark?"), choices=list(MARK.items()))
    number = forms.CharField(label=gettext_lazy("Number on the certificate"), max_length=60)
    valid_from = forms.DateField(label=gettext_lazy("Holds from"), widget=DATE)
    last_day = forms.DateField(label=gettext_lazy("Last day it holds"), widget=DATE)
    paper = optional_paper()
    field_order = ("mark", "number", "valid_from", "last_day", "paper", "products")

    def clean(self) -> dict[str, Any]:  # Any: cleaned values of any kind
        """Refuse a certificate that ends before it begins."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = typed.get("valid_from"), typed.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", ValidationError(_("It would end before it begins.")))
        return typed

    def facts(self) -> CertificateFacts:
        """Return what was typed; a last day is the day before it no longer holds."""
        typed = self.cleaned_data
        return CertificateFacts(
            mark=Mark(typed["mark"]),
            number=typed["number"],
            valid_from=typed["valid_from"],
            valid_until=typed["last_day"] + timedelta(days=1),
        )


@require_http_methods(["GET", "POST"])
def certificate_list(request: HttpRequest, hub: UUID, producer: UUID) -> HttpResponse:
    """Show a producer's certificates, and take in another."""
    scope = producer_scope(request, hub, producer)
    goods = list(list_products(**scope.reading))
    form = CertificateForm(request.POST or None, request.FILES or None, goods=goods)
    if request.method == "POST" and form.is_valid():
        try:
            add_certificate(
                **scope.writing,
                producer_id=scope.producer_id,
                facts=form.facts(),
                product_ids=form.product_ids(),
                paper=upload_of(form.cleaned_data["paper"]),
            )
        except (InvalidInputError, ConflictError) as error:
            form.add_error(None, message_for(error))
        else:
            tell(request, _("The certificate is on file. The mark is shown while it holds."))
            return redirect(scope.url("certificate-list"))
    today = oslo_date(timezone.now())
    certificates = list_certificates(**scope.reading).prefetch_related("products", "papers")
    rows = [
        {
            "certificate": row,
            "is_over": row.valid_until <= today,
            "last_day": row.valid_until - timedelta(days=1),
            "papers": _papers(scope, row),
            "covers": CoversForm(
                goods=goods,
                initial={"products": [str(each.public_id) for each in row.products.all()]},
                auto_id=f"id_{row.public_id}_%s",
            ),
        }
        for row in certificates
    ]
    context = {"scope": scope, "rows": rows, "form": form}
    return render_page(request, "catalogue/certificate_list.html", context)


@require_POST
def certificate_covers(
    request: HttpRequest, hub: UUID, producer: UUID, certificate: UUID
) -> HttpResponse:
    """Change which goods a certificate is for."""
    scope = producer_scope(request, hub, producer)
    known = own_certificate(**scope.reading, public_id=certificate)
    form = CoversForm(request.POST, goods=list(list_products(**scope.reading)))
    if not form.is_valid():
        raise InvalidInputError
    set_certified(**scope.writing, certificate_id=known.pk, product_ids=form.product_ids())
    tell(request, _("Saved."))
    return redirect(scope.url("certificate-list"))


@require_POST
def certificate_withdraw(
    request: HttpRequest, hub: UUID, producer: UUID, certificate: UUID
) -> HttpResponse:
    """Take a certificate off the file."""
    scope = producer_scope(request, hub, producer)
    known = own_certificate(**scope.reading, public_id=certificate)
    withdraw_certificate(**scope.writing, certificate_id=known.pk)
    undo_url = scope.url("certificate-restore", certificate=certificate)
    tell(request, _("The certificate is taken off. Its mark is not shown."), undo_url=undo_url)
    return redirect(scope.url("certificate-list"))


@require_POST
def certificate_restore(
    request: HttpRequest, hub: UUID, producer: UUID, certificate: UUID
) -> HttpResponse:
    """Put a certificate back on file."""
    scope = producer_scope(request, hub, producer)
    known = own_certificate(**scope.reading, public_id=certificate)
    restore_certificate(**scope.writing, certificate_id=known.pk)
    tell(request, _("The certificate is back on file."))
    return redirect(scope.url("certificate-list"))


@require_POST
def paper_put(request: HttpRequest, hub: UUID, producer: UUID, certificate: UUID) -> HttpResponse:
    """Take a certificate in as a file."""
    scope = producer_scope(request, hub, producer)
    known = own_certificate(**scope.reading, public_id=certificate)
    form = PaperForm(request.POST, request.FILES)
    upload = form.upload() if form.is_valid() else None
    try:
        if upload is None:
            raise ScanUnreadableError  # told as any other file that is none
        put_certificate_paper(**scope.writing, certificate_id=known.pk, paper=upload)
    except InvalidInputError as error:
        tell(request, message_for(error), level=messages.ERROR)
    else:
        tell(request, _("The file is kept."))
    return redirect(scope.url("certificate-list"))


@require_POST
def paper_remove(
    request: HttpRequest, hub: UUID, producer: UUID, certificate: UUID
) -> HttpResponse:
    """Take a certificate's file away."""
    scope = producer_scope(request, hub, producer)
    known = own_certificate(**scope.reading, public_id=certificate)
    paper = remove_certificate_paper(**scope.writing, certificate_id=known.pk)
    if paper is not None:
        undo_url = scope.url("certificate-paper-restore", paper=paper.public_id)
        tell(request, _("The file is taken away."), undo_url=undo_url)
    return redirect(scope.url("certificate-list"))


@require_POST
def paper_restore(request: HttpRequest, hub: UUID, producer: UUID, paper: UUID) -> HttpResponse:
    """Put an earlier file back."""
    scope = producer_scope(request, hub, producer)
    known = own_certificate_paper(**scope.reading, public_id=paper)
    restore_certificate_paper(**scope.writing, paper_id=known.pk)
    tell(request, _("The file is back."))
    return redirect(scope.url("certificate-list"))


@require_GET
def paper(request: HttpRequest, hub: UUID, producer: UUID, paper: UUID) -> HttpResponseBase:
    """Send a certificate's file to those who may read it."""
    scope = producer_scope(request, hub, producer)
    known = own_certificate_paper(**scope.reading, public_id=paper)
    return send_paper(known.file, known.name)


def _papers(scope: ProducerScope, certificate: Certificate) -> Papers:
    return papers_for_page(
        certificate.papers.all(),
        put_url=scope.url("certificate-paper-put", certificate=certificate.public_id),
        remove_url=scope.url("certificate-paper-remove", certificate=certificate.public_id),
        url=lambda name, paper: scope.url(f"certificate-{name}", paper=paper),
    )
