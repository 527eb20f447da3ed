"""What the numbers of an engine's input may be, so that schemas and file doors can say it."""

from typing import Annotated

from annotated_types import Ge, Le, MaxLen

MANY = 1_000_000_000_000
"""More of anything than a region's food trade will see in one cycle; a slip of the hand beyond."""

Id = Annotated[int, Ge(0), Le(2**63 - 1)]
Packs = Annotated[int, Ge(0), Le(1_000_000_000)]
CasePacks = Annotated[int, Ge(1), Le(1_000_000_000)]
Amount = Annotated[int, Ge(0), Le(MANY)]
Ore = Annotated[int, Ge(0), Le(MANY)]
SignedOre = Annotated[int, Ge(-MANY), Le(MANY)]
RateBp = Annotated[int, Ge(0), Le(1_000_000)]
Rank = Annotated[int, Ge(-MANY), Le(MANY)]
Word = Annotated[str, MaxLen(100)]
