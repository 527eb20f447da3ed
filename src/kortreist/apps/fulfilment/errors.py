"""What can go wrong between goods-in and the door; codes are public and never renamed."""

from kortreist.kernel.errors import ConflictError, InvalidInputError, NotFoundError


class PurchaseClosedError(ConflictError):
    """The purchase order was withdrawn, or the producer has been credited (``state``)."""

    default_code = "purchase_closed"


class LotCodeError(InvalidInputError):
    """A lot needs a number, and not a longer one than labels have (``most`` characters)."""

    default_code = "lot_code"


class LotAlreadyReceivedError(ConflictError):
    """The lot number is there already with other figures (``lot``, ``count``, ``amount``)."""

    default_code = "lot_already_received"


class LotInUseError(ConflictError):
    """Some of the lot lies in somebody's crates (``packed``)."""

    default_code = "lot_in_use"


class GoodsReceivedError(ConflictError):
    """Goods have come on the line, so it is not missing (``count``)."""

    default_code = "goods_received"


class ShortDatedError(InvalidInputError):
    """The goods would be past their date at the door (``best_before``, ``delivery_day``)."""

    default_code = "short_dated"


class ImplausibleCountError(InvalidInputError):
    """The number of packs is zero, or beyond all reason (``most``)."""

    default_code = "implausible_count"


class ImplausibleWeightError(InvalidInputError):
    """The packs cannot hold that (``amount``, ``least_amount``, ``most_amount``)."""

    default_code = "implausible_weight"


class NotNominalError(InvalidInputError):
    """The goods are charged by what the pack is said to hold (``amount``, ``expected_amount``)."""

    default_code = "not_nominal"


class WeightMissingError(InvalidInputError):
    """The goods are charged by weight, and none was given."""

    default_code = "weight_missing"


class ImplausibleTemperatureError(InvalidInputError):
    """No food has this temperature (``least_dc``, ``most_dc``)."""

    default_code = "implausible_temperature"


class WrongLotError(InvalidInputError):
    """The lot is of other goods than the line (``lot``)."""

    default_code = "wrong_lot"


class LotTwiceError(InvalidInputError):
    """The same lot is named twice for a line (``lot``)."""

    default_code = "lot_twice"


class LotShortError(ConflictError):
    """There is less left of the lot than was to be packed (``lot``, ``left``)."""

    default_code = "lot_short"


class LotWithdrawnError(ConflictError):
    """The lot has been withdrawn (``lot``)."""

    default_code = "lot_withdrawn"


class LotUnknownError(NotFoundError):
    """No lot has that number or id (``lot``)."""

    default_code = "lot_unknown"


class LotAmbiguousError(ConflictError):
    """Several lots have that number (``lot``, ``candidates``: ids with what tells them apart)."""

    default_code = "lot_ambiguous"


class RecallReasonError(InvalidInputError):
    """Those concerned must be told what is wrong; a drill needs no reason (``most``)."""

    default_code = "recall_reason"


class RecallClosedError(ConflictError):
    """The case is closed; nothing more is sent or answered."""

    default_code = "recall_closed"


class RecallConclusionError(InvalidInputError):
    """A case is closed with what came of it."""

    default_code = "recall_conclusion"


class RemindedLatelyError(ConflictError):
    """Those who have not answered were reminded lately (``minutes``)."""

    default_code = "reminded_lately"


class RecallCountError(InvalidInputError):
    """More packs are answered for than were delivered (``most``)."""

    default_code = "recall_count"


class LotRecalledError(ConflictError):
    """The lot is in an open recall, so it stays stopped (``lot``)."""

    default_code = "lot_recalled"


class NothingToMakeOfError(InvalidInputError):
    """A lot is made of one lot or more."""

    default_code = "nothing_to_make_of"


class LotCodeTakenError(ConflictError):
    """Another lot that was made here has the number (``lot``)."""

    default_code = "lot_code_taken"


class ConsignmentMixedError(ConflictError):
    """The lot is the producer's until it is sold, so nothing is made of it (``lot``)."""

    default_code = "consignment_mixed"


class UnitMixedError(InvalidInputError):
    """The lot is measured otherwise than the new goods: by weight, volume or piece (``lot``)."""

    default_code = "unit_mixed"


class ZoneChangedError(InvalidInputError):
    """The lot is kept colder or warmer than the new goods (``lot``)."""

    default_code = "zone_changed"


class UndeclaredError(ConflictError):
    """The lot holds what the new goods do not declare (``lot``, ``missing`` codes).

    No codes: what is in the lot was never stated, and the new goods state it.
    """

    default_code = "undeclared"

    @property
    def missing(self) -> list[str]:
        """The codes that the new goods do not declare."""
        missing = self.params.get("missing")
        return [str(code) for code in missing] if isinstance(missing, list) else []


class MoreThanWentInError(InvalidInputError):
    """More would come out than went in (``in_amount``, ``out_amount``)."""

    default_code = "more_than_went_in"


class LossReasonMissingError(InvalidInputError):
    """Less came out than went in, and nobody said why (``lost_amount``)."""

    default_code = "loss_reason_missing"


class LongerDateError(InvalidInputError):
    """The date is later than that of what goes in (``best_before``)."""

    default_code = "longer_date"


class NothingConfirmedError(ConflictError):
    """The line was never confirmed, so there is nothing to pack."""

    default_code = "nothing_confirmed"


class MoreThanConfirmedError(InvalidInputError):
    """More than the unit was promised (``confirmed``, ``packed``)."""

    default_code = "more_than_confirmed"


class LineAlreadyPackedError(ConflictError):
    """Somebody packed the line before, and otherwise (``packed``)."""

    default_code = "line_already_packed"


class LineTwiceError(InvalidInputError):
    """The same line is named twice."""

    default_code = "line_twice"


class UnknownReasonError(InvalidInputError):
    """No such reason is known (``reason``)."""

    default_code = "unknown_reason"


class DeliveryStateError(ConflictError):
    """The delivery is not at the stage this needs (``status``, ``needed``)."""

    default_code = "delivery_state"


class NotPlannedError(ConflictError):
    """The unit has no delivery planned in the cycle."""

    default_code = "delivery_not_planned"


class LinesNotPackedError(ConflictError):
    """Lines are neither packed nor set to nothing with a reason (``left``)."""

    default_code = "lines_not_packed"


class CratesError(InvalidInputError):
    """The number of crates does not fit what was packed (``least``, ``most``)."""

    default_code = "crates"


class AlreadyDeliveredError(ConflictError):
    """It was handed over before, with other quantities."""

    default_code = "already_delivered"


class ReturnError(InvalidInputError):
    """More came back than was packed, or the weight does not fit (``packed``, ``returned``)."""

    default_code = "return_too_large"


class PlaceArchivedError(ConflictError):
    """The place is not in use any more (``place``)."""

    default_code = "place_archived"


class PlaceInUseError(ConflictError):
    """Goods lie there, or are to (``place``, ``lots``)."""

    default_code = "place_in_use"


class PlaceNameError(InvalidInputError):
    """A place needs a name of its own, not longer than a label (``most``)."""

    default_code = "place_name"


class SettledAsWasteError(ConflictError):
    """The cycle the lot came in is settled, with what was left of it as thrown away (``lot``)."""

    default_code = "settled_as_waste"


class LotNotInStockError(ConflictError):
    """The lot lies on no place of the hub's, or not on this one (``lot``)."""

    default_code = "lot_not_in_stock"


class LotExpiredError(ConflictError):
    """The lot is past its date on the delivery day (``lot``, ``best_before``)."""

    default_code = "lot_expired"


class LotMovedError(ConflictError):
    """Something happened to the lot since it was counted (``lot``)."""

    default_code = "lot_moved"


class StockPromisedError(ConflictError):
    """The rest of what lies in stock is promised elsewhere (``left``)."""

    default_code = "stock_promised"


class MovementNotUndoableError(ConflictError):
    """Something came after it, or it is not of those that can be taken back."""

    default_code = "movement_not_undoable"


class NothingReturnedError(ConflictError):
    """No more of the lot came back from the door than that (``left``)."""

    default_code = "nothing_returned"


class OnConsignmentError(ConflictError):
    """The producer has been paid for the goods, so they cannot be its own again (``lot``)."""

    default_code = "on_consignment"


class ReturnedToStockError(ConflictError):
    """What came back from the door lies in stock again."""

    default_code = "returned_to_stock"


class StockLevelError(InvalidInputError):
    """The level to buy up to must be above zero, and not below the least (``least``)."""

    default_code = "stock_level"


class LifeTooShortError(ConflictError):
    """The buyer was promised a longer date than the lot has (``lot``, ``least``, ``left``)."""

    default_code = "life_too_short"


class TourStateError(ConflictError):
    """The tour is not at a point where this can be done (``status``)."""

    default_code = "tour_state"


class OperationReusedError(ConflictError):
    """The id was used for something else before; a phone makes a new one for each thing."""

    default_code = "operation_reused"


class NotHandedOverError(ConflictError):
    """There is no handover on this tour to take back."""

    default_code = "not_handed_over"


class HubUnplacedError(ConflictError):
    """Nobody has said where the hub is, so no way from it can be measured."""

    default_code = "hub_unplaced"


class NothingToDriveError(ConflictError):
    """No delivery goes by the hub's own vans, and nothing is to be fetched."""

    default_code = "nothing_to_drive"


class NoVehicleError(ConflictError):
    """The hub has no vehicle in use."""

    default_code = "no_vehicle"


class PlanStateError(ConflictError):
    """The plan is not at the stage this needs (``status``)."""

    default_code = "plan_state"


class PlanOutdatedError(ConflictError):
    """Deliveries, hours or vehicles changed since the plan was made."""

    default_code = "plan_outdated"


class TourLeftError(ConflictError):
    """The tour has left, so it stays as it is (``tour``)."""

    default_code = "tour_left"


class StopUnmovableError(ConflictError):
    """Only doors and farms can be moved, and only within what the tour has."""

    default_code = "stop_unmovable"


class NotOnThisDayError(ConflictError):
    """The tour is on another day than the stop."""

    default_code = "other_day"


class OnTourError(ConflictError):
    """The delivery is on a tour already; take that back first (``tour``)."""

    default_code = "on_tour"


class VehicleFactsError(InvalidInputError):
    """A vehicle's figure cannot be right (``field``)."""

    default_code = "vehicle_facts"


class NameTakenError(InvalidInputError):
    """Something else of the hub's has that name (``name``)."""

    default_code = "name_taken"


class VehicleInUseError(ConflictError):
    """Tours or fixed tours still need the vehicle (``vehicle``)."""

    default_code = "vehicle_in_use"


class RoadFactError(InvalidInputError):
    """A road fact's line, period or figures cannot be right (``field``)."""

    default_code = "road_fact"


class CarriageError(InvalidInputError):
    """What was said of the way there cannot be right (``field``)."""

    default_code = "carriage"


class NotADriverError(InvalidInputError):
    """The person does not drive for the hub."""

    default_code = "not_a_driver"


class TeamTooSmallError(InvalidInputError):
    """Hours are kept only of teams of five or more, so that nobody is measured alone."""

    default_code = "team_too_small"


class TeamHoursError(InvalidInputError):
    """No team works that much in a quarter, or the quarter has not been (``hours``, ``most``)."""

    default_code = "team_hours"


class LotPastDateError(InvalidInputError):
    """The lot is past its date already (``best_before``, ``today``)."""

    default_code = "lot_past_date"


class DamageCountError(InvalidInputError):
    """More packs are said to be damaged than came (``most``)."""

    default_code = "damage_count"


class DeviationResolvedError(ConflictError):
    """Somebody chose before, and otherwise (``chosen``)."""

    default_code = "deviation_resolved"


class DeviationKeptError(ConflictError):
    """What the remedy did cannot be taken back any more."""

    default_code = "deviation_kept"


class RemedyUnfitError(InvalidInputError):
    """The remedy does not fit what this is about (``remedy``)."""

    default_code = "remedy_unfit"


class NothingToTellError(InvalidInputError):
    """Say what was wrong: a kind that is known, and a note that fits (``most`` characters)."""

    default_code = "deviation_unclear"


class LogKeptError(ConflictError):
    """The file has been kept here before (``at``)."""

    default_code = "log_kept"


class ReadingTooLateError(InvalidInputError):
    """It was measured later than now (``at``): the logger's clock is wrong."""

    default_code = "reading_too_late"
