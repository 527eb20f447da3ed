"""What can go wrong with goods, prices and availability; codes are public and never renamed."""

from kortreist.kernel.errors import ConflictError, InvalidInputError


class ContentMissingError(InvalidInputError):
    """A text is needed in at least one language (``field``)."""

    default_code = "content_missing"


class GroupUnknownError(InvalidInputError):
    """There is no such group of food (``group``)."""

    default_code = "group_unknown"


class AllergenUnknownError(InvalidInputError):
    """It is none of the fourteen allergens (``allergen``)."""

    default_code = "allergen_unknown"


class SeasonError(InvalidInputError):
    """A season goes from one week of the year to another, 1 to 53."""

    default_code = "season_invalid"


class AlcoholTaxError(InvalidInputError):
    """Alcoholic drink has the general VAT rate, not that of food."""

    default_code = "alcohol_tax"


class AlcoholNotSaidError(InvalidInputError):
    """A drink of 0.7 per cent or more has to be said to be alcohol."""

    default_code = "alcohol_not_said"


class NamedWithoutAllergenError(InvalidInputError):
    """A cereal or nut is named where its allergen is not stated (``allergen``)."""

    default_code = "named_without_allergen"


class AllergensDisagreeError(InvalidInputError):
    """A sheet's list of allergens and its columns for each of them say different things."""

    default_code = "allergens_disagree"


class NutritionError(InvalidInputError):
    """A figure of the nutrition declaration is missing or cannot be right (``field``)."""

    default_code = "nutrition_invalid"


class GtinTwiceError(InvalidInputError):
    """Each level of packing has a GTIN of its own."""

    default_code = "gtin_twice"


class PackChainError(InvalidInputError):
    """A level has a GTIN, but it is not said how much it holds (``level``)."""

    default_code = "pack_chain"


class GtinError(InvalidInputError):
    """It is no GTIN: 8, 12, 13 or 14 digits, the last a check digit (``typed``)."""

    default_code = "gtin_invalid"


class NotByWeightError(InvalidInputError):
    """Only what is sold by weight or volume can be charged as measured."""

    default_code = "not_by_weight"


class PriceOutOfRangeError(InvalidInputError):
    """A price is zero or more, and within reason (``most_ore``)."""

    default_code = "price_out_of_range"


class FeeError(InvalidInputError):
    """A fee is either a share of the price or an amount, whichever its basis says."""

    default_code = "fee_basis"


class FeeOverlapsError(ConflictError):
    """A later rate of the same fee is set already (``valid_from``)."""

    default_code = "fee_overlaps"


class NotListedError(ConflictError):
    """The hub does not sell this pack."""

    default_code = "not_listed"


class GoodsArchivedError(ConflictError):
    """The goods are no longer made."""

    default_code = "goods_archived"


class PacksOutOfRangeError(InvalidInputError):
    """The number of packs is below zero or beyond all reason (``most``)."""

    default_code = "packs_out_of_range"


class DayPassedError(InvalidInputError):
    """The day of delivery has been (``day``)."""

    default_code = "day_passed"


class RhythmDaysError(InvalidInputError):
    """The weekdays or the period of a weekly rhythm cannot be right."""

    default_code = "rhythm_days"


class NotPromotedError(ConflictError):
    """Alcohol is shown as plain facts: no picture, story or campaign."""

    default_code = "not_promoted"


class TooManyPhotosError(ConflictError):
    """The goods have pictures enough (``most``)."""

    default_code = "too_many_photos"


class AltTextMissingError(InvalidInputError):
    """What a picture shows has to be said in the hub's language (``language``)."""

    default_code = "alt_text_missing"


class CertificateNumberError(InvalidInputError):
    """A certificate has a number or a reference, not too long (``most``)."""

    default_code = "certificate_number"


class CertificateTakenError(ConflictError):
    """The certificate is on file already."""

    default_code = "certificate_taken"


class FeePastError(InvalidInputError):
    """A fee is changed from today at the earliest; what has been stays (``today``)."""

    default_code = "fee_past"


class AlcoholCampaignError(InvalidInputError):
    """Alcohol is never sold in a campaign."""

    default_code = "alcohol_campaign"


class PriceStepError(InvalidInputError):
    """The more packs, the lower the price: a step may not cost more than the one before it."""

    default_code = "price_step"


class PriceListChangedError(ConflictError):
    """Somebody changed the price list since it was opened."""

    default_code = "price_list_changed"


class PriceNoticeError(ConflictError):
    """A buyer was promised to know of dearer prices in time; it may be so from ``day``."""

    default_code = "price_notice"


class NoticeWithoutListError(InvalidInputError):
    """Notice is of the prices that were agreed, so it takes a price list."""

    default_code = "notice_without_list"


class ReachError(InvalidInputError):
    """A price list is for one unit, one payer, or kinds of units; not for two of these at once."""

    default_code = "price_list_reach"


class DepositOverlapsError(ConflictError):
    """A later amount of the same deposit is set already (``valid_from``)."""

    default_code = "deposit_overlaps"


class CellUnclearError(InvalidInputError):
    """What stands in a cell is none of what can stand there (``typed``, ``known``)."""

    default_code = "cell_unclear"


class GtinShortenedError(InvalidInputError):
    """A spreadsheet has shortened the number to a power of ten (``typed``)."""

    default_code = "gtin_shortened"


class FormulaWithoutValueError(InvalidInputError):
    """A formula that was never calculated."""

    default_code = "formula_without_value"


class CellBrokenError(InvalidInputError):
    """A formula that went wrong, as ``#REF!``."""

    default_code = "cell_error"


class CellsMergedError(InvalidInputError):
    """Merged with its neighbours, so that it is not clear which column is meant."""

    default_code = "merged_cells"


class CellMissingError(InvalidInputError):
    """A new pack needs this."""

    default_code = "cell_missing"


class PackUnclearError(InvalidInputError):
    """The product has several packs, and the row does not say which."""

    default_code = "pack_unclear"


class PackFixedError(InvalidInputError):
    """What a pack holds and how it is charged is never changed."""

    default_code = "pack_fixed"


class CodesDisagreeError(InvalidInputError):
    """GTIN and article number are of two different packs."""

    default_code = "codes_disagree"


class GtinTakenError(InvalidInputError):
    """Another producer's goods have this GTIN."""

    default_code = "gtin_taken"


class RowTwiceError(InvalidInputError):
    """The same pack stands in an earlier row (``row``)."""

    default_code = "row_twice"


class RowsDisagreeError(InvalidInputError):
    """An earlier row says something else of the same product (``row``)."""

    default_code = "rows_disagree"


class SheetWithoutHeadingsError(InvalidInputError):
    """No column tells which goods are meant."""

    default_code = "sheet_without_headings"


class SheetChangedError(ConflictError):
    """Something that the sheet changes was changed by somebody else since it was read."""

    default_code = "sheet_changed"


class SheetStateError(ConflictError):
    """The sheet is not in a state where this can be done (``state``)."""

    default_code = "sheet_state"


class SheetRowsRefusedError(ConflictError):
    """Some rows are refused, and nobody said to leave them out (``rows``)."""

    default_code = "sheet_rows_refused"


class SheetInUseError(ConflictError):
    """Something hangs on what the sheet brought in, so it is not taken back."""

    default_code = "sheet_in_use"


class PriceEditStateError(ConflictError):
    """The prices are changed or taken back already."""

    default_code = "price_edit_state"


class PriceEditEmptyError(InvalidInputError):
    """It would change no price."""

    default_code = "price_edit_empty"
