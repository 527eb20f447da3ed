"""The parties of the trade: what other rooms and the demonstration make them with."""

from kortreist.apps.actors.facts import (
    DeliveryPointFacts,
    OrganisationFacts,
    PayerFacts,
    ProducerTerms,
    UnitFacts,
)
from kortreist.apps.actors.services.buyers import (
    archive_unit,
    change_buyer_unit,
    change_delivery_point,
    change_invoice_party,
    create_buyer_unit,
    create_delivery_point,
    create_invoice_party,
)
from kortreist.apps.actors.services.calendar import close_unit_on, open_unit_on
from kortreist.apps.actors.services.organisations import (
    change_hub,
    change_organisation,
    change_terms,
    create_hub,
    create_organisation,
    join_hub,
)

__all__ = [
    "DeliveryPointFacts",
    "OrganisationFacts",
    "PayerFacts",
    "ProducerTerms",
    "UnitFacts",
    "archive_unit",
    "change_buyer_unit",
    "change_delivery_point",
    "change_hub",
    "change_invoice_party",
    "change_organisation",
    "change_terms",
    "close_unit_on",
    "create_buyer_unit",
    "create_delivery_point",
    "create_hub",
    "create_invoice_party",
    "create_organisation",
    "join_hub",
    "open_unit_on",
]
