"""What can go wrong, as data: a code that is public and never renamed, and the facts.

Errors are raised once, carry what a reader needs to act, and are put into words only at the edge
(page, command line, API), in the reader's language.
"""

from typing import ClassVar


class DomainError(Exception):
    """Something asked for cannot be done, and the one who asked can understand why.

    Parameters
    ----------
    code
        Public, documented name of what went wrong; the class's own when left out.
    params
        Facts for the message: JSON-like values, named as in the message text.
    """

    default_code: ClassVar[str] = "error"
    status: ClassVar[int] = 400

    def __init__(self, code: str | None = None, /, **params: object) -> None:
        self.code = code or self.default_code
        self.params = params
        super().__init__(self.code)

    def __str__(self) -> str:
        if not self.params:
            return self.code
        facts = ", ".join(f"{name}={value!r}" for name, value in sorted(self.params.items()))
        return f"{self.code} ({facts})"


class InvalidInputError(DomainError):
    """What was sent cannot be right: wrong kind, out of range, not understood."""

    default_code = "invalid_input"
    status = 422


class NotPermittedError(DomainError):
    """The actor is known here, but may not do this."""

    default_code = "not_permitted"
    status = 403


class NotFoundError(DomainError):
    """There is no such thing, or it is not the actor's to know of."""

    default_code = "not_found"
    status = 404


class ConflictError(DomainError):
    """The thing has changed, or is not in a state where this can be done."""

    default_code = "conflict"
    status = 409


class BusyError(DomainError):
    """Too many at once; trying again in a moment is the remedy."""

    default_code = "busy"
    status = 503
