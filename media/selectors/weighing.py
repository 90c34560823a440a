"""What files cost who loads them, for lists that show no file: without links."""

from collections.abc import Iterable

from media.engine.weight import PHONE_WIDTH, Weight, weight_of
from media.models import Asset, AssetRendition
from media.selectors.shown import SOUND, whole_ones
from media.terms import AssetKind


def weights(rows: Iterable[Asset]) -> dict[str, Weight]:
    """The weight of each file by its public id: what a phone loads of it. One query, none without rows."""
    assets = list(rows)
    made: dict[int, list[AssetRendition]] = {}
    keys = [row.pk for row in assets if row.kind != AssetKind.FILE]
    if keys:
        for each in AssetRendition.objects.filter(asset_id__in=keys).order_by("size", "pk"):
            made.setdefault(each.asset_id, []).append(each)
    return {
        row.public_id: weight_of(row.kind, _loaded(row, made.get(row.pk, [])), seconds=row.seconds)
        for row in assets
    }


def _loaded(row: Asset, made: list[AssetRendition]) -> int:
    """As `media.selectors.shown` tells it: an AVIF as wide as a phone's screen, the smallest film, the whole file."""
    if row.kind == AssetKind.IMAGE:
        wide = whole_ones(made)
        avif = [each for each in wide if each.content_type == "image/avif"] or wide
        found = next((each for each in avif if each.width >= PHONE_WIDTH), avif[-1] if avif else None)
        return found.size if found else row.size
    films = [each for each in made if each.label.endswith("p") and each.label[:-1].isdigit()]
    sounds = [each for each in made if each.label == SOUND] if row.kind == AssetKind.AUDIO else []
    return min((each.size for each in films or sounds), default=row.size)
