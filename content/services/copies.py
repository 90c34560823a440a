"""Marketing texts: asked for, written by rule at once, edited, kept, used, removed. Variants by a language model come from copy_machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from content import copy_terms, events, locks, permissions
from content.engine.copywriting import writing
from content.engine.copywriting.channels import CHANNELS
from content.models import BannedWord, CopyRequest, CopyVariant, MachineState, WrittenBy
from content.services import copy_facts
from synthai.core.access import Actor, require
from synthai.core.ai import calling
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError
from synthai.core.events import publish
from synthai.core.facts.base import FactBase


class NothingFits(DomainError):
    """No pattern could be filled."""

    code = "content.copy.nothing_fits"
    title = _("No text could be written")
    status = 422
    field = "name"
    message = _(
        "With these words and limits no text can be written. Shorten the name, or allow some of the words that are never used."
    )


class NeedsModel(Conflict):
    """Only a language model can do it."""

    code = "content.copy.needs_model"
    message = _(
        "This needs a language model, and none is set up here. Rules cannot rewrite a text or write in this language."
    )


class TooManyWords(Conflict):
    """The list is full."""

    code = "content.copy.too_many_words"
    message = _("The list holds %(most)s words already. Take some out first.")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is to be written. `answers`: name, what, benefits, price, before, until, place, contact, as JSON holds them."""

    kind: str
    tone: str = "friendly"
    length: str = "medium"
    language: str = "en"
    number: int = 3
    banned: tuple[str, ...] = ()
    with_model: bool = False
    answers: Mapping[str, Any] = field(default_factory=dict)


def write(wish: Wish, *, by: Actor, now: datetime) -> CopyRequest:
    """Write variants by rule now; with `with_model` a language model writes more, beside them. Needs the tenant.

    Raises NotAllowed, NeedsModel (a language for which there are no patterns), NothingFits.
    """
    require(by, permissions.COPY_USE)
    has_model = calling.is_there()
    by_rule = wish.language in copy_terms.BY_RULE
    if not by_rule and not has_model:
        raise NeedsModel(field="language")
    facts = copy_facts.of(wish.answers, by.organisation_id or 0, now=now)
    banned = all_banned(wish.banned)
    made = writing.variants(_engine_wish(wish, banned), facts, wish.number) if by_rule else []
    if by_rule and not made:
        raise NothingFits
    return _stored(wish, made, asks=has_model and (wish.with_model or not by_rule), by=by, now=now)


def _engine_wish(wish: Wish, banned: tuple[str, ...]) -> writing.Wish:
    return writing.Wish(
        channel=CHANNELS[wish.kind], tone=wish.tone, length=wish.length, language=wish.language, banned=banned
    )


@transaction.atomic
def _stored(
    wish: Wish, made: Sequence[writing.Variant], *, asks: bool, by: Actor, now: datetime
) -> CopyRequest:
    row = _begun(wish, str(wish.answers["name"]), asks=asks, by=by, now=now)
    CopyVariant.objects.bulk_create(
        [
            CopyVariant(
                organisation_id=row.organisation_id,
                request=row,
                number=number,
                subject=each.subject,
                text=each.text,
                created_at=now,
            )
            for number, each in enumerate(made, start=1)
        ]
    )
    return row


def _begun(wish: Wish, title: str, *, asks: bool, by: Actor, now: datetime) -> CopyRequest:
    row = CopyRequest.objects.create(
        organisation_id=by.organisation_id,
        kind=wish.kind,
        title=title[:200],
        tone=wish.tone,
        length=wish.length,
        language=wish.language,
        answers={**wish.answers, "number": wish.number},
        banned=list(wish.banned),
        machine_state=MachineState.ASKED if asks else MachineState.NONE,
        created_by_id=by.user_id,
        created_by_label=by.label,
        created_at=now,
    )
    audit(row, "content.copy.written", by=by, changes={"kind": [None, row.kind]})
    if asks:
        publish(events.CopyAsked(copy_id=row.pk, public_id=row.public_id))
    return row


@transaction.atomic
def rewrite(text: str, *, how: str, kind: str, language: str, by: Actor, now: datetime) -> CopyRequest:
    """Have a language model write somebody's own text anew; it is kept as the first variant. Raises NotAllowed, NeedsModel."""
    require(by, permissions.COPY_USE)
    if not calling.is_there():
        raise NeedsModel(field="how")
    wish = Wish(kind=kind, language=language, number=1, answers={"own": text, "how": how})
    row = _begun(wish, " ".join(text.split())[:60], asks=True, by=by, now=now)
    CopyVariant.objects.create(
        organisation_id=row.organisation_id,
        request=row,
        number=1,
        text=text,
        by=WrittenBy.PERSON,
        created_at=now,
    )
    return row


@transaction.atomic
def change(variant_id: int, *, text: str, subject: str, by: Actor) -> CopyVariant:
    """Put somebody's own words in place of a variant's. Raises NotAllowed, NotFound."""
    require(by, permissions.COPY_USE)
    row = locks.lock_variant(variant_id)
    if (row.text, row.subject) != (text, subject):
        row.text, row.subject, row.by, row.is_unchecked = text, subject, WrittenBy.PERSON, False
        row.save(update_fields=["text", "subject", "by", "is_unchecked"])
        audit(row.request, "content.copy.changed", by=by, changes={"variant": [None, row.number]})
    return row


@transaction.atomic
def favour(variant_id: int, *, is_favourite: bool, by: Actor) -> CopyVariant:
    """Keep it as a favourite, or no longer. Raises NotAllowed, NotFound."""
    require(by, permissions.COPY_USE)
    row = locks.lock_variant(variant_id)
    row.is_favourite = is_favourite
    row.save(update_fields=["is_favourite"])
    return row


@transaction.atomic
def use(variant_id: int, *, is_used: bool, by: Actor, now: datetime) -> CopyVariant:
    """Mark it as used, or take the mark back. Idempotent. Raises NotAllowed, NotFound."""
    require(by, permissions.COPY_USE)
    row = locks.lock_variant(variant_id)
    if is_used == (row.used_at is not None):
        return row
    row.used_at = now if is_used else None
    row.save(update_fields=["used_at"])
    request = row.request
    audit(
        request,
        "content.copy.used" if is_used else "content.copy.unused",
        by=by,
        changes={"variant": [None, row.number]},
    )
    if is_used:
        publish(events.CopyUsed(copy_id=request.pk, public_id=request.public_id, kind=request.kind))
    return row


@transaction.atomic
def remove(copy_id: int, *, by: Actor, now: datetime) -> CopyRequest:
    """Out of the list; for a day it can be put back. Raises NotAllowed, NotFound."""
    require(by, permissions.COPY_USE)
    row = locks.lock_copy(copy_id)
    if row.removed_at is None:
        row.removed_at = now
        row.save(update_fields=["removed_at"])
        audit(row, "content.copy.removed", by=by, changes={})
    return row


@transaction.atomic
def put_back(copy_id: int, *, by: Actor) -> CopyRequest:
    """Undo `remove`. Raises NotAllowed, NotFound (it is gone for good)."""
    require(by, permissions.COPY_USE)
    row = locks.lock_copy(copy_id)
    if row.removed_at is not None:
        row.removed_at = None
        row.save(update_fields=["removed_at"])
        audit(row, "content.copy.put_back", by=by, changes={})
    return row


def purge(*, now: datetime) -> int:
    """Delete for good what was removed more than a day ago; returns how many. Needs the tenant."""
    rows = CopyRequest.objects.over(now=now)
    count = rows.count()
    rows.delete()
    return count


@transaction.atomic
def ban(words: Sequence[str], *, by: Actor, now: datetime) -> int:
    """Add words that are never used; those that are there already change nothing. Raises NotAllowed, TooManyWords."""
    require(by, permissions.COPY_WORDS)
    known = set(BannedWord.objects.values_list("word", flat=True))
    new = [word for word in dict.fromkeys(tidy(each) for each in words) if word and word not in known]
    if len(known) + len(new) > copy_terms.MOST_BANNED:
        raise TooManyWords(most=copy_terms.MOST_BANNED)
    for word in new:
        row = BannedWord.objects.create(
            organisation_id=by.organisation_id, word=word, added_by_label=by.label, added_at=now
        )
        audit(row, "content.banned_word.added", by=by, changes={"word": [None, word]})
    return len(new)


@transaction.atomic
def allow(word_id: int, *, by: Actor) -> None:
    """Take a word out of the list. Raises NotAllowed."""
    require(by, permissions.COPY_WORDS)
    row = BannedWord.objects.filter(pk=word_id).order_by("pk").first()
    if row is not None:
        audit(row, "content.banned_word.removed", by=by, changes={"word": [row.word, None]})
        row.delete()


def all_banned(own: Sequence[str] = ()) -> tuple[str, ...]:
    """The organisation's words and those of one request. One query."""
    return tuple(dict.fromkeys([*BannedWord.objects.order_by("word").values_list("word", flat=True), *own]))


def tidy(word: str) -> str:
    """As the list holds it."""
    return " ".join(word.split()).lower()[:80]


def facts_of(row: CopyRequest, *, now: datetime) -> FactBase:
    """The facts of a stored request."""
    return copy_facts.of(row.answers, row.tenant_id, now=now)
