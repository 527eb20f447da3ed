"""What marks are looked for by, in every language at once."""

from typing import Final

from kortreist.apps.catalogue.models import Mark

# Names that their owners gave them, the same in every language.
MARK_NAME: Final[dict[str, str]] = {
    Mark.DEBIO: "Debio",
    Mark.SPESIALITET: "Spesialitet",
    Mark.PROTECTED: "Beskyttet betegnelse",
    Mark.NYT_NORGE: "Nyt Norge",
}
MARK_WORDS: Final[dict[str, str]] = {
    Mark.DEBIO: "Debio økologisk organic",
    Mark.SPESIALITET: "Spesialitet speciality specialty",
    Mark.PROTECTED: "Beskyttet betegnelse verna nemning protected designation",
    Mark.NYT_NORGE: "Nyt Norge",
}
