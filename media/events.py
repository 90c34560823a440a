"""What happened to files of the library. Only ever extended. `PUBLIC_NAMES` is what others know them by (docs/media.md)."""

from dataclasses import dataclass
from typing import Final

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AssetAdded(Event):
    """A file came into the library. A film or sound still waits to be made smaller."""

    asset_id: int
    public_id: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class AssetReplaced(Event):
    """Another file stands in its place, everywhere it is shown."""

    asset_id: int
    public_id: str
    kind: str
    edition: int


@dataclass(frozen=True, kw_only=True)
class AssetReady(Event):
    """A film or sound is there in every size. `seconds` is its measured length."""

    asset_id: int
    public_id: str
    seconds: int


@dataclass(frozen=True, kw_only=True)
class AssetFailed(Event):
    """A film or sound could not be made smaller; `trouble` says why."""

    asset_id: int
    public_id: str
    trouble: str


@dataclass(frozen=True, kw_only=True)
class AssetDeleted(Event):
    """A file is gone for good."""

    public_id: str


PUBLIC_NAMES: Final[dict[type[Event], str]] = {
    AssetAdded: "asset.added",
    AssetReplaced: "asset.replaced",
    AssetReady: "asset.finished",
    AssetFailed: "asset.failed",
    AssetDeleted: "asset.deleted",
}
