"""Text in columns: which letters it is written in, what parts the columns, and its rows."""

import codecs
import csv
import io
from collections import Counter
from itertools import islice

from charset_normalizer import from_bytes

from kortreist.formats.sheets.errors import SheetKindError, SheetTooLargeError
from kortreist.formats.sheets.tables import Row, Table, as_text

MOST_ROWS = 100_000
MOST_COLUMNS = 300
MOST_LETTERS = 32_767
DELIMITERS = ";\t,"
SAMPLE_ROWS = 30
SAMPLE_LETTERS = 64_000
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What Norwegian spreadsheets are saved in, in Windows, on a Mac, and as «MS-DOS».
OLD_ENCODINGS = ["cp1252", "mac_roman", "cp850", "cp865"]
NORWEGIAN = frozenset("æøåÆØÅéÉöÖäÄ–«»°½")
PLAIN_CONTROLS = frozenset("\t\r\n\x0b\x0c")


def read_text(content: bytes) -> Table:
    """Return text in columns as a table.

    Raises
    ------
    SheetKindError
        When it is no text.
    SheetTooLargeError
        When it has more rows or columns than are taken in, or a cell is longer than any cell.
    """
    text = _decode(content)
    if any(letter < " " and letter not in PLAIN_CONTROLS for letter in text[:SAMPLE_LETTERS]):
        raise SheetKindError(kind="?")
    text, delimiter = _delimiter(text)
    rows = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, cells in enumerate(reader, start=1):
            if len(cells) > MOST_COLUMNS:
                raise SheetTooLargeError("sheet_too_many_columns", most=MOST_COLUMNS)
            texts = [as_text(cell.replace("\0", "")) for cell in cells]
            if any(texts):
                rows.append(Row(number, texts))
            if len(rows) > MOST_ROWS:
                raise SheetTooLargeError("sheet_too_many_rows", most=MOST_ROWS)
    except csv.Error as error:
        raise SheetTooLargeError("sheet_cell_too_long", most=MOST_LETTERS) from error
    if any(len(cell) > MOST_LETTERS for row in rows for cell in row.cells):
        raise SheetTooLargeError("sheet_cell_too_long", most=MOST_LETTERS)
    return Table("", rows)


def _decode(content: bytes) -> str:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _strict(content, encoding)
    if b"\0" in content[:SAMPLE_LETTERS]:
        little = content[1:SAMPLE_LETTERS:2].count(0) >= content[:SAMPLE_LETTERS:2].count(0)
        return _strict(content, "utf-16-le" if little else "utf-16-be")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_old(content)


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise SheetKindError(kind="?") from error


def _decode_old(content: bytes) -> str:
    """Return text from before UTF-8: as charset-normalizer finds it, helped by Norwegian letters.

    A price list has few letters beyond ASCII, too few to tell code pages apart by the language;
    one in which they all are letters that Norwegians use is the one.
    """
    found: dict[str, int] = {}
    for encoding in OLD_ENCODINGS:
        try:
            letters = Counter(content.decode(encoding))
        except UnicodeDecodeError:
            continue
        beyond = {letter: many for letter, many in letters.items() if letter > "\x7f"}
        if set(beyond) <= NORWEGIAN | {"\xa0"}:
            return content.decode(encoding)
        found[encoding] = sum(many for letter, many in beyond.items() if letter in NORWEGIAN)
    best = from_bytes(content, cp_isolation=OLD_ENCODINGS).best()
    if best is not None and found.get(best.encoding, 0) >= max(found.values(), default=0):
        return str(best)
    if not found:
        raise SheetKindError(kind="?")
    return content.decode(max(found, key=lambda encoding: found[encoding]))


def _delimiter(text: str) -> tuple[str, str]:
    """Return the text without Excel's ``sep=`` line, and what parts its columns."""
    if text[:4].lower() == "sep=" and text[4:5]:
        return text[4:].partition("\n")[2], text[4]
    return text, max(DELIMITERS, key=lambda each: _fit(text[:SAMPLE_LETTERS], each))


def _fit(sample: str, delimiter: str) -> tuple[float, int]:
    """Return how well a delimiter fits: the share of rows as wide as most, and how wide."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        widths = Counter(len(row) for row in islice(reader, SAMPLE_ROWS) if any(row))
    except csv.Error:
        return 0.0, 0
    wide = {width: many for width, many in widths.items() if width > 1}
    if not wide:
        return 0.0, 0
    width, many = max(wide.items(), key=lambda each: (each[1], each[0]))
    return many / widths.total(), width
