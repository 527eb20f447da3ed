"""What most tests of documents begin with."""

import pytest

from tests.apps.billing import trade


@pytest.fixture
def market(db) -> trade.Trade:
    return trade.make_market()


@pytest.fixture
def papers(market):
    """An invoice with a credit note, and two settlement statements, by name."""
    return trade.make_papers(market)
