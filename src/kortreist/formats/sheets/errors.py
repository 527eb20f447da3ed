"""Why a file is not taken in; codes are public and never renamed."""

from kortreist.kernel.errors import InvalidInputError


class SheetKindError(InvalidInputError):
    """It is neither an xlsx workbook nor text in columns (``kind``)."""

    default_code = "sheet_kind"


class SheetLockedError(InvalidInputError):
    """It is locked with a password, or of the kind that was used before 2007."""

    default_code = "sheet_locked"


class SheetHasMacrosError(InvalidInputError):
    """It carries programs."""

    default_code = "sheet_has_macros"


class SheetBombError(InvalidInputError):
    """It unpacks to more than can be right (``most_mb``)."""

    default_code = "sheet_bomb"


class SheetUnsafeError(InvalidInputError):
    """A part of it declares entities or refers elsewhere (``part``)."""

    default_code = "sheet_unsafe"


class SheetDamagedError(InvalidInputError):
    """It cannot be read to the end."""

    default_code = "sheet_damaged"


class SheetTooLargeError(InvalidInputError):
    """More bytes, rows, columns or letters in a cell than are taken in (``most``)."""

    default_code = "sheet_too_large"


class SheetFarCellError(InvalidInputError):
    """Something stands so far out that the sheet cannot be meant (``cell``)."""

    default_code = "sheet_far_cell"


class SheetEmptyError(InvalidInputError):
    """There is nothing in it."""

    default_code = "sheet_empty"
