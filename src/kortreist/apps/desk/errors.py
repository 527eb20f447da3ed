"""What can go wrong at the desk; codes are public and never renamed."""

from kortreist.kernel.errors import ConflictError


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
