"""The register files that the product carries with it."""

import csv
import hashlib
from dataclasses import dataclass
from importlib.resources import files

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Record:
    """A register file's rows, and a digest by which the same content is known again."""

    name: str
    rows: list[Row]
    sha256: str


def read_record(name: str) -> Record:
    """Read one of the files in ``registers/records``, such as ``postcodes``."""
    content = (files("kortreist.apps.registers") / "records" / f"{name}.csv").read_bytes()
    rows = list(csv.DictReader(content.decode("utf-8").splitlines()))
    return Record(name, rows, hashlib.sha256(content).hexdigest())
