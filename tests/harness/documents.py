"""Issued documents stand, also when Django empties the tables after a test with transactions.

Its flush deletes table by table (SQLite) or truncates (PostgreSQL), and the triggers of billing
refuse both. So the documents are taken away first, through the one switch that the triggers yield
to; the flush then finds empty tables. Tests need to do nothing.
"""

from datetime import UTC, datetime

from django.db import connection
from django.test import TransactionTestCase

TABLES = ("billing_documentvat", "billing_documentline", "billing_document")


def empty_before_flush() -> None:
    """Let every flush after a test be preceded by `empty`."""
    flush = TransactionTestCase._fixture_teardown

    def teardown(case: TransactionTestCase) -> None:
        empty()
        flush(case)

    TransactionTestCase._fixture_teardown = teardown


def empty() -> None:
    """Take every document away, as no service can."""
    # Models cannot be imported before Django is set up, and pytest loads this before.
    from kortreist.apps.actors.permissions import Actor  # noqa: PLC0415
    from kortreist.apps.billing.services.maintenance import maintenance  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM billing_documentline")
        if cursor.fetchone() == (0,):
            return
        tests, now = Actor.system("tests"), datetime.now(UTC)
        with maintenance(actor=tests, reason="after a test", now=now):
            # A correction points to what it corrects, and nothing points to a line.
            for table in TABLES:
                cursor.execute(f"DELETE FROM {table}")
