"""Pictures of goods: shown to those who may see them, sent in, put in order, taken away."""

from uuid import UUID

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kortreist.apps.actors.asking import actor_of
from kortreist.apps.actors.selectors.parties import get_hub
from kortreist.apps.catalogue.models import Photo
from kortreist.apps.catalogue.promotion import may_be_promoted
from kortreist.apps.catalogue.selectors.photos import get_photo, own_photo, photos_of
from kortreist.apps.catalogue.services.photos import (
    add_photo,
    put_photo_first,
    remove_photo,
    restore_photo,
)
from kortreist.apps.catalogue.web.scope import ProducerScope, producer_scope
from kortreist.apps.jobs.services.files import open_file
from kortreist.apps.ui.error_messages import message_for
from kortreist.apps.ui.notices import tell
from kortreist.apps.ui.pages import render_page
from kortreist.formats.photos import MOST_BYTES
from kortreist.kernel.errors import ConflictError, InvalidInputError, NotFoundError

# A picture never changes; another one has another address.
KEPT_S = 86_400


class PhotoForm(forms.Form):
    """A picture, and what it shows in the hub's language."""

    picture = forms.FileField(
        label=gettext_lazy("Picture"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    alt = forms.CharField(
        label=gettext_lazy("What does it show?"),
        max_length=250,
        help_text=gettext_lazy(
            "For those who cannot see it. As “Carrots with their tops, in a crate”."
        ),
    )


@require_GET
def photo(request: HttpRequest, hub: UUID, photo: UUID, size: str) -> HttpResponseBase:
    """Send a picture to those who may see it."""
    actor = actor_of(request)
    found = get_hub(actor=actor, public_id=hub)
    picture = get_photo(actor=actor, hub_id=found.pk, public_id=photo)
    file = {"large": picture.large, "small": picture.small}.get(size)
    if file is None:
        raise NotFoundError
    response = FileResponse(open_file(file), content_type="image/jpeg")
    response["Cache-Control"] = f"private, max-age={KEPT_S}, immutable"
    response["Content-Disposition"] = "inline"
    return response


@require_http_methods(["GET", "POST"])
def photo_list(request: HttpRequest, hub: UUID, producer: UUID, product: UUID) -> HttpResponse:
    """Show a product's pictures, and take in another."""
    scope = producer_scope(request, hub, producer)
    known = scope.product(product)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _added(scope, known.pk, form):
        tell(request, _("The picture is in. Kitchens see it from now on."))
        return redirect(scope.url("photo-list", product=product))
    context = {
        "scope": scope,
        "product": known,
        "photos": photos_of([known.pk]).get(known.pk, []),
        "form": form if may_be_promoted(known) else None,
    }
    return render_page(request, "catalogue/photo_list.html", context)


@require_POST
def photo_remove(request: HttpRequest, hub: UUID, producer: UUID, photo: UUID) -> HttpResponse:
    """Take a picture away."""
    scope, picture = _own(request, hub, producer, photo)
    remove_photo(**scope.writing, photo_id=picture.pk)
    undo_url = scope.url("photo-restore", photo=photo)
    tell(request, _("The picture is taken away."), undo_url=undo_url)
    return redirect(scope.url("photo-list", product=picture.product.public_id))


@require_POST
def photo_restore(request: HttpRequest, hub: UUID, producer: UUID, photo: UUID) -> HttpResponse:
    """Put a picture back."""
    scope, picture = _own(request, hub, producer, photo)
    restore_photo(**scope.writing, photo_id=picture.pk)
    tell(request, _("The picture is back."))
    return redirect(scope.url("photo-list", product=picture.product.public_id))


@require_POST
def photo_first(request: HttpRequest, hub: UUID, producer: UUID, photo: UUID) -> HttpResponse:
    """Show a picture before the others."""
    scope, picture = _own(request, hub, producer, photo)
    put_photo_first(**scope.writing, photo_id=picture.pk)
    tell(request, _("That picture is shown first now."))
    return redirect(scope.url("photo-list", product=picture.product.public_id))


def _own(
    request: HttpRequest, hub: UUID, producer: UUID, public_id: UUID
) -> tuple[ProducerScope, Photo]:
    scope = producer_scope(request, hub, producer)
    return scope, own_photo(**scope.reading, public_id=public_id)


def _added(scope: ProducerScope, product_id: int, form: PhotoForm) -> bool:
    picture = form.cleaned_data["picture"]
    try:
        # One byte too many is read, and no more, however large the file is said to be.
        content = picture.read(MOST_BYTES + 1)
        alt = {scope.hub.language: form.cleaned_data["alt"]}
        add_photo(**scope.writing, product_id=product_id, content=content, alt=alt)
    except (InvalidInputError, ConflictError) as error:
        form.add_error("picture", message_for(error))
        return False
    return True
