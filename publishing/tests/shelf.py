"""Pieces for the tests of reading: the platform's shelf, and an organisation's own."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from publishing import locks
from publishing.engine.words import slug_of
from publishing.models import Piece, PieceTag, Series, Tag
from publishing.services import live, pieces, revisions
from publishing.terms import Audience, RevisionKind
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
SECRET = "Only whoever may read finds the word quagga."


@dataclass(frozen=True)
class Platform:
    """The platform's organisation and its editor."""

    organisation: Any
    editor: Person


def platform(cast: Cast) -> Platform:
    """The organisation whose pieces everybody may find."""
    organisations = apps.get_model(settings.ORGANISATION_MODEL).objects
    organisation = organisations.create(slug=settings.PLATFORM_ORGANISATION, name="SynthAI")
    return Platform(organisation, cast.hire("owner", name="Editor", organisation=organisation))


def text(words: str, block: str = "abcdefgh") -> dict[str, Any]:
    """A block of text."""
    return {"id": block, "kind": "text", "text": words, "data": {}}


def whole(piece: Piece, words: str = "Count what lies on the shelf.") -> Piece:
    """The piece with what readers would miss, so that it may be published. Needs the tenant."""
    found = Piece.objects.filter(pk=piece.pk)
    found.filter(summary="").update(summary="What it is about.")
    found.filter(blocks=[]).update(blocks=[text(words)])
    piece.refresh_from_db()
    return piece


def published(
    by: Person,
    title: str = "Ask more",
    *,
    audience: str = Audience.PUBLIC,
    blocks: list[dict[str, Any]] | None = None,
    language: str = "en",
    tags: tuple[str, ...] = (),
    now: dt.datetime = NOW,
    **fields: Any,
) -> Piece:
    """A piece that readers see, published by somebody of its organisation."""
    with tenant(by.organisation), transaction.atomic():
        piece = pieces.begin(title=title, by=by.actor, now=now, language=language)
        # Rows may say what an organisation cannot choose any more: the doors must hold then, too.
        told = {
            "summary": f"About: {title}",
            "audience": audience,
            "blocks": blocks or [text(SECRET)],
            **fields,
        }
        Piece.objects.filter(pk=piece.pk).update(**told)
        for name in tags:
            tag, _made = Tag.objects.get_or_create(slug=slug_of(name), defaults={"name": name})
            PieceTag.objects.create(piece=piece, tag=tag)
        # What was published earlier may lack what publishing asks for today: readers' doors must hold then, too.
        piece = locks.lock_piece(piece.pk)
        kept = revisions.keep(piece, by=by.actor, now=now, kind=RevisionKind.PUBLISHED)
        live.show(piece, kept, by=by.actor, now=now)
        return Piece.objects.select_related("live").get(pk=piece.pk)


def series(by: Person, title: str = "First steps") -> Series:
    """A series of an organisation."""
    with tenant(by.organisation):
        made: Series = Series.objects.create(title=title, slug=title.lower().replace(" ", "-"))
        return made


def picture(by: Person, name: str = "shelf.webp") -> Any:
    """A picture of the media library with two renditions, on disk."""
    asset, rendition = apps.get_model("media.Asset"), apps.get_model("media.AssetRendition")
    with tenant(by.organisation):
        path = default_storage.save(f"media/tests/{name}", ContentFile(b"original"))
        row = asset.objects.create(
            kind="image",
            name=name,
            alt="A shelf",
            path=path,
            content_type="image/webp",
            size=8,
            width=1200,
            height=800,
        )
        for kind in ("avif", "webp"):
            made = default_storage.save(f"media/tests/w640.{kind}", ContentFile(f"small {kind}".encode()))
            rendition.objects.create(
                asset=row,
                label="w640",
                content_type=f"image/{kind}",
                path=made,
                size=10,
                width=640,
                height=427,
            )
    return row
