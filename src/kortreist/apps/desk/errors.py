"""What can go wrong at the desk; codes are public and never renamed."""

from kortreist.kernel.errors import ConflictError, InvalidInputError


class StageUnfinishedError(ConflictError):
    """People are not done with the stage yet (``stage``, ``left``)."""

    default_code = "stage_unfinished"


class StageNotUndoableError(ConflictError):
    """The stage cannot be taken back as a whole, or not any more (``stage``)."""

    default_code = "stage_not_undoable"


class DemonstrationSeedError(ConflictError):
    """The demonstration was begun with another seed (``seed``)."""

    default_code = "demonstration_seed"


class DemonstrationBesideRealError(ConflictError):
    """The database holds a hub that is no demonstration."""

    default_code = "demonstration_beside_real"


class CellEmptyError(InvalidInputError):
    """A cell that must say something is empty."""

    default_code = "cell_empty"


class CellNumberError(InvalidInputError):
    """A cell is no whole number (``typed``)."""

    default_code = "cell_number"


class CellKronerError(InvalidInputError):
    """A cell is no amount in kroner and øre (``typed``)."""

    default_code = "cell_kroner"


class CellFlagError(InvalidInputError):
    """A cell is neither yes nor no (``typed``)."""

    default_code = "cell_flag"


class CellDateError(InvalidInputError):
    """A cell is no day (``typed``)."""

    default_code = "cell_date"


class CellTimeError(InvalidInputError):
    """A cell is no time of the day (``typed``)."""

    default_code = "cell_time"


class CellUnknownWordError(InvalidInputError):
    """A cell says something else than what may stand there (``typed``, ``words``)."""

    default_code = "cell_unknown_word"


class CellDuplicateError(InvalidInputError):
    """Another row is of the same thing already (``row``)."""

    default_code = "cell_duplicate"


class CellUnknownPartyError(InvalidInputError):
    """A cell names somebody or something that is neither here nor in the folder (``typed``)."""

    default_code = "cell_unknown_party"


class SheetColumnError(InvalidInputError):
    """A sheet lacks a column, or has one that is unknown (``missing`` or ``unknown``)."""

    default_code = "sheet_column"


class MovingFolderEmptyError(InvalidInputError):
    """The folder has none of the sheets (``sheets``)."""

    default_code = "moving_folder_empty"


class MovingHubUnknownError(InvalidInputError):
    """There is no such hub, and the folder has no sheet that makes one (``hub``)."""

    default_code = "moving_hub_unknown"


class MovingFolderTakenError(ConflictError):
    """There is something in the folder already (``path``)."""

    default_code = "moving_folder_taken"


class AgreementStandsError(ConflictError):
    """An agreement stands as it was made; only its end can be said anew."""

    default_code = "agreement_stands"
