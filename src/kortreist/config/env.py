"""Typed readers of the environment, where every setting comes from.

A secret may stand in a file instead: ``KORTREIST_SECRET_KEY_FILE=/run/secrets/key``.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

PREFIX = "KORTREIST_"
TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def read_text(name: str, default: str = "") -> str:
    """Return the setting's text, from ``NAME_FILE`` where that is set."""
    path = os.environ.get(f"{PREFIX}{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(f"{PREFIX}{name}", default)


def read_flag(name: str, *, default: bool = False) -> bool:
    """Return a yes-or-no setting.

    Raises
    ------
    ImproperlyConfigured
        When the text is neither yes nor no.
    """
    text = read_text(name, "yes" if default else "no").strip().lower()
    if text not in TRUE | FALSE:
        msg = f"{PREFIX}{name} must be yes or no, not {text!r}"
        raise ImproperlyConfigured(msg)
    return text in TRUE


def read_int(name: str, default: int) -> int:
    """Return a whole-number setting.

    Raises
    ------
    ImproperlyConfigured
        When the text is no whole number.
    """
    text = read_text(name, str(default))
    try:
        return int(text)
    except ValueError as error:
        msg = f"{PREFIX}{name} must be a whole number, not {text!r}"
        raise ImproperlyConfigured(msg) from error


def read_list(name: str, default: str = "") -> list[str]:
    """Return a setting of comma-separated words."""
    return [word.strip() for word in read_text(name, default).split(",") if word.strip()]
