"""What is there of the files of a lesson right now: sizes, captions, and which of them a person gets. Four queries at most.

A version names its files and nothing of what was made of them: that grows after publishing, and captions are put right.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.urls import reverse

from courses.models import Caption, MediaFile, Rendition, Watching
from courses.terms import BlockKind, Variant
from synthai.core.errors import NotFound
from synthai.core.media import links
from synthai.core.media.links import Linked
from synthai.core.media.states import Trouble

SOUND: Final = "sound"
POSTER: Final = "poster"
SAVING_SIDE: Final = 640  # of pictures, when data is saved
_ENDINGS: Final = {
    "video/mp4": "mp4",
    "audio/mp4": "m4a",
    "image/webp": "webp",
    "image/avif": "avif",
}
Address = Callable[[MediaFile, Rendition | None], str]


@dataclass(frozen=True, kw_only=True)
class Taste:
    """How a person likes to watch. `variant` empty: the smallest that fits."""

    saves_data: bool = False
    variant: str = ""


@dataclass(frozen=True, kw_only=True)
class Found:
    """Files by their public ids, with what was made of them and their captions."""

    files: Mapping[str, MediaFile] = field(default_factory=dict)
    made: Mapping[int, list[Rendition]] = field(default_factory=dict)
    captions: Mapping[int, list[Caption]] = field(default_factory=dict)
    taste: Taste = Taste()


def found_in(blocks: Iterable[Mapping[str, Any]], *, user_id: int | None, saves_data: bool = False) -> Found:
    """Everything that some blocks of a version need; no query where they name no file."""
    names = {block["media"]["id"] for block in blocks if block.get("media")}
    if not names:
        return Found()
    rows = {row.public_id: row for row in MediaFile.objects.filter(public_id__in=names)}
    return _gathered(rows, taste_of(user_id, saves_data=saves_data))


def _gathered(rows: Mapping[str, MediaFile], taste: Taste) -> Found:
    keys = [row.pk for row in rows.values()]
    made: dict[int, list[Rendition]] = {}
    captions: dict[int, list[Caption]] = {}
    if keys:
        for each in Rendition.objects.filter(media_id__in=keys).order_by("size"):
            made.setdefault(each.media_id, []).append(each)
        for caption in Caption.objects.filter(media_id__in=keys).order_by("pk"):
            captions.setdefault(caption.media_id, []).append(caption)
    return Found(files=rows, made=made, captions=captions, taste=taste)


def get_rendition(row: MediaFile, label: str, ending: str) -> Rendition:
    """One of the things made of a file. Raises NotFound."""
    types = {value: key for key, value in _ENDINGS.items()}
    rows = Rendition.objects.filter(media_id=row.pk, label=label, content_type=types.get(ending, ""))
    found: Rendition | None = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def get_caption(row: MediaFile, language: str) -> Caption:
    """What is said in a file, in one language. Raises NotFound."""
    found: Caption | None = Caption.objects.filter(media_id=row.pk, language=language).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def is_film(row: MediaFile) -> bool:
    """Whether it plays."""
    return row.kind in {BlockKind.VIDEO, BlockKind.AUDIO}


def is_for_learners(row: MediaFile) -> bool:
    """Whether learners may load a file as it came. A film or sound only while nothing smaller is there, or a page that began
    with the upload may still play it: the upload knows where and when it was filmed."""
    if not is_film(row) or row.is_in_work:
        return True
    return not Rendition.objects.filter(media_id=row.pk).exclude(label=POSTER).exists()


def made_of(rows: Iterable[MediaFile]) -> Found:
    """What was made of some files, and their captions. Two queries, none without files."""
    return _gathered({row.public_id: row for row in rows}, Taste())


def taste_of(user_id: int | None, *, saves_data: bool = False) -> Taste:
    """What a person chose; a browser that asks to save data is heard too."""
    row = Watching.objects.filter(user_id=user_id or 0).order_by("pk").first()
    if row is None:
        return Taste(saves_data=saves_data)
    return Taste(saves_data=row.saves_data or saves_data, variant=row.variant)


def shown(kept: Mapping[str, Any], found: Found, address: Address) -> dict[str, Any]:
    """What a block's file adds to the block: `sources` of a picture; `player` of a film or sound."""
    media = kept.get("media")
    row = found.files.get(media["id"]) if media else None
    if row is None:
        return {}
    made = found.made.get(row.pk, [])
    if kept["kind"] == BlockKind.IMAGE:
        return {"sources": sources(row, made, address, saves_data=found.taste.saves_data)}
    if kept["kind"] in {BlockKind.VIDEO, BlockKind.AUDIO}:
        return {"player": _player(row, made, found, address)}
    return {}


def sources(
    row: MediaFile, made: list[Rendition], address: Address, *, saves_data: bool
) -> list[dict[str, Any]]:
    """What `<picture>` chooses from: AVIF first, then WebP, each in its widths."""
    wide = sorted((each for each in made if each.label.startswith("w")), key=lambda each: each.width)
    if saves_data:
        wide = [each for each in wide if max(each.width, each.height) <= SAVING_SIDE] or wide[:2]
    told = []
    for content_type in ("image/avif", "image/webp"):
        ours = [each for each in wide if each.content_type == content_type]
        srcset = ", ".join(f"{address(row, each)} {each.width}w" for each in ours)
        if ours:
            told.append({"type": content_type, "srcset": srcset, "smallest": address(row, ours[0])})
    return told


def variants(row: MediaFile, made: list[Rendition], address: Address) -> list[dict[str, Any]]:
    """What one may load of a film or sound, smallest picture first, sound alone last; the upload itself while nothing else
    is there."""
    films = sorted(
        (each for each in made if each.label.endswith("p")), key=lambda each: each.height * each.width
    )
    sounds = [each for each in made if each.label == SOUND]
    told = [_variant(row, each, address) for each in [*films, *sounds]]
    if told:
        return told
    whole = {"label": "upload", "size": row.size, "type": row.content_type, "url": address(row, None)}
    return [{**whole, "width": row.width, "height": row.height, "is_sound": row.kind == BlockKind.AUDIO}]


def chosen_of(told: list[dict[str, Any]], taste: Taste) -> str:
    """The label of what a person gets before anything is chosen on the page."""
    by_label = {each["label"]: each for each in told}
    if taste.variant in by_label:
        return taste.variant
    films = [each for each in told if not each["is_sound"]]
    return str((films or told)[0]["label"])


def page_address(organisation: str) -> Address:
    """Addresses on pages: they ask at each visit whether the person may see the file."""

    def address(row: MediaFile, made: Rendition | None) -> str:
        if made is None:
            return reverse("courses:media", args=[organisation, row.public_id, "large"])
        ids = [organisation, row.public_id, made.label, _ENDINGS[made.content_type]]
        return reverse("courses:media-rendition", args=ids)

    return address


def signed_address(row: MediaFile, made: Rendition | None) -> str:
    """Addresses for apps, which have no session: they carry their own permission and expire."""
    stem = row.name.rpartition(".")[0] or row.name
    name = row.name if made is None else f"{stem}-{made.label}.{_ENDINGS[made.content_type]}"
    path, content_type = (row.path, row.content_type) if made is None else (made.path, made.content_type)
    is_saved = row.kind == BlockKind.FILE
    return links.file_link(Linked(path=path, content_type=content_type, name=name, is_saved=is_saved))


def _variant(row: MediaFile, made: Rendition, address: Address) -> dict[str, Any]:
    return {
        "label": made.label,
        "size": made.size,
        "type": made.content_type,
        "url": address(row, made),
        "width": made.width,
        "height": made.height,
        "is_sound": made.label == SOUND,
    }


def _player(row: MediaFile, made: list[Rendition], found: Found, address: Address) -> dict[str, Any]:
    told = variants(row, made, address)
    poster = next((each for each in made if each.label == POSTER), None)
    return {
        "key": row.public_id,
        "seconds": row.seconds,
        "state": row.state,
        "trouble": Trouble(row.trouble).label if row.trouble else "",
        "is_in_work": row.is_in_work,
        "variants": told,
        "chosen": chosen_of(told, found.taste),
        "is_fitting": found.taste.variant == Variant.FITTING and not found.taste.saves_data,
        "poster": address(row, poster) if poster and not found.taste.saves_data else "",
        "captions": found.captions.get(row.pk, []),
        "saves_data": found.taste.saves_data,
    }
