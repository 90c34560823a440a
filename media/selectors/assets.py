"""Files of the library as pages and the API find them."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q

from media.models import Asset, AssetRendition
from media.selectors import figures
from media.terms import AssetKind
from synthai.core import entitlements
from synthai.core.errors import NotFound

ORDERING: Final = ("-added_at", "-id")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a list shows. `shelf`: "away" for what was put away, "undescribed" for pictures that nobody described yet."""

    words: str = ""
    kind: str = ""
    shelf: str = ""

    @property
    def scope(self) -> str:
        """The name of the list, for its cursors."""
        return f"media:{self.words}:{self.kind}:{self.shelf}"


@dataclass(frozen=True, kw_only=True)
class Room:
    """How much room files take, and how much there is, in megabytes. `most` None: without limit."""

    used: int
    most: int | None

    @property
    def percent(self) -> int | None:
        """How full it is."""
        return min(100, 100 * self.used // self.most) if self.most else None


def assets(wanted: Wanted) -> Any:
    """Files of the library, to be ordered by ORDERING. One query."""
    rows: Any = Asset.objects.kept()
    if wanted.shelf == "away":
        rows = Asset.objects.filter(removed_at__isnull=False)
    if wanted.shelf == "undescribed":
        rows = rows.filter(kind=AssetKind.IMAGE, alt="", is_decorative=False)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    for word in wanted.words.split()[:6]:
        rows = rows.filter(Q(name__icontains=word) | Q(alt__icontains=word) | Q(tags__icontains=word))
    return rows


def get_asset(public_id: str) -> Asset:
    """The file with this id, put away or not: the one door for pages and API. Needs its tenant. Raises NotFound."""
    found = Asset.objects.filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def made_of(asset: Asset) -> list[AssetRendition]:
    """Everything that was made of a file, by size."""
    return list(AssetRendition.objects.filter(asset_id=asset.pk).order_by("size", "pk"))


def twin_of(asset: Asset) -> Asset | None:
    """The oldest other file of the library with the same content."""
    if not asset.sha256:
        return None
    rows = Asset.objects.kept().filter(sha256=asset.sha256).exclude(pk=asset.pk)
    found: Asset | None = rows.order_by("added_at", "pk").first()
    return found


def room(organisation_id: int) -> Room:
    """How full the library is. One query."""
    most = entitlements.limit(organisation_id, "media.storage")
    return Room(used=figures.used(organisation_id), most=None if most is None else int(most))
