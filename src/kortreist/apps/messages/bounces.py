"""Reading what mail servers send back (RFC 3464), without trusting any of it.

A report may be forged by anybody who knows the address it is sent to. So it is believed only in
this: which of our own messages it names, by an identifier that nobody can guess, and whether the
address it names is the one we wrote to. Its words are never kept or shown.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from typing import Final
from uuid import UUID

LARGEST_REPORT: Final = 2_000_000
MOST_PARTS: Final = 50
MOST_RECIPIENTS: Final = 20
OURS: Final = re.compile(r"<([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})@")
STATUS: Final = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")
IDENTIFIERS: Final = ("Message-ID", "In-Reply-To", "References", "X-Original-Message-ID")


@dataclass(frozen=True, slots=True)
class Bounce:
    """One receiver that a report says did not get a message."""

    message_ids: frozenset[UUID]
    recipient: str
    status: str

    @property
    def is_final(self) -> bool:
        """Whether it will never arrive; a delay is none of our business."""
        return self.status.startswith("5")


def read_report(data: bytes) -> list[Bounce]:
    """Return what a report says of each receiver; nothing where it is no report.

    Parameters
    ----------
    data
        One mail as it came, of any content.
    """
    if len(data) > LARGEST_REPORT:
        return []
    try:
        mail = message_from_bytes(data, policy=policy.default)
        parts = list(_parts(mail))
        ids = frozenset(found for part in parts for found in _identifiers(part))
        told = [told for part in parts for told in _receivers(part)]
    except (MessageError, ValueError, LookupError, RecursionError, AttributeError, TypeError):
        # The library's parser of headers has its own mishaps with mails made to cause them.
        return []
    return [Bounce(ids, recipient, status) for recipient, status in told[:MOST_RECIPIENTS] if ids]


def _parts(mail: Message) -> Iterator[Message]:
    for number, part in enumerate(mail.walk()):
        if number >= MOST_PARTS:
            return
        yield part


def _receivers(part: Message) -> Iterator[tuple[str, str]]:
    """Yield the receivers that failed for good, from the part that machines read."""
    if part.get_content_type() != "message/delivery-status":
        return
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, Message):
            continue
        recipient = _text(block, "Final-Recipient") or _text(block, "Original-Recipient")
        status = STATUS.search(_text(block, "Status"))
        if recipient and status and _text(block, "Action").strip().lower() == "failed":
            yield recipient.partition(";")[2].strip().casefold(), status.group()


def _identifiers(part: Message) -> Iterator[UUID]:
    texts = [_text(part, name) for name in IDENTIFIERS]
    if part.get_content_type() == "text/rfc822-headers" and isinstance(part, EmailMessage):
        texts.append(str(part.get_content())[:20_000])
    for text in texts:
        yield from (UUID(found) for found in OURS.findall(text))


def _text(part: Message, name: str) -> str:
    return str(part.get(name, ""))[:2000]
