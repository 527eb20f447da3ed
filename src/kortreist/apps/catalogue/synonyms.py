"""Words for the same goods: what a stemmer cannot know.

Own words, written 20 November 2026 from what stands on Norwegian menus and market stalls, bokmål
and nynorsk side by side; no list was copied. Irregular plurals are here too, as ``gulrøtter`` has
another stem than ``gulrot``. A group goes all ways. `ONE_WAY` is for a word that may mean another
thing besides, and must not be found by that.
"""

from collections.abc import Mapping
from typing import Final

GROUPS: Final = (
    "purre purreløk purrelauk leek",
    "potet poteter potetar jordeple potato potatoes",
    "gulrot gulrøtter gulrøter gulerot carrot carrots",
    "løk lauk onion onions",
    "hvitløk kvitlauk garlic",
    "rødløk raudlauk",
    "vårløk vårlauk",
    "kål hodekål hovudkål cabbage",
    "hvitkål kvitkål",
    "rødkål raudkål",
    "kålrot kålrabi kålrøtter kålrøter rutabaga swede",
    "nepe neper næpe turnip",
    "rødbete rødbeter raudbete raudbeter beet beetroot",
    "bete beter bede",
    "sellerirot knollselleri celeriac",
    "eple eplar epler apple apples",
    "pære pærer pærar pear pears",
    "plomme plommer plommar plum plums",
    "bær bærene berry berries",
    "tyttebær tytebær lingonberry lingonberries",
    "blåbær blueberry blueberries bilberry bilberries",
    "bringebær bringeber raspberry raspberries",
    "jordbær strawberry strawberries",
    "multe multer molte molter cloudberry cloudberries",
    "solbær blackcurrant blackcurrants",
    "krekling krøkebær crowberry",
    "melk mjølk milk",
    "fløte fløyte cream",
    "rømme rjome rømmekolle",
    "ost oster ostar cheese",
    "geitost geitost gjeitost",
    "smør butter",
    "egg egga eggene eggs",
    "storfe okse okser oksekjøtt oksekjøt naut nautekjøt storfekjøtt beef",
    "kalv kalvekjøtt kalvekjøt veal",
    "svin gris grisekjøtt svinekjøtt svinekjøt pork",
    "lam lammekjøtt lammekjøt lamb",
    "sau får fårekjøtt fårekjøt sauekjøtt mutton",
    "geit gjeit kje goat",
    "rein reinsdyr reinkjøtt reinkjøt reindeer",
    "elg elgkjøtt elgkjøt moose",
    "hjort hjortekjøtt hjortekjøt venison",
    "kylling høne høns hane chicken",
    "kjøttdeig kjøtdeig karbonadedeig",
    "kjøtt kjøt meat",
    "pølse pølser pylse pylser sausage sausages",
    "fisk fiskar fish",
    "laks salmon",
    "ørret aure trout",
    "røye røyr røyer char",
    "torsk skrei cod",
    "hyse kolje haddock",
    "mel mjøl flour",
    "hvete kveitemjøl wheat",
    "brød brau bread",
    "flatbrød flatbrau",
    "lefse lefser lefsa",
    "honning honey",
    "syltetøy syltety jam",
    "saft juice",
    "eplesaft eplejus eplemost eplejuice",
    "øl beer",
    "sider cider",
    "økologisk økologiske økologisk øko organic",
)
# The first also finds the others; the others do not find the first.
ONE_WAY: Final = (
    "kveite hvete",
    "grønt grønnsak grønnsaker grønsak grønsaker",
    "grønnsaker potet gulrot kål løk purre",
    "grønsaker potet gulrot kål løk purre",
)


def _read() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in GROUPS:
        words = line.split()
        for word in words:
            found.setdefault(word, set()).update(words)
    for line in ONE_WAY:
        first, *others = line.split()
        found.setdefault(first, set()).update(others)
    return {word: frozenset(others - {word}) for word, others in found.items()}


SYNONYMS: Final = _read()
