"""Where a file is shown."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from media.models import Asset, AssetUse

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

MOST_TOLD: Final = 100


@dataclass(frozen=True, kw_only=True)
class Place:
    """A thing that shows files: what it is called, and its page."""

    title: str
    url: str


Reader = Callable[[str, Iterable[str]], Mapping[str, Place]]


@dataclass(frozen=True, kw_only=True)
class _Kind:
    label: "_StrOrPromise"
    read: Reader


@dataclass(frozen=True, kw_only=True)
class Use:
    """One place of one file, in words."""

    kind: "_StrOrPromise"
    title: str
    url: str
    is_live: bool


_KINDS: dict[str, _Kind] = {}


def name_place(place: str, *, label: "_StrOrPromise", read: Reader) -> None:
    """Say what a place of an app above is called ("publishing.piece"), and how its things are read: `read(slug, keys)` gives
    those that are there by key, in a constant number of queries. Called when the app starts."""
    _KINDS[place] = _Kind(label=label, read=read)


def count_of(asset: Asset) -> int:
    """In how many places a file is shown, drafts too. One query."""
    return int(AssetUse.objects.filter(asset_id=asset.pk).count())


def counts(asset_ids: Iterable[int]) -> dict[int, int]:
    """In how many places each is shown. One query."""
    found: dict[int, int] = {}
    for key in AssetUse.objects.filter(asset_id__in=list(asset_ids)).values_list("asset_id", flat=True):
        found[key] = found.get(key, 0) + 1
    return found


def where(asset: Asset, organisation: str) -> list[Use]:
    """The places that show a file, what readers see first. What was named by nobody, or is gone, is told without a page."""
    rows = list(AssetUse.objects.filter(asset_id=asset.pk).order_by("-is_live", "place", "pk")[:MOST_TOLD])
    keys: dict[str, list[str]] = {}
    for row in rows:
        keys.setdefault(row.place, []).append(row.key)
    places = {name: kind.read(organisation, keys[name]) for name, kind in _KINDS.items() if name in keys}
    return [_told(row, places.get(row.place, {}).get(row.key)) for row in rows]


def _told(row: AssetUse, place: Place | None) -> Use:
    kind = _KINDS.get(row.place)
    return Use(
        kind=kind.label if kind else row.place,
        title=place.title if place else row.key,
        url=place.url if place else "",
        is_live=row.is_live,
    )
