"""Pieces in their languages as editors see them: how each stands where, and an original with its translations.

What a translation is made of is seen by who may change the original, or read it as it is live; that a translation of it exists is told to
them, its words to who may change the translation.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q

from publishing import permissions
from publishing.models import Piece, PieceQuerySet, Revision
from publishing.selectors.writing import as_known, can_change, readable, visible, with_words
from publishing.terms import LANGUAGES, Audience, RevisionKind, Standing
from publishing.translation_terms import TranslationState
from synthai.core.access import Actor
from synthai.core.errors import NotFound

CODES: Final = tuple(code for code, _name in LANGUAGES)
_IN_REVIEW: Final = (Standing.WAITING, Standing.APPROVED)
_ORDER: Final = [Audience.LEADERS, Audience.TEAM, Audience.PLAN, Audience.MEMBERS, Audience.PUBLIC]
_LIGHT: Final = ("blocks", "seo", "touched", "live__blocks", "live__seo", "live__facts")


@dataclass(frozen=True, kw_only=True)
class InLanguage:
    """A piece in one language. `piece` is empty where it is missing, or put away (`is_away`). `is_behind`: the original says something
    else by now. `is_wider`: more people may read it than the original."""

    language: str
    label: str
    state: TranslationState
    piece: Piece | None = None
    is_original: bool = False
    is_behind: bool = False
    is_wider: bool = False
    is_away: bool = False
    may_open: bool = False

    @property
    def is_machine_draft(self) -> bool:
        """Whether a machine wrote parts that nobody has read."""
        return self.piece is not None and self.piece.is_machine_draft


@dataclass(frozen=True, kw_only=True)
class Source:
    """What a translation is made of. `now` is what it should say, `followed` what it was made of (None: not to be seen, or gone)."""

    original: Piece
    now: Revision
    followed: Revision | None

    @property
    def has_changed(self) -> bool:
        """Whether the original went on since."""
        return self.followed is None or self.followed.pk != self.now.pk


def is_behind(piece: Piece, original: Piece, *, now: datetime) -> bool:
    """Whether readers of the original see a later revision than the translation follows. Both with `live`."""
    return original.is_live(now=now) and original.live is not None and original.live.number > piece.follows


def state_of(piece: Piece | None, original: Piece, *, now: datetime) -> TranslationState:
    """How a translation stands. Both with `live`."""
    if piece is None or piece.removed_at is not None:
        return TranslationState.MISSING
    if piece.standing in _IN_REVIEW:
        return TranslationState.REVIEW
    if not piece.is_live(now=now):
        return TranslationState.WRITING
    return TranslationState.STALE if is_behind(piece, original, now=now) else TranslationState.LIVE


def in_state(state: str, *, now: datetime) -> Q:
    """The same, as a condition on translations."""
    live = Q(live__isnull=False) & (Q(ends_at__isnull=True) | Q(ends_at__gt=now))
    original = Q(original__live__isnull=False, original__removed_at__isnull=True)
    original &= Q(original__ends_at__isnull=True) | Q(original__ends_at__gt=now)
    behind = original & Q(original__live__number__gt=F("follows"))
    quiet = ~Q(standing__in=_IN_REVIEW)
    return {
        TranslationState.REVIEW: Q(standing__in=_IN_REVIEW),
        TranslationState.STALE: quiet & live & behind,
        TranslationState.LIVE: quiet & live & ~behind,
        TranslationState.WRITING: quiet & ~live,
    }[TranslationState(state)]


def may_see(original: Piece, by: Actor, *, now: datetime) -> bool:
    """Whether they see what a translation would be made of: the draft as its writers, or what is live as its readers."""
    if can_change(original, by):
        return True
    is_hidden = original.audience == Audience.LEADERS and not by.can(permissions.LEADERS_READ)
    return by.can(permissions.PIECE_WRITE) and original.is_live(now=now) and not is_hidden


def get_original(public_id: str, *, by: Actor, now: datetime) -> Piece:
    """The original with this id; of a translation its original, with the title they may know. Raises NotFound, also for one that they may
    not see."""
    rows = Piece.objects.select_related("live", "series", "original__live", "original__series")
    found = rows.filter(public_id=public_id).order_by("pk").first()
    if found is not None and found.original is not None:
        found = found.original
    if found is None or not may_see(found, by, now=now):
        raise NotFound
    return as_known(found, by)


def get_translation(public_id: str, *, by: Actor) -> Piece:
    """A translation that they may change. Raises NotFound, also for a piece that is none."""
    rows = Piece.objects.select_related("series", "live", "cover", "changed_by", "original__live")
    found = rows.filter(public_id=public_id, original__isnull=False).order_by("pk").first()
    if found is None or not can_change(found, by):
        raise NotFound
    return found


def source_of(translation: Piece, *, by: Actor, now: datetime) -> Source | None:
    """What it is made of, if they may see that. One query. Needs `original__live`."""
    original = translation.original
    if original is None or not may_see(original, by, now=now):
        return None
    rows = Revision.objects.filter(piece_id=original.pk, number=translation.follows)
    followed: Revision | None = rows.order_by("pk").first()
    is_writer = can_change(original, by)
    if followed is not None and followed.kind != RevisionKind.PUBLISHED and not is_writer:
        followed = None
    shown = original.live if original.live is not None and original.is_live(now=now) else followed
    return Source(original=original, now=shown, followed=followed) if shown is not None else None


def is_wider(audience: str, than: str) -> bool:
    """Whether more people may read this than that."""
    return _ORDER.index(Audience(audience)) > _ORDER.index(Audience(than))


def languages_of(originals: Iterable[Piece], *, by: Actor, now: datetime) -> dict[int, list[InLanguage]]:
    """Each original in every language, by its key: one query, however many there are. Each with the title they may know from here on."""
    wanted = {original.pk: as_known(original, by) for original in originals}
    rows = Piece.objects.filter(original_id__in=wanted).select_related("live").defer(*_LIGHT)
    known = {(row.original_id, row.language): row for row in rows.order_by("pk")}
    return {
        key: [_in_language(original, known.get((key, code)), code, name, by, now) for code, name in LANGUAGES]
        for key, original in wanted.items()
    }


def family_of(piece: Piece, *, by: Actor, now: datetime) -> list[InLanguage]:
    """The languages of a piece, or of its original; nothing of an original that they may not see. Two queries at most."""
    try:
        original = get_original(piece.public_id, by=by, now=now)
    except NotFound:
        return []
    return languages_of([original], by=by, now=now)[original.pk]


def _in_language(
    original: Piece, row: Piece | None, code: str, label: str, by: Actor, now: datetime
) -> InLanguage:
    if code == original.language:
        is_live = original.is_live(now=now)
        state = TranslationState.LIVE if is_live else TranslationState.WRITING
        may_open = can_change(original, by)
        return InLanguage(
            language=code, label=label, state=state, piece=original, is_original=True, may_open=may_open
        )
    is_away = row is not None and row.removed_at is not None
    state = state_of(row, original, now=now)
    if row is None or is_away:
        may_open = row is not None and can_change(row, by)
        shown = row if may_open else None
        return InLanguage(
            language=code, label=label, state=state, piece=shown, is_away=is_away, may_open=may_open
        )
    return InLanguage(
        language=code,
        label=label,
        state=state,
        piece=row,
        is_behind=is_behind(row, original, now=now),
        is_wider=is_wider(row.audience, original.audience),
        may_open=can_change(row, by),
    )


@dataclass(frozen=True, kw_only=True)
class MatrixFilter:
    """What the matrix shows; what is unknown counts as not chosen."""

    words: str = ""
    language: str = ""
    state: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether nothing was chosen."""
        return not any((self.words, self.language, self.state))


def originals(chosen: MatrixFilter, *, by: Actor, now: datetime) -> PieceQuerySet:
    """The originals of a matrix that they may see. Page them by their last change."""
    rows = _originals(by, now=now).select_related("live", "series").defer(*_LIGHT)
    if chosen.words:
        rows = rows.filter(with_words(chosen.words, by))
    languages = [chosen.language] if chosen.language in CODES else list(CODES)
    if chosen.state not in TranslationState.values:
        return rows
    wanted = Q()
    for code in languages:
        there = Piece.objects.kept().filter(original_id=OuterRef("pk"), language=code)
        if chosen.state == TranslationState.MISSING:
            wanted |= ~Q(language=code) & Q(~Exists(there))
        else:
            wanted |= Q(Exists(there.filter(in_state(chosen.state, now=now))))
    return rows.filter(wanted)


def counts(*, by: Actor, now: datetime) -> dict[str, dict[str, int]]:
    """How many translations stand how, by language, over all originals that they may see. Two queries."""
    mine = _originals(by, now=now)
    written = dict(mine.values_list("language").annotate(number=Count("pk")).order_by())
    states = [each for each in TranslationState.values if each != TranslationState.MISSING]
    told = Piece.objects.kept().filter(original_id__in=mine.values("pk")).values("language").order_by()
    rows: Any = told.annotate(
        all=Count("pk"), **{each: Count("pk", filter=in_state(each, now=now)) for each in states}
    )
    found = {row["language"]: row for row in rows}
    total = sum(written.values())
    empty = dict.fromkeys(["all", *states], 0)
    return {
        code: {
            TranslationState.MISSING.value: max(
                0, total - written.get(code, 0) - found.get(code, empty)["all"]
            ),
            **{state: found.get(code, empty)[state] for state in states},
        }
        for code in CODES
    }


def _originals(by: Actor, *, now: datetime) -> PieceQuerySet:
    rows = Piece.objects.kept().filter(original__isnull=True)
    if by.can(permissions.PIECE_EDIT):
        return rows
    seen = Q(pk__in=visible(by).values("pk")) | Q(pk__in=readable(by, now=now).values("pk"))
    return rows.filter(seen)
