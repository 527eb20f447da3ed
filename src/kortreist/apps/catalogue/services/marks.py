"""Certificates for the marks that goods carry."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kortreist.apps.actors.checks import require_choice, require_period
from kortreist.apps.actors.papers import Upload
from kortreist.apps.actors.permissions import Actor
from kortreist.apps.actors.selectors.parties import found
from kortreist.apps.actors.services.audit import record
from kortreist.apps.catalogue.errors import CertificateNumberError, CertificateTakenError
from kortreist.apps.catalogue.models import Certificate, Mark, Product
from kortreist.apps.catalogue.services.certificate_papers import put_certificate_paper
from kortreist.apps.catalogue.services.rights import require_producer_right
from kortreist.apps.catalogue.services.search_words import write_words
from kortreist.kernel.errors import NotFoundError
from kortreist.kernel.periods import oslo_date

LONGEST_NUMBER = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """A certificate as its paper reads, in force in ``[valid_from, valid_until)``."""

    mark: Mark
    number: str
    valid_from: date
    valid_until: date


@transaction.atomic
def add_certificate(
    *,
    actor: Actor,
    hub_id: int,
    producer_id: int,
    facts: CertificateFacts,
    product_ids: Collection[int] = (),
    paper: Upload | None = None,
    now: datetime,
) -> Certificate:
    """Put a producer's certificate on file, for some of its goods.

    Raises
    ------
    NotFoundError, NotPermittedError
        When the producer or a product is not the actor's to offer at the hub.
    ChoiceUnknownError, CertificateNumberError, PeriodError
        When a fact cannot be right.
    CertificateTakenError
        When it is on file already.
    ScanTooLargeError, ScanUnreadableError, PhotoTooLargeError, PhotoTooSmallError
        When its paper is no PDF or picture that can be kept.
    """
    require_producer_right(actor, hub_id, producer_id, now)
    require_choice("mark", facts.mark, Mark.values)
    number = facts.number.strip()
    if not 0 < len(number) <= LONGEST_NUMBER:
        raise CertificateNumberError(most=LONGEST_NUMBER)
    require_period(facts.valid_from, facts.valid_until)
    products = _products(producer_id, product_ids)
    certificate, is_new = Certificate.objects.get_or_create(
        producer_id=producer_id,
        mark=facts.mark,
        number=number,
        valid_from=facts.valid_from,
        defaults={"valid_until": facts.valid_until},
    )
    if not is_new:
        raise CertificateTakenError
    certificate.products.set(products)
    _find_by_mark(products, now)
    record(
        actor,
        "catalogue.certificate.added",
        certificate,
        hub_id=hub_id,
        now=now,
        params={"producer": producer_id, "mark": str(facts.mark)},
        after={
            "valid_until": facts.valid_until.isoformat(),
            "products": sorted(product.pk for product in products),
        },
    )
    if paper is not None:
        put_certificate_paper(
            actor=actor, hub_id=hub_id, certificate_id=certificate.pk, paper=paper, now=now
        )
    return certificate


@transaction.atomic
def set_certified(
    *,
    actor: Actor,
    hub_id: int,
    certificate_id: int,
    product_ids: Collection[int],
    now: datetime,
) -> Certificate:
    """Say which of the producer's goods a certificate covers.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it or a product is not the actor's to offer at the hub.
    """
    certificate = _locked(actor, hub_id, certificate_id, now)
    products = _products(certificate.producer_id, product_ids)
    before = sorted(certificate.products.values_list("pk", flat=True))
    after = sorted(product.pk for product in products)
    if before == after:
        return certificate
    certificate.products.set(products)
    _find_by_mark(Product.objects.filter(pk__in={*before, *after}), now)
    record(
        actor,
        "catalogue.certificate.covers",
        certificate,
        hub_id=hub_id,
        now=now,
        before={"products": before},
        after={"products": after},
    )
    return certificate


@transaction.atomic
def withdraw_certificate(
    *, actor: Actor, hub_id: int, certificate_id: int, now: datetime
) -> Certificate:
    """Take a certificate off the file; its mark is no longer shown.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is not the actor's to offer at the hub.
    """
    return _set_withdrawn(actor, hub_id, certificate_id, now, now)


@transaction.atomic
def restore_certificate(
    *, actor: Actor, hub_id: int, certificate_id: int, now: datetime
) -> Certificate:
    """Put a certificate back on file.

    Raises
    ------
    NotFoundError, NotPermittedError
        When it is not the actor's to offer at the hub.
    """
    return _set_withdrawn(actor, hub_id, certificate_id, None, now)


def _set_withdrawn(
    actor: Actor, hub_id: int, certificate_id: int, withdrawn_at: datetime | None, now: datetime
) -> Certificate:
    certificate = _locked(actor, hub_id, certificate_id, now)
    if (certificate.withdrawn_at is None) == (withdrawn_at is None):
        return certificate
    certificate.withdrawn_at = withdrawn_at
    certificate.save(update_fields=["withdrawn_at"])
    _find_by_mark(certificate.products.all(), now)
    what = "withdrawn" if withdrawn_at else "restored"
    record(actor, f"catalogue.certificate.{what}", certificate, hub_id=hub_id, now=now)
    return certificate


def _locked(actor: Actor, hub_id: int, certificate_id: int, now: datetime) -> Certificate:
    rows = Certificate.objects.select_for_update(of=("self",))
    certificate = found(rows.filter(pk=certificate_id).first())
    require_producer_right(actor, hub_id, certificate.producer_id, now)
    return certificate


def _find_by_mark(products: Iterable[Product], now: datetime) -> None:
    """Let goods be found by the marks they carry, and no longer by those they do not."""
    ids = [product.pk for product in products]
    rows = Product.objects.select_related("producer").filter(pk__in=ids)
    write_words(list(rows), on=oslo_date(now))


def _products(producer_id: int, product_ids: Collection[int]) -> list[Product]:
    wanted = set(product_ids)
    products = list(Product.objects.filter(producer_id=producer_id, pk__in=wanted))
    if len(products) < len(wanted):
        raise NotFoundError
    return products
