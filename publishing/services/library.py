"""The articles and resources of our own writing, brought from publishing/library/ onto the platform's shelf."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from publishing import locks
from publishing.engine import shelf
from publishing.engine.shelf import Written
from publishing.models import OldAddress, Piece, PieceAuthor, PieceTag, Revision, Series, Tag
from publishing.selectors import approval
from publishing.services import changing, live, pieces
from synthai.core.access import Actor

FOLDER: Final = Path(__file__).resolve().parents[1] / "library"
_PARTS: Final = ("title", "summary", "settings")
_NOTE: Final = "As it lies in the library"


def written() -> list[Written]:
    """Every piece of the folder, in each language it is written in, the original before its translation. Raises NotReadable."""
    files = sorted(FOLDER.glob("*/*.md"), key=lambda path: (path.stem != "en", path.parent.name))
    return [
        shelf.read(path.read_text(encoding="utf-8"), folder=path.parent.name, language=path.stem)
        for path in files
    ]


def titles() -> Mapping[str, Any]:
    """Names of tags, series and authors."""
    return tomllib.loads((FOLDER / "library.toml").read_text(encoding="utf-8"))


@transaction.atomic
def load(*, by: Actor, now: datetime) -> list[Piece]:
    """Publish every piece that has no place on the shelf yet; what is there stays as its editors have it. Idempotent. Where somebody
    else has to approve pieces first, they stay drafts.

    A piece counts as there when its address is, or was, that of a piece, put away or not. Needs the platform's tenant.
    """
    everything, taken = written(), _taken()
    missing = [each for each in everything if (each.language, each.slug) not in taken]
    made = {(each.folder, each.language): _begun(each, by=by, now=now) for each in missing}
    known = {**_present(everything), **made}
    for each in missing:
        _fill(made[each.folder, each.language], each, known, by=by, now=now)
    if approval.is_demanded():
        return _in_order(made)
    return [live.publish(piece.pk, by=by, now=now, note=_NOTE) for piece in _in_order(made)]


def _taken() -> set[tuple[str, str]]:
    now = set(Piece.objects.values_list("language", "slug"))
    return now | set(OldAddress.objects.values_list("language", "slug"))


def _present(everything: Iterable[Written]) -> dict[tuple[str, str], Piece]:
    """The pieces that are there, by folder and language."""
    folders = {(each.language, each.slug): each.folder for each in everything}
    return {
        (folders[piece.language, piece.slug], piece.language): piece
        for piece in Piece.objects.kept()
        if (piece.language, piece.slug) in folders
    }


def _in_order(made: Mapping[tuple[str, str], Piece]) -> list[Piece]:
    return [made[key] for key in sorted(made, key=lambda key: (key[1] != "en", key[0]))]


def _begun(each: Written, *, by: Actor, now: datetime) -> Piece:
    return pieces.begin(
        title=each.title, by=by, now=now, kind=each.kind, language=each.language, audience=each.audience
    )


def _fill(
    piece: Piece, each: Written, known: Mapping[tuple[str, str], Piece], *, by: Actor, now: datetime
) -> None:
    """Put into a begun piece what its file says."""
    piece = locks.lock_piece(piece.pk)
    piece.slug, piece.summary = each.slug, each.summary
    piece.check_on = each.check_on
    piece.blocks = list(each.blocks(_keys(known, each.language)))
    piece.series, piece.series_position = _series(each), each.position
    original = known.get((each.folder, "en")) if each.language != "en" else None
    if original is not None:
        piece.original, piece.follows = original, _live_number(original)
    _tag(piece, each.tags)
    PieceAuthor.objects.filter(piece_id=piece.pk).update(name=titles()["authors"][each.language])
    changing.changed(
        piece, [*_PARTS, *(changing.block(block["id"]) for block in piece.blocks)], by=by, now=now
    )


def _live_number(original: Piece) -> int:
    """The number of the revision that readers see; the first, when it is about to be published with its translation."""
    found = Revision.objects.filter(pk=original.live_id or 0).values_list("number", flat=True).first()
    return found or 1


def _keys(known: Mapping[tuple[str, str], Piece], language: str) -> dict[str, str]:
    """Public ids by folder: in this language where there is one, otherwise in English."""
    english = {folder: piece.public_id for (folder, said), piece in known.items() if said == "en"}
    return english | {folder: piece.public_id for (folder, said), piece in known.items() if said == language}


def _series(each: Written) -> Series | None:
    if not each.series:
        return None
    told = titles()["series"][each.series][each.language]
    found: Series
    found, _ = Series.objects.get_or_create(
        language=each.language,
        slug=told["slug"],
        defaults={"title": told["title"], "summary": told["summary"]},
    )
    return found


def _tag(piece: Piece, slugs: Iterable[str]) -> None:
    for slug in slugs:
        tag, _ = Tag.objects.get_or_create(slug=slug, defaults={"name": titles()["tags"][slug]})
        PieceTag.objects.get_or_create(piece=piece, tag=tag)
