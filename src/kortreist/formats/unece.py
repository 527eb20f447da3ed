"""The codes other systems know units and packages by: UNECE Recommendations 20 and 21.

A mapping at the edge, never a key: within the product an amount is g, ml or pieces, and a level of
packing is a piece, a case or a pallet.
"""

from typing import Final

# Recommendation 20: units of measure.
UNITS: Final = {"g": "GRM", "kg": "KGM", "ml": "MLT", "l": "LTR", "pcs": "EA"}
# Read, but never written: what others call a piece.
PIECES: Final = frozenset({"EA", "H87", "C62", "NAR"})
# Recommendation 21: packages. A variant is what one orders, whatever it is wrapped in.
PACKAGES: Final = {"piece": "PK", "case": "CS", "pallet": "PX"}


def unit_code(unit: str) -> str:
    """Return the code of a unit of measure, as KGM for ``kg``.

    Raises
    ------
    KeyError
        When it is none of `UNITS`.
    """
    return UNITS[unit]


def unit_of(code: str) -> str | None:
    """Return the unit a code stands for; None for one that is not measured in here."""
    code = code.strip().upper()
    if code in PIECES:
        return "pcs"
    return next((unit for unit, known in UNITS.items() if known == code), None)


def package_code(level: str) -> str:
    """Return the code of a level of packing as e-documents write it: XCS for a case.

    In a field for units of measure, packages are told from units by an X before the code.

    Raises
    ------
    KeyError
        When it is none of `PACKAGES`.
    """
    return f"X{PACKAGES[level]}"


def level_of(code: str) -> str | None:
    """Return the level of packing a package code stands for, with or without its X."""
    code = code.strip().upper()
    bare = code[1:] if len(code) == 3 and code.startswith("X") else code
    return next((level for level, known in PACKAGES.items() if known == bare), None)
