"""A tagged PDF as a screen reader meets it: its elements in order, each with its text."""

import re
from dataclasses import dataclass, field
from io import BytesIO

import pikepdf


@dataclass
class Element:
    """One element of the structure tree; what it holds are texts and elements, in order."""

    kind: str
    alt: str = ""
    scope: str = ""
    holds: list = field(default_factory=list)

    @property
    def text(self):
        parts = [part if isinstance(part, str) else part.text for part in self.holds]
        return " ".join("".join(parts).split()) if len(parts) == 1 else _joined(parts)

    def all(self, kind):
        """Return the elements of a kind, in reading order."""
        inner = [part for part in self.holds if isinstance(part, Element)]
        found = [self] if self.kind == kind else []
        return found + [each for part in inner for each in part.all(kind)]

    def outline(self, kinds):
        """Return kind and text of the outermost elements of these kinds, in reading order."""
        if self.kind in kinds:
            return [f"{self.kind}: {self.alt or self.text}"]
        inner = [part for part in self.holds if isinstance(part, Element)]
        return [line for part in inner for line in part.outline(kinds)]


def _joined(parts):
    return " ".join(" ".join(parts).split())


class TaggedPdf:
    """A PDF from its bytes."""

    def __init__(self, content):
        self.pdf = pikepdf.open(BytesIO(content))
        self.root = self.pdf.Root
        self._marked = [_marked_texts(page) for page in self.pdf.pages]
        self._page_numbers = {page.obj.objgen: n for n, page in enumerate(self.pdf.pages)}

    @property
    def tree(self):
        """The structure tree, from its document element."""
        return self._element(self.root.StructTreeRoot.K, None)

    @property
    def page_texts(self):
        """All that is seen on each page, artifacts too."""
        return [" ".join(" ".join(text for _mark, text in texts).split()) for texts in self._seen()]

    @property
    def fonts(self):
        """Name and whether it is embedded, of every font."""
        found = {}
        for page in self.pdf.pages:
            for font in page.Resources.get("/Font", {}).values():
                [inner] = font.DescendantFonts
                found[str(inner.BaseFont)] = any(
                    name in inner.FontDescriptor for name in ("/FontFile2", "/FontFile3")
                )
        return found

    def _seen(self):
        return [_texts(page) for page in self.pdf.pages]

    def _element(self, node, page):
        if isinstance(node, pikepdf.Array):
            node = node[0]
        page = node.get("/Pg", page)
        found = Element(str(node.S)[1:], str(node.get("/Alt", "")), _scope(node))
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            found.holds.extend(self._held(kid, page))
        return found

    def _held(self, kid, page):
        if isinstance(kid, int):
            return [self._marked[self._page_numbers[page.objgen]].get(kid, "")]
        if kid.get("/Type") == "/OBJR":
            return []
        if "/MCID" in kid:
            where = kid.get("/Pg", page)
            return [self._marked[self._page_numbers[where.objgen]].get(int(kid.MCID), "")]
        return [self._element(kid, page)]


def _scope(node):
    attributes = node.get("/A", [])
    rows = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
    return next((str(row.Scope)[1:] for row in rows if "/Scope" in row), "")


def _marked_texts(page):
    marked = {}
    for mark, text in _texts(page):
        if mark is not None:
            marked[mark] = marked.get(mark, "") + text
    return marked


def _texts(page):
    """Return (mark, text) of everything shown, in drawing order; the mark is None for artifacts."""
    letters = {name: _letters_of(font) for name, font in page.Resources.get("/Font", {}).items()}
    found, marks, font = [], [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC":
                marks.append(operands[1].get("/MCID") if len(operands) > 1 else None)
            case "BMC":
                marks.append(None)
            case "EMC":
                marks.pop()
            case "Tf":
                font = letters[str(operands[0])]
            case "Tj" | "TJ":
                found.append((_mark(marks), _shown(operands[0], font)))
            case "Td" | "Tm" | "T*" | "ET":
                found.append((_mark(marks), " " if str(operator) == "ET" else ""))
    return found


def _mark(marks):
    known = [mark for mark in marks if mark is not None]
    return int(known[-1]) if known else None


def _shown(operand, letters):
    strings = operand if isinstance(operand, pikepdf.Array) else [operand]
    codes = b"".join(bytes(part) for part in strings if isinstance(part, pikepdf.String))
    return "".join(letters[codes[i : i + 2]] for i in range(0, len(codes), 2))


def _letters_of(font):
    """Return the letters of a font's codes, as its own table says."""
    table = font.ToUnicode.read_bytes().decode("latin-1")
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[bytes.fromhex(code)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            start = int(text, 16)
            for step, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[code.to_bytes(2, "big")] = chr(start + step)
    return found
