"""What can go wrong between the parties; codes are public and never renamed."""

from kortreist.kernel.errors import ConflictError, InvalidInputError


class NameMissingError(InvalidInputError):
    """Whatever it is, it has to be called something."""

    default_code = "name_missing"


class TextTooLongError(InvalidInputError):
    """A text is longer than there is room for (``field``, ``most``)."""

    default_code = "text_too_long"


class ChoiceUnknownError(InvalidInputError):
    """A value is none of those there are to choose from (``field``, ``value``)."""

    default_code = "choice_unknown"


class OrganisationNumberError(InvalidInputError):
    """It is no organisation number: nine digits, the last a check digit (``typed``)."""

    default_code = "organisation_number_invalid"


class OrganisationNumberTakenError(ConflictError):
    """The organisation is here already (``org_no``)."""

    default_code = "organisation_number_taken"


class BankAccountError(InvalidInputError):
    """It is no Norwegian account number: eleven digits, the last a check digit."""

    default_code = "bank_account_invalid"


class EmailError(InvalidInputError):
    """It does not look like an e-mail address."""

    default_code = "email_invalid"


class EmailTakenError(ConflictError):
    """Somebody already signs in with this address."""

    default_code = "email_taken"


class PhoneError(InvalidInputError):
    """It does not look like a telephone number."""

    default_code = "phone_invalid"


class EndpointError(InvalidInputError):
    """It is no address in the Peppol network (``scheme``)."""

    default_code = "endpoint_invalid"


class PayerUnreachableError(InvalidInputError):
    """An invoice needs an electronic address or an e-mail address to go to."""

    default_code = "payer_unreachable"


class ReferencePatternError(InvalidInputError):
    """The rule for a payer's reference cannot be read, or could take too long to check."""

    default_code = "reference_pattern_refused"


class AmountOutOfRangeError(InvalidInputError):
    """A number is below or above what can be right (``field``, ``least``, ``most``)."""

    default_code = "amount_out_of_range"


class MoneyOutOfRangeError(InvalidInputError):
    """An amount of money is below zero or beyond all reason (``most_ore``)."""

    default_code = "money_out_of_range"


class ShareOutOfRangeError(InvalidInputError):
    """A share is below nothing or above the whole (``most_bp``)."""

    default_code = "share_out_of_range"


class PeriodError(InvalidInputError):
    """It would end before it begins."""

    default_code = "period_reversed"


class HoursError(InvalidInputError):
    """A door opens before it closes."""

    default_code = "door_hours"


class UnitNumberTakenError(ConflictError):
    """Another unit has this number (``number``)."""

    default_code = "unit_number_taken"


class AlreadyProducerError(ConflictError):
    """The producer sells through the hub already."""

    default_code = "already_producer"


class RoleMisplacedError(InvalidInputError):
    """A producer's role names the producer, a buyer's the unit, the others neither."""

    default_code = "role_misplaced"


class RoleOverlapsError(ConflictError):
    """The person has this role already, in a part of the period."""

    default_code = "role_overlaps"


class LastCoordinatorError(ConflictError):
    """Somebody has to be left who can look after the hub."""

    default_code = "last_coordinator"


class AnonymisedError(ConflictError):
    """Nobody is behind this card any more."""

    default_code = "person_anonymised"


class PairingCodeError(InvalidInputError):
    """The code is wrong, used, or too old."""

    default_code = "pairing_code_refused"


class LicenceNumberError(InvalidInputError):
    """A licence has a number or a reference, not too long (``most``)."""

    default_code = "licence_number"


class LicenceStrengthError(InvalidInputError):
    """Such a licence does not cover drinks of that strength (``most_bp``)."""

    default_code = "licence_strength"


class LicenceTakenError(ConflictError):
    """The licence is on file with other facts."""

    default_code = "licence_taken"


class FreightStepsError(InvalidInputError):
    """Freight is given once for each sum of goods, from zero on."""

    default_code = "freight_steps"


class StoreFactsError(InvalidInputError):
    """The store's approval number or goods-in days cannot be right (``field``)."""

    default_code = "store_facts"


class PlaceFactsError(InvalidInputError):
    """A place's hours, spot on the map or prefix from GS1 cannot be right (``field``)."""

    default_code = "place_facts"
