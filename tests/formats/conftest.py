"""Papers in tests are set without a single complaint, but where a test expects one."""

import os
import warnings

import pytest

from kortreist.formats.papers import PaperWarning, has_sans


@pytest.fixture
def no_complaints():
    """Make every complaint about a paper a failure, save that the sans-serif is not built."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PaperWarning)
        has_sans()
        warnings.simplefilter("error", PaperWarning)
        yield


@pytest.fixture
def sans():
    """Skip, or fail in CI, where the sans-serif has not been built."""
    if not has_sans():
        text = "the papers' letters are not built: scripts/build_assets.py"
        (pytest.fail if "CI" in os.environ else pytest.skip)(text)
