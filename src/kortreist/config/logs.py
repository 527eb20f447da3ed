"""Logs: one line of JSON each, with the request's and the job's id, and without people.

Nothing personal is passed to a logger on purpose. What libraries say is masked besides, and of an
exception only its class and its places are told: messages quote what people typed.
"""

import logging
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

from kortreist.apps.jobs.masking import mask_personal

PLACES_SHOWN = 12
# Written by this program alone: never masked, though an id may look like a telephone number.
OWN_WORDS = frozenset({"timestamp", "level", "logger", "at"})


def configure(*, level: str, as_json: bool) -> dict[str, Any]:  # Any: Django's own shape
    """Set up structlog, and return Django's ``LOGGING``."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = "json_formatter" if as_json else "text_formatter"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": f"kortreist.config.logs.{formatter}"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Each request has its own line already; here only what broke is told.
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
        },
    }


def json_formatter() -> logging.Formatter:
    """Return a formatter of one JSON object a line."""
    return _formatter(structlog.processors.JSONRenderer(ensure_ascii=False))


def text_formatter() -> logging.Formatter:
    """Return a formatter for a person at a terminal."""
    return _formatter(structlog.dev.ConsoleRenderer(colors=False))


def tell_exception(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Put an exception's class and places where its whole text would stand."""
    told = event.pop("exc_info", None)
    if told is True:
        told = sys.exc_info()
    if isinstance(told, tuple):
        told = told[1]
    if isinstance(told, BaseException):
        event["exception"] = type(told).__name__
        event["at"] = [
            f"{Path(place.filename).name}:{place.lineno} {place.name}"
            for place in traceback.extract_tb(told.__traceback__)[-PLACES_SHOWN:]
        ]
    return event


def mask_people(_logger: object, _method: str, event: EventDict) -> MutableMapping[str, Any]:
    """Mask addresses and long numbers in whatever is logged, whoever wrote it."""
    return {name: value if name in OWN_WORDS else _masked(value) for name, value in event.items()}


def _masked(value: object) -> object:
    if isinstance(value, str):
        return mask_personal(value)
    if isinstance(value, Mapping):
        return {_masked(key): _masked(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_masked(item) for item in value]
    return value


def _formatter(renderer: Processor) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared(),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            mask_people,
            renderer,
        ],
    )


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        tell_exception,
    ]
