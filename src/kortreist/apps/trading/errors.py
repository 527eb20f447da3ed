"""What can go wrong in the trade; codes are public and never renamed."""

from collections.abc import Mapping, Sequence

from kortreist.kernel.errors import ConflictError, DomainError, InvalidInputError


class CycleStateError(ConflictError):
    """The cycle is not at the stage this needs (``status``, ``needed``)."""

    default_code = "cycle_state"


class CycleTimesError(InvalidInputError):
    """The cycle would close before it opens, or deliver before it closes."""

    default_code = "cycle_times"


class StaleFormError(ConflictError):
    """Somebody changed it since the form was opened (``seen``, ``version``)."""

    default_code = "stale_form"


class OutOfStockError(ConflictError):
    """There are fewer packs left than asked for (``wanted``, ``left``)."""

    default_code = "out_of_stock"


class NotAMultipleError(InvalidInputError):
    """Only whole multiples are sold (``multiple``)."""

    default_code = "not_a_multiple"


class QuantityOutOfRangeError(InvalidInputError):
    """The number of packs is below zero or beyond all reason (``most``)."""

    default_code = "quantity_out_of_range"


class EmptyOrderError(ConflictError):
    """There is nothing in the basket."""

    default_code = "empty_order"


class UnitClosedError(ConflictError):
    """The unit takes no deliveries on the cycle's delivery day (``day``, ``reason``)."""

    default_code = "unit_closed"


class GoodsNotForUnitError(ConflictError):
    """The goods may not be sold to this kind of unit (``goods``)."""

    default_code = "goods_not_for_unit"


class LicenceMissingError(ConflictError):
    """No licence for alcohol on file covers the drink on the delivery day (``goods``, ``day``)."""

    default_code = "licence_missing"


class ReferenceMissingError(InvalidInputError):
    """The payer refuses invoices without its reference (``hint``)."""

    default_code = "reference_missing"


class ReferenceFormatError(InvalidInputError):
    """The payer's reference does not look as it must (``hint``)."""

    default_code = "reference_format"


class CreditLimitError(ConflictError):
    """The order would take the payer past its credit limit (``left_ore``)."""

    default_code = "credit_limit"


class AlreadyPromisedError(ConflictError):
    """More has been promised to buyers than this would leave (``promised``)."""

    default_code = "already_promised"


class RunOutdatedError(ConflictError):
    """The cycle has changed since this sharing-out was worked out."""

    default_code = "run_outdated"


class AlreadyReceivedError(ConflictError):
    """Goods have been received on the purchase order, so it cannot be taken back."""

    default_code = "already_received"


class PromiseTooLargeError(InvalidInputError):
    """A producer cannot promise more than was ordered (``ordered``)."""

    default_code = "promise_too_large"


class AlreadyDocumentedError(ConflictError):
    """It stands on an issued document; corrections are new lines."""

    default_code = "already_documented"


class ClaimTooLargeError(InvalidInputError):
    """More is claimed than was invoiced and not given back yet (``packs``, ``amount``)."""

    default_code = "claim_too_large"


class PackingBegunError(ConflictError):
    """Lines have been packed that rest on what would be taken back (``packed``)."""

    default_code = "packing_begun"


class NothingMissingError(ConflictError):
    """The line gets all that was ordered, so nothing is offered instead."""

    default_code = "nothing_missing"


class AlreadyOnOrderError(ConflictError):
    """The order has these goods already; more of them is no substitute."""

    default_code = "already_on_order"


class ProducerNotComingError(ConflictError):
    """The producer brings nothing in this cycle, so nothing of it can be offered."""

    default_code = "producer_not_coming"


class SubstitutionClosedError(ConflictError):
    """The proposal was answered, taken back or is past its time (``status``)."""

    default_code = "substitution_closed"


class CratesClosedError(ConflictError):
    """The buyer's crates are closed, so nothing more can go into them."""

    default_code = "crates_closed"


class WeightQuestionClosedError(ConflictError):
    """The question about a weight is answered for good (``status``)."""

    default_code = "weight_question_closed"


class WeightOutcomeError(ConflictError):
    """The way out does not fit what was packed or what the buyer said (``outcome``)."""

    default_code = "weight_outcome"


class ReasonMissingError(InvalidInputError):
    """A choice made for somebody else needs its reason."""

    default_code = "reason_missing"


class OfferClosedError(ConflictError):
    """The producer had to know earlier than the round closes (``closed_at``)."""

    default_code = "offer_closed"


class LinesRefusedError(InvalidInputError):
    """Some of several lines cannot be ordered so; none was written (``count``)."""

    default_code = "lines_refused"

    def __init__(self, faults: Mapping[int, DomainError]) -> None:
        super().__init__(count=len(faults))
        # What is wrong, by offer.
        self.faults = dict(faults)


class StandingDaysError(InvalidInputError):
    """The days of a standing order cannot be: it ends, or its pause ends, before it begins."""

    default_code = "standing_days"


class StandingEmptyError(InvalidInputError):
    """A standing order needs something on it."""

    default_code = "standing_empty"


class AlreadyFilledError(ConflictError):
    """The standing order was placed in this round already; change the order itself (``day``)."""

    default_code = "already_filled"


class RuleTimesError(InvalidInputError):
    """A rule's rounds would close before they open, deliver before they close, or never come."""

    default_code = "rule_times"


class RuleDateError(InvalidInputError):
    """The day is none of the rule's, or cannot be moved there (``day``)."""

    default_code = "rule_date"


class RoundBegunError(ConflictError):
    """The round is open or past already, and is changed by hand (``day``)."""

    default_code = "round_begun"


class PickupPointError(InvalidInputError):
    """It is neither the unit's own door nor one of the hub's pick-up points."""

    default_code = "not_a_pickup_point"


class PostUndoneError(ConflictError):
    """It has been taken back already, or the round has closed."""

    default_code = "post_undone"


class SurplusTooLateError(ConflictError):
    """The round is not open, so nothing can be offered in it."""

    default_code = "surplus_too_late"


class NotInStockError(ConflictError):
    """The hub has fewer packs in stock that nobody counts on (``wanted``, ``left``)."""

    default_code = "not_in_stock"


class PricesChangedError(ConflictError):
    """Prices, freight or fees are not what the buyer saw (``changes``: line, before, now)."""

    default_code = "prices_changed"

    def __init__(self, changes: Sequence[Sequence[int]]) -> None:
        super().__init__(changes=changes)
        self.changes = changes


class BelowMinimumError(ConflictError):
    """The order is too small to drive with (``minimum_ore``, ``missing_ore``)."""

    default_code = "below_minimum"


class CratesBackError(InvalidInputError):
    """More came back than is out (``out``)."""

    default_code = "crates_back"


class BonusTooEarlyError(InvalidInputError):
    """A bonus is of what was delivered, so at most of the days before ``day``."""

    default_code = "bonus_too_early"


class BonusNotEarnedError(ConflictError):
    """Nothing was invoiced under the agreement that a bonus was not given for."""

    default_code = "bonus_not_earned"
