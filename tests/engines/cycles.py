"""Made-up cycles, the same for every run."""

from random import Random

from kortreist.engines.allocation import Item, Problem, Supplier, Wish
from kortreist.engines.shares import Policy


def large_cycle(*, lines, producers, items, minimums=0.15, seed=1):
    """A quarter of the items scarce, a fifth in cases, a third of the producers with a minimum."""
    random = Random(seed)
    wanted_of = [0] * items
    wishes = []
    for line_id in range(lines):
        item_id, wanted = random.randrange(items), random.randint(1, 20)
        has_minimum = wanted > 2 and random.random() < minimums
        minimum = random.randint(2, wanted) if has_minimum else 0
        wishes.append(Wish(line_id, item_id, wanted, minimum, random.choice((0, 0, 1)), line_id))
        wanted_of[item_id] += wanted
    goods = []
    for item_id, wanted in enumerate(wanted_of):
        part = random.uniform(0.3, 0.95) if random.random() < 0.25 else 1.5
        case_packs = random.choice((1, 1, 1, 1, 6))
        value_ore = random.randint(1_000, 30_000)
        goods.append(Item(item_id, item_id % producers, int(wanted * part), case_packs, value_ore))
    suppliers = tuple(Supplier(number, 400_000) for number in range(0, producers, 3))
    return Problem(tuple(wishes), tuple(goods), suppliers, gap_bp=10)


def scarce_item(*, lines, case_packs=1, seed=1, policy=Policy.PROPORTIONAL):
    """One item, half of what is wanted, seven lines in ten with a minimum."""
    random = Random(seed)
    wishes = []
    for line_id in range(lines):
        wanted = random.randint(1, 30)
        minimum = random.randint(1, wanted) if random.random() < 0.7 else 0
        wishes.append(Wish(line_id, 1, wanted, minimum, placed=line_id))
    available = sum(wish.wanted for wish in wishes) // 2
    return Problem(tuple(wishes), (Item(1, 1, available, case_packs, 1_000),), policy=policy)
