"""What staff do with templates: write, ask for approval, approve, withdraw, put back. Nothing of a published version ever changes.

Four eyes: whoever wrote at a version does not approve it. Putting back what was approved once needs one person, for it is how a
mistake is undone in a minute.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from notifications import locks
from notifications.engine import lint
from notifications.models import TemplateState, TemplateVersion
from notifications.models.template import OPEN
from notifications.services import template_reading, wording
from notifications.services.template_refusals import (
    OwnTemplate,
    TemplateChanged,
    TemplateHasMistakes,
    TemplateUnknown,
)
from synthai.core.access import Actor
from synthai.core.after_commit import after_commit
from synthai.core.audit import audit

WORDS = ("title", "body", "html", "note")


@dataclass(frozen=True)
class Place:
    """Which sentences are meant: a kind on a channel in a language."""

    kind: str
    channel: str
    locale: str

    @property
    def key(self) -> dict[str, str]:
        """As columns."""
        return {"kind": self.kind, "channel": self.channel, "locale": self.locale}


@transaction.atomic
def save(place: Place, words: dict[str, str], *, revision: int, by: Actor, now: datetime) -> TemplateVersion:
    """Keep a draft; `revision` is the one that was read, 0 where there was none. What waited for approval is a draft again.

    Raises TemplateUnknown, TemplateChanged.
    """
    template_reading.kind_of(place.kind, place.channel)
    row = locks.lock_open_template(**place.key)
    if (row.revision if row else 0) != revision:
        raise TemplateChanged
    row = row or _new(place, now)
    before = words_of(row) if row.pk else dict.fromkeys(WORDS, "")
    changed = {name: [before[name], words.get(name, "")] for name in WORDS}
    changed = {name: pair for name, pair in changed.items() if pair[0] != pair[1]}
    if row.pk and not changed:
        return row
    for name, (_old, new) in changed.items():
        setattr(row, name, new)
    if row.pk and {"title", "body", "html"} & set(changed):
        row.fetched, row.fetched_at = [], None
    row.state, row.changed_at = TemplateState.DRAFT, now
    row.revision = revision + 1
    row.written_by_id = by.user_id
    row.author_ids = sorted({*row.author_ids, *([by.user_id] if by.user_id else [])})
    row.full_clean(exclude=["written_by", "approved_by"], validate_constraints=False)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:  # somebody else's first draft of this place was quicker
        raise TemplateChanged from error
    audit(row, "notifications.template.written", by=by, changes=changed)
    return row


@transaction.atomic
def hand_in(
    place: Place, words: dict[str, str], *, revision: int, by: Actor, now: datetime
) -> TemplateVersion:
    """Keep a draft and say that it is ready to be read. Raises TemplateUnknown, TemplateChanged, TemplateHasMistakes."""
    row = save(place, words, revision=revision, by=by, now=now)
    _refuse_mistakes(row)
    if row.state != TemplateState.READY:
        row.state, row.changed_at = TemplateState.READY, now
        row.save(update_fields=["state", "changed_at"])
        audit(row, "notifications.template.handed_in", by=by)
    return row


@transaction.atomic
def publish(version_id: int, *, revision: int, by: Actor, now: datetime) -> TemplateVersion:
    """Approve what waits and put it into use; what was in use is replaced. Raises TemplateChanged, OwnTemplate, TemplateHasMistakes."""
    row = _locked(version_id, revision, (TemplateState.READY,))
    if by.user_id is None or by.user_id in row.author_ids:
        raise OwnTemplate
    _refuse_mistakes(row)
    before = _end_of_present(row, TemplateState.REPLACED, now)
    row.approved_by_id, row.state = by.user_id, TemplateState.PUBLISHED
    row.published_at = row.changed_at = now
    row.save()
    audit(row, "notifications.template.published", by=by, changes={"version": [before, row.number]})
    _read_anew()
    return row


@transaction.atomic
def discard(version_id: int, *, revision: int, by: Actor, now: datetime) -> TemplateVersion:
    """Throw a draft away; it stays in the history, and can be copied from there. Raises TemplateChanged."""
    row = _locked(version_id, revision, OPEN)
    row.end(TemplateState.DISCARDED, at=now)
    row.save(update_fields=["state", "ended_at", "changed_at"])
    audit(row, "notifications.template.discarded", by=by)
    return row


@transaction.atomic
def take_up(version_id: int, *, by: Actor, now: datetime) -> TemplateVersion:
    """Go on writing at an earlier version, or at one that was thrown away, as a new draft. Raises TemplateChanged, TemplateUnknown.

    Whoever wrote at it wrote at the draft too: none of them approves it.
    """
    old = _found(version_id)
    if old is None or old.is_open:
        raise TemplateUnknown
    if TemplateVersion.objects.of(old.kind, old.channel, old.locale).open().exists():
        raise TemplateChanged
    row = _new(Place(old.kind, old.channel, old.locale), now)
    for name, words in words_of(old).items():
        setattr(row, name, words)
    row.written_by_id = by.user_id
    row.author_ids = sorted({*old.author_ids, *([by.user_id] if by.user_id else [])})
    row.save()
    audit(row, "notifications.template.taken_up", by=by, changes={"copied_from": [None, old.number]})
    return row


@transaction.atomic
def withdraw(version_id: int, *, by: Actor, now: datetime) -> TemplateVersion:
    """Go back to the sentences in code. Raises TemplateChanged when it is not in use any more."""
    row = _locked(version_id, None, (TemplateState.PUBLISHED,))
    row.end(TemplateState.WITHDRAWN, at=now)
    row.save(update_fields=["state", "ended_at", "changed_at"])
    audit(row, "notifications.template.withdrawn", by=by, changes={"version": [row.number, None]})
    _read_anew()
    return row


@transaction.atomic
def put_back(version_id: int, *, by: Actor, now: datetime) -> TemplateVersion:
    """Use an earlier version again, as a new one with its words. Raises TemplateChanged, TemplateHasMistakes, TemplateUnknown.

    It was approved when it was in use, so nobody else is asked.
    """
    old = _found(version_id)
    if old is None or not old.was_published:
        raise TemplateUnknown
    if old.state == TemplateState.PUBLISHED:
        raise TemplateChanged
    _refuse_mistakes(old)
    before = _end_of_present(old, TemplateState.REPLACED, now)
    row = _new(Place(old.kind, old.channel, old.locale), now)
    for name in (*WORDS, "author_ids", "written_by_id"):
        setattr(row, name, getattr(old, name))
    row.note = str(_("Version %(number)d again") % {"number": old.number})
    row.approved_by_id, row.state, row.published_at = by.user_id, TemplateState.PUBLISHED, now
    row.save()
    changes = {"version": [before, row.number], "copied_from": [None, old.number]}
    audit(row, "notifications.template.put_back", by=by, changes=changes)
    _read_anew()
    return row


def _found(version_id: int) -> TemplateVersion | None:
    """A version with all of its place locked, so that steps of one place follow each other."""
    row = TemplateVersion.objects.filter(pk=version_id).order_by("pk").first()
    if row is not None:
        locks.lock_templates(row.kind, row.channel, row.locale)
        row.refresh_from_db()
    return row


def _locked(version_id: int, revision: int | None, states: Sequence[Any]) -> TemplateVersion:
    row = _found(version_id)
    if row is None or row.state not in states or (revision is not None and row.revision != revision):
        raise TemplateChanged
    return row


def words_of(row: TemplateVersion) -> dict[str, str]:
    """What somebody wrote, as a form hands it in."""
    return {name: getattr(row, name) for name in WORDS}


def _new(place: Place, now: datetime) -> TemplateVersion:
    newest = TemplateVersion.objects.of(place.kind, place.channel, place.locale).first()
    number = newest.number + 1 if newest else 1
    return TemplateVersion(**place.key, number=number, created_at=now, changed_at=now, author_ids=[])


def _end_of_present(row: TemplateVersion, state: TemplateState, now: datetime) -> int | None:
    """End what is in use in the place of this one; its number."""
    versions = TemplateVersion.objects.of(row.kind, row.channel, row.locale)
    present = versions.in_use().first()
    if present is None:
        return None
    present.end(state, at=now)
    present.save(update_fields=["state", "ended_at", "changed_at"])
    return present.number


def _refuse_mistakes(row: TemplateVersion) -> None:
    findings = template_reading.findings(template_reading.Given.of(row))
    if lint.blocks(findings):
        raise TemplateHasMistakes(sentence=findings[0].sentence)


def _read_anew() -> None:
    wording.forget()
    after_commit(wording.forget)
