import pytest

from kortreist.apps.ui import error_messages
from kortreist.apps.ui.error_messages import message_for
from kortreist.kernel.errors import BusyError, ConflictError, DomainError, InvalidInputError


class SoldOutError(ConflictError):
    default_code = "tested_sold_out"


@pytest.fixture
def words(monkeypatch):
    table = {
        "tested_sold_out": "%(left_g)s left, %(each_ore)s each, %(rate_bp)s, %(count)s, %(name)s"
    }
    monkeypatch.setattr(error_messages, "MESSAGES", error_messages.MESSAGES | table)


def test_facts_are_written_by_what_their_names_say(words, say):
    error = SoldOutError(left_g=4000, each_ore=1250, rate_bp=1500, count=7, name={"nn": "Rein"})
    text = say("nb", lambda: message_for(error))
    assert text.replace("\u00a0", "_") == "4_kg left, kr_12,50 each, 15_%, 7, Rein"


def test_a_code_without_its_facts_is_told_as_its_kind(words, say, caplog):
    text = say("en", lambda: message_for(SoldOutError(left_g=4000)))
    assert text == "Someone else changed this while you had it open. Look at it again."
    assert "tested_sold_out" in caplog.text


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SoldOutError(), "conflict"),
        (InvalidInputError("never_heard_of"), "invalid_input"),
        (BusyError(), "busy"),
        (DomainError("never_heard_of"), "error"),
    ],
)
def test_a_code_without_words_is_told_as_its_kind(error, code):
    assert message_for(error) == str(error_messages.MESSAGES[code])
