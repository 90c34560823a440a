"""Files as other apps show them: where each lies, and what was made of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from media.models import Asset, AssetCaption, AssetRendition


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
