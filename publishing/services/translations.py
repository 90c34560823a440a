"""Translations of a piece: begun, brought up to date, read by a person after a machine wrote them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from publishing import locks, permissions
from publishing import translation_refusals as refused
from publishing.models import Piece, PieceAuthor, PieceTag, Revision, Series, Tag
from publishing.refusals import PiecePutAway
from publishing.selectors import beside, translations
from publishing.selectors.translations import Source
from publishing.services import changing, check_wishes, following, revisions
from publishing.services.pieces import free_slug
from publishing.terms import LANGUAGES
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import NotFound

_CARRIED = ("kind", "audience", "allows_comments", "check_on", "series_position")


@transaction.atomic
def begin(original_id: int, language: str, *, by: Actor, now: datetime) -> Piece:
    """A draft in another language, with the blocks of the original as readers see it (as it is written, while they see nothing), its
    cover, tags, authors, audience, and its place in the series of that language. Who begins it writes it.

    Raises NotFound, NotAllowed, PiecePutAway, LanguageRefused, TranslationExists.
    """
    original = _original(original_id)
    require(by, permissions.PIECE_WRITE)
    if not translations.may_see(original, by, now=now):
        raise NotFound
    if original.removed_at is not None:
        raise PiecePutAway
    _refuse_language(original, language)
    source = original.live if original.live is not None and original.is_live(now=now) else None
    if source is None:
        source = revisions.keep(original, by=by, now=now, note=_("A translation was begun of it"))
    made = _made(original, source, language, by=by, now=now)
    made.full_clean(exclude=["blocks", "seo", "original", "organisation"])
    made.save()
    _carry(original, source, made)
    following.shows(made)
    check_wishes.wanted(made.pk, now=now)
    audit(made, "publishing.piece.translation_begun", by=by, changes={"language": ["", language]})
    return made


def _original(piece_id: int) -> Piece:
    """The original of a family, locked. Raises NotFound."""
    root = Piece.objects.filter(pk=piece_id).values_list("original_id", flat=True).order_by("pk").first()
    return locks.lock_piece(root or piece_id)


def _refuse_language(original: Piece, language: str) -> None:
    names = dict(LANGUAGES)
    if language not in names or language == original.language:
        raise refused.LanguageRefused(language=names[original.language])
    if Piece.objects.filter(original_id=original.pk, language=language).exists():
        raise refused.TranslationExists(language=names[language])


def _made(original: Piece, source: Revision, language: str, *, by: Actor, now: datetime) -> Piece:
    return Piece(
        **{name: getattr(original, name) for name in _CARRIED},
        language=language,
        title=source.title,
        summary=source.summary,
        blocks=source.blocks,
        seo={"is_hidden": True} if source.seo.get("is_hidden") else {},
        cover_id=source.cover_id,
        slug=free_slug(source.title, language),
        series=_series(original, language),
        original=original,
        follows=source.number,
        created_by_id=by.user_id,
        changed_by_id=by.user_id,
        created_at=now,
        changed_at=now,
    )


def _series(original: Piece, language: str) -> Series | None:
    """The series of that language in which translations of its neighbours stand; otherwise one of the same name."""
    if original.series is None:
        return None
    beside_it = Piece.objects.filter(
        original__series=original.series, language=language, series__isnull=False
    )
    near = beside_it.select_related("series").order_by("-changed_at", "-pk").first()
    if near is not None and near.series is not None:
        return near.series
    series = original.series
    found: Series
    found, _made = Series.objects.get_or_create(
        language=language,
        slug=series.slug,
        defaults={"title": series.title, "summary": series.summary},
    )
    return found


def _carry(original: Piece, source: Revision, made: Piece) -> None:
    """Its tags and authors as that revision says them: who may not change the original learns nothing of its draft."""
    slugs = [slug for slug, _name in source.facts.get("tags", [])]
    PieceTag.objects.bulk_create(
        PieceTag(organisation_id=made.organisation_id, piece=made, tag=tag)
        for tag in Tag.objects.filter(slug__in=slugs).order_by("pk")
    )
    known = dict(PieceAuthor.objects.filter(piece_id=original.pk).values_list("name", "user_id"))
    PieceAuthor.objects.bulk_create(
        PieceAuthor(
            organisation_id=made.organisation_id,
            piece=made,
            name=name,
            position=place,
            user_id=known.get(name),
        )
        for place, name in enumerate(source.facts.get("authors", []))
    )


def changeable(piece_id: int, *, by: Actor, now: datetime) -> tuple[Piece, Source]:
    """A translation, locked for a change, with what it is made of. Part of a transaction. Raises NotFound, NotAllowed, PiecePutAway,
    NoTranslation, OriginalOutOfSight."""
    piece = changing.changeable(piece_id, by=by)
    if piece.original_id is None:
        raise refused.NoTranslation
    piece.original = Piece.objects.select_related("live").get(pk=piece.original_id)
    source = translations.source_of(piece, by=by, now=now)
    if source is None:
        raise refused.OriginalOutOfSight
    return piece, source


@transaction.atomic
def bring_up_to_date(piece_id: int, *, number: int, by: Actor, now: datetime) -> Piece:
    """Say that it holds all that this revision of the original says. Idempotent. Raises as `changeable`, and NoSuchRevision when the
    original went on since the page was read."""
    piece, source = changeable(piece_id, by=by, now=now)
    if number != source.now.number:
        raise refused.NoSuchRevision
    if piece.follows != number:
        changes = {"follows": [piece.follows, number]}
        piece.follows = number
        piece.save(update_fields=["follows"])
        audit(piece, "publishing.piece.brought_up_to_date", by=by, changes=changes)
    return piece


@transaction.atomic
def mark_read(
    piece_id: int, *, by: Actor, now: datetime, parts: Sequence[str] | None = None, seen: int | None = None
) -> list[str]:
    """Say that a person has read these parts of a machine's draft, or all. A part that was changed after the version they saw stays
    unread. Returns what is left to read. Idempotent. Raises NotFound, NotAllowed, PiecePutAway, PersonReads."""
    del now
    piece = changing.changeable(piece_id, by=by)
    if by.kind != "person":
        raise refused.PersonReads
    wanted = set(piece.unread if parts is None else parts)
    late = {part for part in wanted if seen is not None and piece.was_touched_after(part, seen)}
    left = [part for part in piece.unread if part not in wanted - late]
    if left != piece.unread:
        piece.unread = left
        piece.is_machine_draft = bool(beside.unread_parts(piece))
        piece.save(update_fields=["unread", "is_machine_draft"])
        if not piece.is_machine_draft:
            audit(piece, "publishing.piece.machine_draft_read", by=by)
    return beside.unread_parts(piece)
