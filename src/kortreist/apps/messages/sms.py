"""Text messages: what a gateway does, the one that writes files and the one that asks over HTTP.

Another gateway is a class with `send`, named by its path in ``KORTREIST_SMS_GATEWAY``.
"""

import json
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.module_loading import import_string

TIMEOUT_S = 20
LONGEST_ANSWER = 10_000
# The number itself is what is wrong; everything else may be right in a moment.
REFUSALS = frozenset({400, 404, 410, 422})


class NumberRefusedError(Exception):
    """The gateway will never reach this number."""


class GatewayError(Exception):
    """The gateway did not take the message now (``status``, or 0 where it did not answer)."""

    def __init__(self, status: int = 0) -> None:
        super().__init__(f"gateway answered {status}" if status else "no answer")
        self.status = status


class Gateway(Protocol):
    """Hands text messages to a telephone network."""

    def send(self, *, to: str, text: str, sender: str, reference: str) -> None:
        """Hand over one message; the same ``reference`` twice is meant to be sent once.

        Raises
        ------
        NumberRefusedError
            When the number can never be reached.
        GatewayError
            When it may go well later.
        """


class FileGateway:
    """Writes each message to a file in the outbox: for demonstrations and development."""

    def send(self, *, to: str, text: str, sender: str, reference: str) -> None:
        """Write ``sms-<reference>.txt``; the same message again is the same file."""
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"sms-{reference}.txt").write_text(
            f"From: {sender}\nTo: {to}\n\n{text}\n", encoding="utf-8"
        )


class HttpGateway:
    """Posts ``{"to", "text", "sender", "reference"}`` as JSON to an address, with a bearer secret.

    Follows no redirect, believes nothing of the answer but its status, and repeats the reference
    as ``Idempotency-Key``, so that a gateway which knows the header never sends it twice.
    """

    def send(self, *, to: str, text: str, sender: str, reference: str) -> None:
        """Post one message."""
        body = json.dumps({"to": to, "text": text, "sender": sender, "reference": reference})
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {settings.SMS_SECRET}",
            "Idempotency-Key": reference,
        }
        status = _post(settings.SMS_URL, body.encode(), headers)
        if status in REFUSALS:
            raise NumberRefusedError
        if not 200 <= status < 300:
            raise GatewayError(status)


def is_available() -> bool:
    """Whether text messages can be sent from here at all."""
    return bool(settings.SMS_GATEWAY)


def send(*, to: str, text: str, reference: str) -> None:
    """Send one text message through the gateway of the settings."""
    gateway = _gateway(settings.SMS_GATEWAY)
    gateway.send(to=to, text=text, sender=settings.SMS_SENDER, reference=reference)


@cache
def _gateway(path: str) -> Gateway:
    gateway: Gateway = import_string(path)()
    return gateway


def _post(url: str, body: bytes, headers: dict[str, str]) -> int:
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
    path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        answer.read(LONGEST_ANSWER)
    except (OSError, HTTPException):
        raise GatewayError from None
    else:
        return answer.status
    finally:
        connection.close()
