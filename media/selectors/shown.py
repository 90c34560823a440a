"""Files as pages show them: what `<picture>` chooses from, what a player plays, where a file is downloaded.

For every app that shows files by their public ids. Addresses carry their own permission and stay the same for half a day:
whoever may read the page that holds them gets the files, and nobody else learns the addresses.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from media.engine.shapes import Crop, Line, Shown, Source, Track, Variant, clock
from media.engine.weight import PHONE_WIDTH, Weight, weight_of
from media.models import Asset, AssetCaption, AssetRendition
from media.terms import AssetKind
from synthai.core.media import links
from synthai.core.media.languages import language_label
from synthai.core.media.links import Linked
from synthai.core.media.pictures import SHAPES

SOUND: Final = "sound"
POSTER: Final = "poster"
VTT: Final = "vtt-"  # and the language
SMALL: Final = 640  # of the picture for who knows no srcset
_ENDINGS: Final = {
    "image/avif": "avif",
    "image/webp": "webp",
    "image/jpeg": "jpg",
    "video/mp4": "mp4",
    "audio/mp4": "m4a",
    "text/vtt": "vtt",
}


def shown(asset_ids: Iterable[str], *, now: datetime) -> dict[str, Shown]:
    """The files with these public ids, those put away too; unknown ones are left out. Three queries, none without ids. Needs
    the tenant of the files; whether the page may be read was asked before."""
    ids = set(asset_ids)
    rows = list(Asset.objects.filter(public_id__in=ids)) if ids else []
    return {asset.public_id: told for asset, told in shown_rows(rows, now=now)}


def shown_rows(assets: Iterable[Asset], *, now: datetime) -> list[tuple[Asset, Shown]]:
    """The same for rows at hand, in their order. Two queries, none without rows."""
    rows = list(assets)
    keys = [row.pk for row in rows]
    made: dict[int, list[AssetRendition]] = {}
    said: dict[int, list[AssetCaption]] = {}
    if keys:
        for each in AssetRendition.objects.filter(asset_id__in=keys).order_by("size", "pk"):
            made.setdefault(each.asset_id, []).append(each)
        for caption in AssetCaption.objects.filter(asset_id__in=keys).order_by("pk"):
            said.setdefault(caption.asset_id, []).append(caption)
    return [(row, _told(row, made.get(row.pk, []), said.get(row.pk, []), now)) for row in rows]


def upload_link(row: Asset, *, now: datetime) -> str:
    """Where the file is saved from: a document as it was uploaded, the largest of a picture."""
    linked = Linked(path=row.path, content_type=row.content_type, name=row.name, is_saved=True)
    return links.steady_link(linked, now=now)


def whole_ones(made: Iterable[AssetRendition]) -> list[AssetRendition]:
    """The renditions of the whole picture, narrowest first."""
    found = [each for each in made if each.label.startswith("w") and each.label[1:].isdigit()]
    return sorted(found, key=lambda each: each.width)


def _told(row: Asset, made: list[AssetRendition], said: list[AssetCaption], now: datetime) -> Shown:
    wide, variants = whole_ones(made), _variants(row, made, now)
    webp = [each for each in wide if each.content_type == "image/webp"]
    small = next((each for each in webp if each.width >= SMALL), webp[-1] if webp else None)
    url = _address(row, small, now) if small else ""
    return Shown(
        public_id=row.public_id,
        kind=row.kind,
        name=row.name,
        alt="" if row.is_decorative else row.alt,
        credit=row.credit,
        content_type=row.content_type,
        url=url or (variants[0].url if variants else upload_link(row, now=now)),
        size=row.size,
        width=row.width,
        height=row.height,
        seconds=row.seconds,
        weight=_weight(row, wide, variants),
        is_described=row.is_described,
        is_put_away=row.removed_at is not None,
        is_in_work=row.is_in_work,
        sources=_sources(row, wide, now),
        crops={label: crop for label in SHAPES if (crop := _crop(row, made, label, now))},
        share=_first(row, made, "wide", "image/jpeg", now),
        variants=variants,
        poster=_first(row, made, POSTER, "image/webp", now),
        tracks=_tracks(row, made, said, now),
    )


def _sources(row: Asset, made: list[AssetRendition], now: datetime) -> tuple[Source, ...]:
    told = []
    for content_type in ("image/avif", "image/webp"):
        ours = [each for each in made if each.content_type == content_type]
        if ours:
            srcset = ", ".join(f"{_address(row, each, now)} {each.width}w" for each in ours)
            told.append(Source(type=content_type, srcset=srcset))
    return tuple(told)


def _crop(row: Asset, made: list[AssetRendition], label: str, now: datetime) -> Crop | None:
    ours = [each for each in made if each.label == label]
    webp = next((each for each in ours if each.content_type == "image/webp"), None)
    if webp is None:
        return None
    url = _address(row, webp, now)
    return Crop(sources=_sources(row, ours, now), url=url, width=webp.width, height=webp.height)


def _variants(row: Asset, made: list[AssetRendition], now: datetime) -> tuple[Variant, ...]:
    """Smallest picture first, sound alone last; the upload itself while nothing else is there."""
    if row.kind not in {AssetKind.VIDEO, AssetKind.AUDIO}:
        return ()
    films = [each for each in made if each.label.endswith("p") and each.label[:-1].isdigit()]
    films.sort(key=lambda each: each.width * each.height)
    told = [
        Variant(
            label=each.label,
            type=each.content_type,
            url=_address(row, each, now),
            size=each.size,
            width=each.width,
            height=each.height,
            is_sound=each.label == SOUND,
        )
        for each in [*films, *(each for each in made if each.label == SOUND)]
    ]
    if told and (films or row.kind == AssetKind.AUDIO):
        return tuple(told)
    linked = Linked(path=row.path, content_type=row.content_type, name=row.name)
    whole = Variant(
        label="upload",
        type=row.content_type,
        url=links.steady_link(linked, now=now),
        size=row.size,
        width=row.width,
        height=row.height,
        is_sound=row.kind == AssetKind.AUDIO,
    )
    return (whole, *told)


def _tracks(
    row: Asset, made: list[AssetRendition], said: list[AssetCaption], now: datetime
) -> tuple[Track, ...]:
    return tuple(
        Track(
            language=each.language,
            label=language_label(each.language),
            url=_first(row, made, f"{VTT}{each.language}", "text/vtt", now),
            lines=tuple(
                Line(second=start, clock=clock(start), words=words) for start, _end, words in each.cues
            ),
        )
        for each in said
    )


def _weight(row: Asset, wide: list[AssetRendition], variants: tuple[Variant, ...]) -> Weight:
    """Of what a phone loads: an AVIF as wide as its screen, the smallest film, the whole file."""
    avif = [each for each in wide if each.content_type == "image/avif"] or wide
    phone = next((each.size for each in avif if each.width >= PHONE_WIDTH), avif[-1].size if avif else None)
    size = phone if phone is not None else variants[0].size if variants else row.size
    return weight_of(row.kind, size, seconds=row.seconds)


def _first(row: Asset, made: list[AssetRendition], label: str, content_type: str, now: datetime) -> str:
    found = next((each for each in made if (each.label, each.content_type) == (label, content_type)), None)
    return _address(row, found, now) if found else ""


def _address(row: Asset, made: AssetRendition, now: datetime) -> str:
    stem = row.name.rpartition(".")[0] or row.name
    name = f"{stem}-{made.label}.{_ENDINGS.get(made.content_type, 'bin')}"
    return links.steady_link(Linked(path=made.path, content_type=made.content_type, name=name), now=now)
