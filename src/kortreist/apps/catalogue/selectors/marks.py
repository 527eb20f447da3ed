"""Which marks goods carry on a day, and which certificates run out."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from kortreist.apps.actors.permissions import Actor, Permission, require
from kortreist.apps.actors.selectors.parties import found
from kortreist.apps.catalogue.models import Certificate, CertificatePaper

# How long before its end a certificate is asked for anew.
WARNED_DAYS = 45


def marks_of(product_ids: Collection[int], *, on: date) -> dict[int, list[Certificate]]:
    """Return the certificates in force on a day by product, in one query."""
    carried: dict[int, list[Certificate]] = {}
    through = Certificate.products.through
    rows = through.objects.filter(
        product_id__in=set(product_ids),
        certificate__valid_from__lte=on,
        certificate__valid_until__gt=on,
        certificate__withdrawn_at__isnull=True,
    ).select_related("certificate")
    for row in rows.order_by("certificate__mark", "certificate_id"):
        marks = carried.setdefault(row.product_id, [])
        if row.certificate.mark not in {certificate.mark for certificate in marks}:
            marks.append(row.certificate)
    return carried


def list_certificates(*, actor: Actor, hub_id: int, producer_id: int) -> QuerySet[Certificate]:
    """Return a producer's certificates on file, the last to end first.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the producer is not the actor's to know of.
    """
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=producer_id)
    return Certificate.objects.filter(producer_id=producer_id, withdrawn_at__isnull=True).order_by(
        "-valid_until", "mark", "pk"
    )


def ending_certificates(*, on: date, producer_ids: Collection[int]) -> list[Certificate]:
    """Return the certificates of some producers that end soon and have no successor, in one query.

    A later certificate for the same mark is a successor.
    """
    rows = Certificate.objects.filter(
        producer_id__in=set(producer_ids),
        valid_until__gt=on - timedelta(days=1),
        withdrawn_at__isnull=True,
    ).select_related("producer")
    latest: dict[tuple[int, str], Certificate] = {}
    for row in rows.order_by("valid_until", "pk"):
        latest[row.producer_id, row.mark] = row
    last_day = on + timedelta(days=WARNED_DAYS)
    return [row for row in latest.values() if row.valid_until <= last_day]


def own_certificate(*, actor: Actor, hub_id: int, producer_id: int, public_id: UUID) -> Certificate:
    """Return one of a producer's certificates, on file or taken off.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is none of them, or they are not the actor's to know of.
    """
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=producer_id)
    rows = Certificate.objects.filter(producer_id=producer_id, public_id=public_id)
    return found(rows.first())


def own_certificate_paper(
    *, actor: Actor, hub_id: int, producer_id: int, public_id: UUID
) -> CertificatePaper:
    """Return a file of one of a producer's certificates, of now or of before.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is none of them, or they are not the actor's to know of.
    """
    require(actor, Permission.OFFER_GOODS, hub_id=hub_id, organisation_id=producer_id)
    rows = CertificatePaper.objects.filter(certificate__producer=producer_id, public_id=public_id)
    return found(rows.select_related("file").first())
