from kortreist.kernel.errors import ConflictError, DomainError, InvalidInputError


class OutOfStockError(ConflictError):
    default_code = "out_of_stock"


def test_an_error_carries_a_code_and_facts():
    error = OutOfStockError(left=4, asked=6)
    assert (error.code, error.params, error.status) == (
        "out_of_stock",
        {"left": 4, "asked": 6},
        409,
    )
    assert str(error) == "out_of_stock (asked=6, left=4)"


def test_a_code_can_be_more_particular_than_its_class():
    assert InvalidInputError("unknown_unit").code == "unknown_unit"
    assert str(DomainError()) == "error"
