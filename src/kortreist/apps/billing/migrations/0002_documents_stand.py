"""Triggers that keep issued documents as they are, on PostgreSQL and SQLite alike.

- A document, its lines and its VAT are never changed, deleted or emptied away.
- Lines and VAT are written before their document; once the document is there, none can be added.
- A document is refused when its lines and VAT do not add up to it, when its number is not the
  next of its series, or when it would take another's place (SQLite's ``INSERT OR REPLACE`` deletes
  without asking the triggers for deletion).
- A series never counts back.

All of it yields to the one row of `billing_maintenanceswitch`, and to nothing else.
"""

from django.db import migrations

TABLES = ("billing_document", "billing_documentline", "billing_documentvat")

GUARDED = "NOT EXISTS (SELECT 1 FROM billing_maintenanceswitch WHERE is_on)"

# Each is true of a row, NEW, that may not be added.
COMES_TOO_LATE = "EXISTS (SELECT 1 FROM billing_document WHERE id = NEW.document_id)"
TAKES_THE_PLACE = {
    "billing_document": """EXISTS (
        SELECT 1 FROM billing_document WHERE id = NEW.id OR public_id = NEW.public_id
            OR (series_id = NEW.series_id AND number = NEW.number))""",
    "billing_documentline": f"""{COMES_TOO_LATE} OR EXISTS (
        SELECT 1 FROM billing_documentline WHERE id = NEW.id OR charge_id = NEW.charge_id
            OR (document_id = NEW.document_id AND position = NEW.position))""",  # noqa: S608 - of this file's own words
    "billing_documentvat": f"""{COMES_TOO_LATE} OR EXISTS (
        SELECT 1 FROM billing_documentvat WHERE id = NEW.id
            OR (document_id = NEW.document_id AND category = NEW.category
                AND rate_bp = NEW.rate_bp))""",  # noqa: S608 - likewise
}
DOES_NOT_ADD_UP = """
    NOT EXISTS (SELECT 1 FROM billing_documentline WHERE document_id = NEW.id)
    OR NEW.net_ore <> (
        SELECT coalesce(sum(net_ore), 0) FROM billing_documentline WHERE document_id = NEW.id)
    OR NEW.net_ore <> (
        SELECT coalesce(sum(basis_ore), 0) FROM billing_documentvat WHERE document_id = NEW.id)
    OR NEW.vat_ore <> (
        SELECT coalesce(sum(vat_ore), 0) FROM billing_documentvat WHERE document_id = NEW.id)"""
LEAVES_A_GAP = """NEW.number <> coalesce(
    (SELECT max(number) + 1 FROM billing_document WHERE series_id = NEW.series_id), NEW.number)"""
COUNTS_BACK = """NEW.next_number < OLD.next_number
    OR NEW.issuer_id <> OLD.issuer_id OR NEW.kind <> OLD.kind"""

# Name, event, table, what is refused, and the code it is refused with.
REFUSALS = (
    *(
        (f"{table}_{event.lower()}", event, table, "", "document_is_issued")
        for table in TABLES
        for event in ("UPDATE", "DELETE")
    ),
    *(
        (f"{table}_insert", "INSERT", table, refused, "document_is_issued")
        for table, refused in TAKES_THE_PLACE.items()
    ),
    (
        *("billing_document_sums", "INSERT", "billing_document"),
        *(DOES_NOT_ADD_UP, "document_does_not_add_up"),
    ),
    (
        *("billing_document_numbers", "INSERT", "billing_document"),
        *(LEAVES_A_GAP, "document_number_leaves_a_gap"),
    ),
    (
        *("billing_numberseries_update", "UPDATE", "billing_numberseries"),
        *(COUNTS_BACK, "series_counts_back"),
    ),
)


def for_sqlite(name, event, table, refused, code):
    condition = f"{GUARDED} AND ({refused})" if refused else GUARDED
    return f"""CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition}
        BEGIN SELECT RAISE(ABORT, '{code}'); END"""


def for_postgresql(name, event, table, refused, code):
    condition = f"{GUARDED} AND ({refused})" if refused else GUARDED
    row = "OLD" if event == "DELETE" else "NEW"
    return f"""
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF {condition} THEN
                RAISE EXCEPTION '{code}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN {row};
        END $$;
        CREATE TRIGGER {name} BEFORE {event} ON {table}
            FOR EACH ROW EXECUTE FUNCTION {name}()"""


def against_truncate(table):
    """Only PostgreSQL can empty a table at one stroke; of an empty one there is nothing to keep."""
    return f"""
        CREATE FUNCTION {table}_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF {GUARDED} AND EXISTS (SELECT 1 FROM {table}) THEN
                RAISE EXCEPTION 'document_is_issued'
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION {table}_truncate()"""  # noqa: S608 - likewise


class SQLFor(migrations.RunSQL):
    """SQL for one kind of database; the other passes it by."""

    def __init__(self, vendor, sql, reverse_sql):
        super().__init__(sql, reverse_sql)
        self.vendor = vendor

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == self.vendor:
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == self.vendor:
            super().database_backwards(app_label, schema_editor, from_state, to_state)


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]

    operations = [
        SQLFor(
            "sqlite",
            [for_sqlite(*refusal) for refusal in REFUSALS],
            [f"DROP TRIGGER {name}" for name, *_ in REFUSALS],
        ),
        SQLFor(
            "postgresql",
            [
                *(for_postgresql(*refusal) for refusal in REFUSALS),
                *(against_truncate(table) for table in TABLES),
            ],
            [
                *(f"DROP FUNCTION {name} CASCADE" for name, *_ in REFUSALS),
                *(f"DROP FUNCTION {table}_truncate CASCADE" for table in TABLES),
            ],
        ),
    ]
