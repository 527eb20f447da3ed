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
