"""What holds of translations wherever pieces are changed: nothing unread goes to readers, the audience goes with the original's, one
piece a language, and an address that was made of a title goes with the title."""

import re
from typing import Final

from publishing import locks, permissions
from publishing import translation_refusals as refused
from publishing.engine import words
from publishing.models import Piece
from publishing.selectors import approval, beside, translations
from publishing.services import following, review_rules
from publishing.services.pieces import free_slug
from publishing.terms import LANGUAGES, Standing
from synthai.core.access import Actor
from synthai.core.audit import audit

_MADE_OF: Final = re.compile(r"-\d{1,2}\Z")  # what tells an address from one that was taken


def refuse_settings(piece: Piece, *, audience: str, language: str, by: Actor) -> None:
    """Before settings are changed. Raises WiderThanOriginal, TranslationExists, LanguageRefused. Up to two queries."""
    if language != piece.language:
        _refuse_language(piece, language)
    if piece.original_id is None or audience == piece.audience or by.can(permissions.PIECE_PUBLISH):
        return
    original = Piece.objects.only("audience").get(pk=piece.original_id)
    if translations.is_wider(audience, original.audience):
        raise refused.WiderThanOriginal


def _refuse_language(piece: Piece, language: str) -> None:
    names, root = dict(LANGUAGES), piece.original_id or piece.pk
    if piece.original_id and Piece.objects.filter(pk=root, language=language).exists():
        raise refused.LanguageRefused(language=names.get(language, language))
    if Piece.objects.filter(original_id=root, language=language).exclude(pk=piece.pk).exists():
        raise refused.TranslationExists(language=names.get(language, language))


def follow_audience(original: Piece, before: str, *, by: Actor) -> None:
    """The original is for other people now: so are translations that had its audience; one that was set otherwise stays, and so does
    one that readers see, or that is planned, when who changes it may not publish, or when more people would read at once what somebody
    else has to approve first. What was approved is being written again. Needs the original's lock."""
    if original.original_id is not None or original.audience == before:
        return
    keys = Piece.objects.filter(original_id=original.pk).order_by("pk").values_list("pk", flat=True)
    demanded = approval.is_demanded()
    changed = [
        row
        for row in map(locks.lock_piece, list(keys))
        if row.audience == before
        and (by.can(permissions.PIECE_PUBLISH) or (row.live_id is None and row.next_id is None))
        and not (demanded and review_rules.is_shown_wider(row, original.audience))
    ]
    for row in changed:
        row.audience = original.audience
        row.version += 1
        row.touched = {**row.touched, "settings": row.version}
        if row.standing == Standing.APPROVED:
            row.standing = Standing.WRITING
        row.save(update_fields=["audience", "version", "touched", "standing"])
        audit(row, "publishing.piece.settled", by=by, changes={"audience": [before, original.audience]})
    live = [row for row in changed if row.live_id is not None]
    if live:
        following.audience_changed(*live)
        following.read(live)


def address_follows(piece: Piece, before: str) -> None:
    """A translation that readers never saw has the address of its title, as long as that was made of the title. The caller stores it."""
    if piece.original_id is None or piece.first_live_at is not None:
        return
    if _MADE_OF.sub("", piece.slug) == _MADE_OF.sub("", words.slug_of(before)) or not words.slug_of(before):
        piece.slug = free_slug(piece.title, piece.language, but=piece.pk)


def leave_unread(piece: Piece, kept: object) -> None:
    """A revision comes back: what was unread in it is unread again. The caller stores it."""
    piece.unread = [str(part) for part in kept] if isinstance(kept, list) else []
    piece.is_machine_draft = bool(beside.unread_parts(piece))
