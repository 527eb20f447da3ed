"""Every krone of a cycle as a stored line; totals, documents and reports only add these up.

Per cycle, net of VAT and deposits: charged to buyers = credited to producers + fees + the hub's
margin + freight − what the hub bears.
"""

from django.db import models

from kortreist.apps.actors.models import SellerMode
from kortreist.apps.catalogue.models import UnitCode
from kortreist.apps.registers.models import VatCategory
from kortreist.apps.trading.models.cycles import OrderCycle
from kortreist.apps.trading.models.orders import Order, OrderLine
from kortreist.apps.trading.models.purchases import PurchaseLine


class Side(models.TextChoices):
    """Whose account the line is on."""

    BUYER = "buyer"
    PRODUCER = "producer"
    HUB = "hub"


class ChargeKind(models.TextChoices):
    """Which term of the identity the line belongs to."""

    GOODS = "goods"
    FREIGHT = "freight"
    FEE = "fee"
    MARGIN = "margin"
    BORNE = "borne"
    DEPOSIT = "deposit"


class ChargeReason(models.TextChoices):
    """Why the line is there."""

    SOLD = "sold"
    DELIVERED = "delivered"
    PACKING = "packing"
    TRANSPORT = "transport"
    SALES = "sales"
    ADMINISTRATION = "administration"
    WEIGHT_GAINED = "weight_gained"
    WEIGHT_LOST = "weight_lost"
    ROUNDING = "rounding"
    PRICE_LIST = "price_list"
    # Received, but in nobody's crates.
    UNSOLD = "unsold"
    # Received, and kept in stock: borne until it is sold.
    STOCKED = "stocked"
    # Sold from stock that an earlier cycle bore: what it cost comes back, below zero.
    FROM_STOCK = "from_stock"
    # What stock cost more, or less, than the producer's price in the cycle it was sold in.
    STOCK_PRICE = "stock_price"
    # Packed, but not left at the door.
    RETURNED = "returned"
    # The buyer pays for the usual weight only, and the hub bears what the scale said more.
    WEIGHT_AS_ORDERED = "weight_as_ordered"
    CLAIM = "claim"
    # The bonus of a price agreement: given after its period, and borne by the hub.
    DISCOUNT = "discount"
    # A drop below the zone's minimum.
    SMALL_ORDER = "small_order"
    # The three ledgers of deposits.
    DRINK = "drink"
    CRATE = "crate"
    PALLET = "pallet"


class ChargeLine(models.Model):
    """One amount on one account.

    `amount_ore` is ex VAT and signed: what the buyer is charged, the producer credited, the hub
    keeps — or, for `borne`, what the hub bears. Re-made by a named service until it is on a
    document; after that only added to.
    """

    hub = models.ForeignKey("actors.Hub", models.PROTECT, related_name="+")
    cycle = models.ForeignKey(OrderCycle, models.PROTECT, related_name="charges")
    side = models.CharField(max_length=10, choices=Side)
    kind = models.CharField(max_length=10, choices=ChargeKind)
    reason = models.CharField(max_length=20, choices=ChargeReason)
    order = models.ForeignKey(Order, models.PROTECT, related_name="charges", null=True, blank=True)
    order_line = models.ForeignKey(
        OrderLine, models.PROTECT, related_name="charges", null=True, blank=True
    )
    purchase_line = models.ForeignKey(
        PurchaseLine, models.PROTECT, related_name="charges", null=True, blank=True
    )
    # The producer whose goods it is about.
    producer = models.ForeignKey(
        "actors.Organisation", models.PROTECT, related_name="+", null=True, blank=True
    )
    seller = models.ForeignKey(
        "actors.Organisation", models.PROTECT, related_name="+", null=True, blank=True
    )
    seller_mode = models.CharField(max_length=20, choices=SellerMode, default=SellerMode.RESALE)
    fee_id = models.BigIntegerField(null=True, blank=True)
    # What a discount was given under.
    agreement = models.ForeignKey(
        "catalogue.PriceAgreement", models.PROTECT, related_name="+", null=True, blank=True
    )
    count = models.BigIntegerField(default=0)
    amount = models.BigIntegerField(default=0)
    unit = models.CharField(max_length=3, choices=UnitCode, default=UnitCode.PIECE)
    price_ore = models.BigIntegerField(default=0)
    amount_ore = models.BigIntegerField()
    vat_category = models.CharField(max_length=2, choices=VatCategory, blank=True)
    vat_rate_bp = models.PositiveIntegerField(default=0)
    # When billing put it on a document; from then on it stands.
    documented_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("hub", "cycle", "side", "kind")),
            models.Index(fields=("hub", "order")),
            models.Index(fields=("hub", "producer", "cycle")),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(reason="discount", agreement__isnull=False)
                | (~models.Q(reason="discount") & models.Q(agreement__isnull=True)),
                name="discount_names_its_agreement",
            ),
        )

    def __str__(self) -> str:
        return f"{self.side} {self.kind} {self.reason} {self.amount_ore}"
