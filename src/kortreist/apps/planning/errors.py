"""What can go wrong in the kitchen's plans; codes are public and never renamed."""

from kortreist.kernel.errors import ConflictError, InvalidInputError


class RecipeEmptyError(InvalidInputError):
    """A recipe needs something in it, and portions."""

    default_code = "recipe_empty"


class RecipeChangedError(ConflictError):
    """Somebody changed the recipe since the form was opened (``seen``, ``version``)."""

    default_code = "recipe_changed"
