"""The words for packs, in one place: "glass 350 g", "glas 350 g", "350 g jar"."""

from kortreist.demo.description.parts import Text, Variant
from kortreist.kernel.quantity import Unit

# Code → bokmål, nynorsk, English.
PACKS = {
    "bag": ("pose", "pose", "bag"),
    "bottle": ("flaske", "flaske", "bottle"),
    "box": ("eske", "eske", "box"),
    "bucket": ("spann", "spann", "bucket"),
    "bunch": ("bunt", "bunt", "bunch"),
    "can": ("boks", "boks", "can"),
    "carton": ("kartong", "kartong", "carton"),
    "crate": ("kasse", "kasse", "crate"),
    "jar": ("glass", "glas", "jar"),
    "keg": ("fat", "fat", "keg"),
    "loaf": ("brød", "brød", "loaf"),
    "pack": ("pakke", "pakke", "pack"),
    "piece": ("stykke", "stykke", "piece"),
    "pot": ("potte", "potte", "pot"),
    "punnet": ("kurv", "korg", "punnet"),
    "sack": ("sekk", "sekk", "sack"),
    "tray": ("brett", "brett", "tray"),
    "tub": ("beger", "beger", "tub"),
    "wheel": ("hel ost", "heil ost", "whole cheese"),
}


def variant_name(variant: Variant) -> Text:
    """Return the pack and what it holds, in the interface's languages."""
    nb, nn, en = PACKS[variant.pack]
    if variant.unit is Unit.PIECE and variant.content_amount == 1:
        return Text(nb=nb, nn=nn, en=en)
    about = variant.charge_by == "measured"
    amount, unit = _amount(variant)
    norwegian = f"{'ca. ' if about else ''}{amount.replace('.', ',')} {unit[0]}"
    english = f"{'about ' if about else ''}{amount} {unit[1]}"
    return Text(nb=f"{nb} {norwegian}", nn=f"{nn} {norwegian}", en=f"{en}, {english}")


def _amount(variant: Variant) -> tuple[str, tuple[str, str]]:
    amount = variant.content_amount
    match variant.unit:
        case Unit.PIECE:
            return str(amount), ("stk.", "pcs")
        case Unit.GRAM if amount < 1000:
            return str(amount), ("g", "g")
        case Unit.GRAM:
            return _thousandth(amount), ("kg", "kg")
        case Unit.MILLILITRE if amount < 100:
            return str(amount), ("ml", "ml")
        case _:
            return _thousandth(amount), ("l", "l")


def _thousandth(amount: int) -> str:
    return f"{amount // 1000}.{amount % 1000:03}".rstrip("0").rstrip(".")
