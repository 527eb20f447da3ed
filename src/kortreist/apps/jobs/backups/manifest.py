"""What a backup says of itself: its first part, and what the rest is checked against."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from kortreist.apps.jobs.models.stored_files import path_of

FORMAT = 1
MANIFEST_NAME = "manifest.json"

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Size = Annotated[int, Field(ge=0)]


class Part(BaseModel):
    """Something in the archive, by its content."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: Sha256
    size: Size


class Manifest(BaseModel):
    """When, from what, and what is in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    version: str
    made_at: datetime
    vendor: Literal["sqlite", "postgresql"]
    # Which migrations the database had, as (room, name).
    migrations: list[tuple[str, str]]
    # Rows of each table.
    counts: dict[str, int]
    database: Part
    files: list[Part]
    # Rows whose file was missing or damaged when the backup was made.
    missing: list[Sha256]

    @property
    def database_name(self) -> str:
        """Return the name of the database's part in the archive."""
        return f"database.{self.vendor}"

    def parts(self) -> list[tuple[str, Part]]:
        """List what follows the manifest in the archive, by name."""
        files = [(path_of(part.sha256), part) for part in self.files]
        return [(self.database_name, self.database), *files]
