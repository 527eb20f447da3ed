"""Warning producers and hubs of certificates that run out, while there is time to renew them."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from kortreist.apps.actors.models import Hub
from kortreist.apps.actors.permissions import Actor, require_system
from kortreist.apps.actors.selectors.parties import producers_of
from kortreist.apps.catalogue.models import Certificate
from kortreist.apps.catalogue.selectors.marks import ending_certificates
from kortreist.apps.catalogue.words import MARK
from kortreist.apps.messages.services.notify import notify_producer
from kortreist.apps.messages.services.outbox import post_message
from kortreist.kernel.periods import oslo_date

CERTIFICATE_ENDS = "certificate_ends"


def warn_of_papers(*, actor: Actor, now: datetime) -> int:
    """Warn of every certificate that ends soon, its producer and its hubs; return how many.

    Each is told of once.
    """
    require_system(actor)
    hubs = Hub.objects.filter(archived_at__isnull=True).select_related("organisation")
    return sum(_warn_hub(hub, now) for hub in hubs.order_by("pk"))


@transaction.atomic
def _warn_hub(hub: Hub, now: datetime) -> int:
    today = oslo_date(now)
    producers = producers_of(hub_id=hub.pk, on=today).values_list("organisation_id", flat=True)
    ending = ending_certificates(on=today, producer_ids=list(producers))
    for certificate in ending:
        _warn(hub, certificate, today, now)
    return len(ending)


def _warn(hub: Hub, certificate: Certificate, today: date, now: datetime) -> None:
    link = reverse(
        "catalogue:certificate-list",
        kwargs={"hub": hub.public_id, "producer": certificate.producer.public_id},
    )

    def params(language: str) -> dict[str, object]:
        with translation.override(language):
            mark = str(MARK[certificate.mark])
        return {
            "producer": certificate.producer.name,
            "mark": mark,
            "number": certificate.number,
            "until_day": certificate.valid_until.isoformat(),
            "is_over": certificate.valid_until <= today,
            "link": link,
        }

    key = f"{CERTIFICATE_ENDS}:{certificate.pk}:{hub.pk}"
    notify_producer(
        hub_id=hub.pk,
        key=key,
        template=CERTIFICATE_ENDS,
        organisation=certificate.producer,
        params=params,
        now=now,
    )
    if hub.organisation.email:
        post_message(
            hub_id=hub.pk,
            key=f"{key}:hub",
            template=CERTIFICATE_ENDS,
            address=hub.organisation.email,
            language=hub.language,
            params=params(hub.language),
            now=now,
        )
