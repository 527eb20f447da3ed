"""The words of a notice that are not goods: numbers, units, days, and what only holds it together.

Bokmål, nynorsk and English side by side; no word means two things in them here.
"""

from fractions import Fraction
from typing import Final

UNITS_ROW: Final = (
    ("null", "zero"),
    ("en", "ett", "et", "ei", "ein", "eit", "eitt", "én", "one", "a", "an"),
    ("to", "two"),
    ("tre", "three"),
    ("fire", "four"),
    ("fem", "five"),
    ("seks", "six"),
    ("sju", "syv", "seven"),
    ("åtte", "eight"),
    ("ni", "nine"),
    ("ti", "ten"),
    ("elleve", "eleven"),
    ("tolv", "twelve"),
    ("tretten", "thirteen"),
    ("fjorten", "fourteen"),
    ("femten", "fifteen"),
    ("seksten", "sixteen"),
    ("sytten", "seventeen"),
    ("atten", "eighteen"),
    ("nitten", "nineteen"),
)
TENS_ROW: Final = (
    (20, ("tjue", "tyve", "twenty")),
    (30, ("tretti", "tredve", "thirty")),
    (40, ("førti", "forty")),
    (50, ("femti", "fifty")),
    (60, ("seksti", "sixty")),
    (70, ("sytti", "seventy")),
    (80, ("åtti", "eighty")),
    (90, ("nitti", "ninety")),
)
SMALL: Final = {word: value for value, words in enumerate(UNITS_ROW) for word in words}
TENS: Final = {word: value for value, words in TENS_ROW for word in words}
# "toogtjue" and "twenty-two", as one spoken word.
COMPOUND: Final = {
    f"{small}og{ten}": TENS[ten] + SMALL[small]
    for small in SMALL
    for ten in TENS
    if 1 <= SMALL[small] <= 9
} | {
    f"{ten}{small}": TENS[ten] + SMALL[small]
    for small in SMALL
    for ten in TENS
    if 1 <= SMALL[small] <= 9
}
SCALES: Final = {
    "hundre": 100,
    "hundred": 100,
    "tusen": 1000,
    "thousand": 1000,
}
HALVES: Final = {
    "halv": Fraction(1, 2),
    "halvt": Fraction(1, 2),
    "halve": Fraction(1, 2),
    "half": Fraction(1, 2),
    "halvannen": Fraction(3, 2),
    "halvannan": Fraction(3, 2),
    "halvanna": Fraction(3, 2),
}

# What is weighed, measured or counted: base unit and how many of it.
MEASURES: Final = {
    "kg": ("g", 1000),
    "kilo": ("g", 1000),
    "kilogram": ("g", 1000),
    "kilos": ("g", 1000),
    "g": ("g", 1),
    "gr": ("g", 1),
    "gram": ("g", 1),
    "grams": ("g", 1),
    "hg": ("g", 100),
    "hekto": ("g", 100),
    "tonn": ("g", 1_000_000),
    "l": ("ml", 1000),
    "liter": ("ml", 1000),
    "litre": ("ml", 1000),
    "litres": ("ml", 1000),
    "liters": ("ml", 1000),
    "dl": ("ml", 100),
    "desiliter": ("ml", 100),
    "ml": ("ml", 1),
    "stk": ("pcs", 1),
    "stykk": ("pcs", 1),
    "stykker": ("pcs", 1),
    "stykke": ("pcs", 1),
    "pcs": ("pcs", 1),
    "pieces": ("pcs", 1),
    "piece": ("pcs", 1),
    "dusin": ("pcs", 12),
    "dozen": ("pcs", 12),
    "snes": ("pcs", 20),
}
# Words for a pack; each leads to the one they are all known by.
PACKS: Final = {
    word: words[0]
    for words in (
        ("pose", "poser", "posar", "bag", "bags"),
        ("sekk", "sekker", "sekkar", "sack", "sacks"),
        ("kasse", "kasser", "kassar", "crate", "crates"),
        ("eske", "esker", "eskjer", "øskje", "øskjer", "box", "boxes"),
        ("brett", "bretter", "tray", "trays"),
        ("kurv", "kurver", "korg", "korger", "basket", "baskets"),
        ("flaske", "flasker", "bottle", "bottles"),
        ("glass", "jar", "jars"),
        ("boks", "bokser", "boksar", "tin", "tins"),
        ("pakke", "pakker", "pakkar", "pakning", "pakninger", "pakningar", "pack", "packs"),
        ("bunt", "bunter", "buntar", "bundle", "bundles", "bunch", "bunches"),
        ("spann", "bøtte", "bøtter", "bucket", "buckets"),
        ("beger", "begre", "beger", "begeret", "cup", "cups"),
        ("kartong", "kartonger", "kartongar", "carton", "cartons"),
        ("potte", "potter", "pot", "pots"),
        ("rull", "ruller", "rullar", "roll", "rolls"),
    )
    for word in words
}

# ISO weekday by its names.
WEEKDAYS: Final = {
    word: number
    for number, words in enumerate(
        (
            ("mandag", "måndag", "monday", "mån"),
            ("tirsdag", "tysdag", "tuesday", "tirs", "tys"),
            ("onsdag", "wednesday", "ons"),
            ("torsdag", "thursday", "tors"),
            ("fredag", "friday", "fre"),
            ("lørdag", "laurdag", "saturday", "lør", "lau"),
            ("søndag", "sundag", "sunday", "søn"),
        ),
        start=1,
    )
    for word in words
}
MONTHS: Final = {
    word: number
    for number, words in enumerate(
        (
            ("januar", "january", "jan"),
            ("februar", "february", "feb"),
            ("mars", "march"),
            ("april", "apr"),
            ("mai", "may"),
            ("juni", "june", "jun"),
            ("juli", "july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("oktober", "october", "okt", "oct"),
            ("november", "nov"),
            ("desember", "december", "des", "dec"),
        ),
        start=1,
    )
    for word in words
}
TODAY: Final = frozenset({"idag", "today"})
TOMORROW: Final = frozenset({"imorgen", "imorgon", "imorra", "tomorrow"})
DAY_AFTER_TOMORROW: Final = frozenset({"overmorgen", "overmorgon", "overimorgen"})
THIS: Final = frozenset({"denne", "this"})
NEXT: Final = frozenset({"neste", "next"})
WEEK: Final = frozenset({"uke", "uka", "uken", "veke", "veka", "week"})
EVERY: Final = frozenset({"hver", "kvar", "every", "alle"})
DAY: Final = frozenset({"dag", "day", "dager", "dagar", "days"})

NONE: Final = frozenset(
    {"ingen", "inga", "inkje", "ingenting", "tom", "tomt", "utsolgt", "utseld", "slutt"}
    | {"none", "out", "nothing", "ikke", "ikkje", "not", "uten", "utan"}
)
JOINS: Final = frozenset({"og", "and", "samt", "pluss", "plus", "men", "but"})
# Words that hold a notice together and mean nothing to it.
FILLERS: Final = frozenset(
    [
        "jeg",
        "eg",
        "vi",
        "me",
        "i",
        "we",
        "har",
        "have",
        "kan",
        "can",
        "leverer",
        "leverere",
        "levere",
        "deliver",
        "til",
        "for",
        "på",
        "on",
        "av",
        "of",
        "med",
        "with",
        "fra",
        "frå",
        "from",
        "er",
        "is",
        "are",
        "the",
        "det",
        "som",
        "that",
        "noe",
        "noko",
        "some",
        "any",
        "igjen",
        "att",
        "left",
        "nå",
        "no",
        "now",
        "omtrent",
        "ca",
        "circa",
        "cirka",
        "about",
        "rundt",
        "kring",
        "maks",
        "inntil",
        "opptil",
        "up",
        "får",
        "bare",
        "berre",
        "only",
        "just",
        "også",
        "òg",
        "also",
        "så",
        "hei",
        "hallo",
        "hi",
        "hello",
        "takk",
        "thanks",
        "hilsen",
        "helsing",
        "regards",
        "klar",
        "klart",
        "klare",
        "ready",
        "ferdig",
        "ferske",
        "fersk",
        "fresh",
        "fin",
        "fine",
        "fint",
        "store",
        "små",
        "stor",
        "liten",
        "den",
        "dei",
        "de",
        "them",
        "her",
        "here",
        "leveranse",
        "levering",
        "delivery",
        "bestilling",
        "dagen",
        "morgen",
        "ettermiddag",
        "blir",
        "vert",
        "må",
        "kanskje",
        "maybe",
        "ekstra",
        "extra",
        "mer",
        "meir",
        "more",
        "solgt",
        "seld",
        "sold",
        "alt",
        "all",
        "enn",
        "than",
    ]
)
SAME: Final = ("samme som sist", "same som sist", "same as last", "som sist", "som vanlig")
SAME_MORE: Final = ("som vanleg", "samme som forrige", "same som førre", "det samme", "det same")

# Words whose stem does not lead home.
LIKE: Final = {
    "gulrøtter": "gulrot",
    "gulerøtter": "gulrot",
    "gulrøtene": "gulrot",
    "gulerot": "gulrot",
    "røtter": "rot",
    "lauk": "løk",
    "raudlauk": "rødløk",
    "purrelauk": "purreløk",
    "graslauk": "gressløk",
    "raudbete": "rødbete",
    "raudbeter": "rødbete",
    "raudbetar": "rødbete",
    "mjølk": "melk",
    "kjøt": "kjøtt",
    "rjome": "rømme",
    "kvitkål": "hvitkål",
    "jordeple": "potet",
    "hovudkål": "hodekål",
    "geiteost": "geitost",
    "flatbraud": "flatbrød",
    "carrot": "gulrot",
    "carrots": "gulrot",
    "potato": "potet",
    "potatoes": "potet",
    "onion": "løk",
    "onions": "løk",
    "eggs": "egg",
    "lettuce": "salat",
    "cabbage": "kål",
    "honey": "honning",
    "cheese": "ost",
    "milk": "melk",
    "bread": "brød",
}
