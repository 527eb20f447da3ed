"""``kortreist migrate``: the database as this version wants it."""

from kortreist.cli.app import start_django


def migrate() -> None:
    """Bring the database up to date with this version.

    Example: kortreist migrate
    """
    start_django()
    from django.core.management import call_command  # noqa: PLC0415 - needs Django

    call_command("migrate", interactive=False)


app = migrate
