"""Files as other apps show them: where each lies, and what was made of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from media.models import Asset, AssetCaption, AssetRendition

COVER: Final = "square"  # the crop that lists show


@dataclass(frozen=True, kw_only=True)
class PlainRendition:
    """One thing made of a file."""

    label: str
    content_type: str
    path: str
    size: int
    width: int

    @property
    def name(self) -> str:
        """What addresses call it: w640.avif."""
        return f"{self.label}.{self.content_type.rpartition('/')[2]}"

    @property
    def is_whole(self) -> bool:
        """Whether it shows the whole picture, and is no crop of it."""
        return self.label.startswith("w") and self.label[1:].isdigit()


@dataclass(frozen=True, kw_only=True)
class PlainFile:
    """A file of the library. `captions` are languages with their cues."""

    public_id: str
    kind: str
    name: str
    alt: str
    credit: str
    path: str
    content_type: str
    size: int
    width: int
    height: int
    edition: int
    renditions: tuple[PlainRendition, ...] = ()
    captions: tuple[tuple[str, list[list[object]]], ...] = ()


def plain_files(public_ids: Iterable[str]) -> dict[str, PlainFile]:
    """The files with these ids that were not put away, by their ids. At most three queries. Needs their tenant."""
    wanted = list(public_ids)
    rows = list(Asset.objects.kept().filter(public_id__in=wanted)) if wanted else []
    if not rows:
        return {}
    made: dict[int, list[PlainRendition]] = {}
    for each in AssetRendition.objects.filter(asset__in=rows).order_by("width", "pk"):
        made.setdefault(each.asset_id, []).append(
            PlainRendition(
                label=each.label,
                content_type=each.content_type,
                path=each.path,
                size=each.size,
                width=each.width,
            )
        )
    said: dict[int, list[tuple[str, list[list[object]]]]] = {}
    for caption in AssetCaption.objects.filter(asset__in=rows).order_by("language"):
        said.setdefault(caption.asset_id, []).append((caption.language, caption.cues))
    return {row.public_id: _file(row, made.get(row.pk, []), said.get(row.pk, [])) for row in rows}


@dataclass(frozen=True, kw_only=True)
class SmallCover:
    """A picture cut for lists: the names of its files by type, and its size."""

    public_id: str
    alt: str
    edition: int
    names: tuple[tuple[str, str], ...]
    width: int
    height: int


def small_covers(public_ids: Iterable[str]) -> dict[str, SmallCover]:
    """Pictures with these ids as lists show them, AVIF first; those put away, or not cut yet, are left out. One query, none without ids.
    Needs their tenant."""
    wanted = list(dict.fromkeys(public_ids))
    if not wanted:
        return {}
    made: dict[str, list[AssetRendition]] = {}
    rows = AssetRendition.objects.filter(
        asset__public_id__in=wanted, asset__removed_at__isnull=True, label=COVER
    ).select_related("asset")
    for each in rows.order_by("content_type", "pk"):
        made.setdefault(each.asset.public_id, []).append(each)
    return {key: _small(found) for key, found in made.items()}


def _small(made: list[AssetRendition]) -> SmallCover:
    row, last = made[0].asset, made[-1]
    names = tuple(
        (each.content_type, f"{each.label}.{each.content_type.rpartition('/')[2]}") for each in made
    )
    return SmallCover(
        public_id=row.public_id,
        alt="" if row.is_decorative else row.alt,
        edition=row.edition,
        names=names,
        width=last.width,
        height=last.height,
    )


def _file(row: Asset, made: list[PlainRendition], said: list[tuple[str, list[list[object]]]]) -> PlainFile:
    return PlainFile(
        public_id=row.public_id,
        kind=row.kind,
        name=row.name,
        alt="" if row.is_decorative else row.alt,
        credit=row.credit,
        path=row.path,
        content_type=row.content_type,
        size=row.size,
        width=row.width,
        height=row.height,
        edition=row.edition,
        renditions=tuple(made),
        captions=tuple(said),
    )
