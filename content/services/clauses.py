"""Clauses that templates share: written, approved, looked at again, put away."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import selectors as people
from content import events, locks, permissions
from content.models import Clause, ClauseVersion
from content.template_refusals import ClausePutAway, ClauseRefused, NothingToPublish, TooManyTemplates
from content.terms import MOST_CLAUSES
from notifications.services import inbox
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.events import publish
from synthai.core.facts import writer
from synthai.core.facts.grammar import TemplateRefused
from synthai.core.search import index
from synthai.core.versions import check_version

_NOT_CLEANED = ["owner", "fallback", "changed_by"]
_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class ClauseSettings:
    """What a clause says, whose it is, and when it is looked at again. `owner` is a public id, `fallback` that of another clause."""

    slug: str
    title: str
    text: str
    owner: str = ""
    review_on: date | None = None
    fallback: str = ""


@transaction.atomic
def create(settings: ClauseSettings, *, by: Actor, now: datetime) -> Clause:
    """Write a clause. Templates can use it once it is approved. Raises NotAllowed, ClauseRefused, TooManyTemplates, ValidationError."""
    require(by, permissions.TEMPLATE_CHANGE)
    if Clause.objects.kept().count() >= MOST_CLAUSES:
        raise TooManyTemplates(most=MOST_CLAUSES)
    clause = Clause(created_at=now, version=0)
    _fill(clause, settings, by=by, now=now)
    audit(clause, "content.clause.created", by=by, changes={"title": ["", clause.title]})
    return clause


@transaction.atomic
def change(
    clause_id: int, settings: ClauseSettings, *, by: Actor, now: datetime, version: str | None = None
) -> Clause:
    """Change its draft; what was approved stays until this is. Raises NotAllowed, NotFound, PreconditionFailed, ClausePutAway, ClauseRefused,
    ValidationError."""
    clause = _changeable(clause_id, by=by)
    check_version(clause, version)
    was_approved = not clause.is_changed
    _fill(clause, settings, by=by, now=now)
    index.changed("content.clause", clause.public_id)
    if was_approved and clause.is_changed:
        audit(clause, "content.clause.changed", by=by, changes={"title": ["", clause.title]})
    return clause


@transaction.atomic
def approve(
    clause_id: int, *, by: Actor, now: datetime, note: str = "", version: str | None = None
) -> ClauseVersion:
    """Let templates use its draft as it is from now on. Raises NotAllowed, NotFound, PreconditionFailed, ClausePutAway, NothingToPublish."""
    clause = _changeable(clause_id, by=by, capability=permissions.DOCUMENT_APPROVE)
    check_version(clause, version)
    if not clause.is_changed:
        raise NothingToPublish(number=clause.number)
    made: ClauseVersion = ClauseVersion.objects.create(
        clause=clause, number=clause.number + 1, title=clause.title, text=clause.text, note=note.strip()[:200],
        approved_by_id=by.user_id, approved_at=now,
    )  # fmt: skip
    clause.number, clause.approved_version = made.number, clause.version
    clause.save(update_fields=["number", "approved_version"])
    audit(clause, "content.clause.approved", by=by, changes={"number": [made.number - 1, made.number]})
    publish(
        events.ClauseApproved(
            clause_id=clause.pk, public_id=clause.public_id, name=clause.slug, number=made.number
        )
    )
    return made


@transaction.atomic
def put_away(clause_id: int, *, by: Actor, now: datetime) -> Clause:
    """Templates cannot take it any more: its fallback stands in where there is one. `bring_back` undoes it. Idempotent. Raises NotFound, NotAllowed."""
    clause = locks.lock_clause(clause_id)
    require(by, permissions.TEMPLATE_CHANGE)
    if clause.removed_at is None:
        clause.removed_at = now
        clause.save(update_fields=["removed_at"])
        audit(clause, "content.clause.put_away", by=by)
    return clause


@transaction.atomic
def bring_back(clause_id: int, *, by: Actor) -> Clause:
    """Undo `put_away`. Idempotent. Raises NotFound, NotAllowed."""
    clause = locks.lock_clause(clause_id)
    require(by, permissions.TEMPLATE_CHANGE)
    if clause.removed_at is not None:
        clause.removed_at = None
        clause.save(update_fields=["removed_at"])
        audit(clause, "content.clause.brought_back", by=by)
    return clause


def remind_owners(organisation_id: int, *, now: datetime) -> int:
    """Tell owners of clauses whose review is due, once for each day that was set; of one whose owner left, who writes clauses. Needs the tenant. Idempotent. Returns how many were told."""
    rows = Clause.objects.to_review(now=now).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]
    return sum(_remind(clause_id, organisation_id, now=now) for clause_id in list(rows))


@transaction.atomic
def _remind(clause_id: int, organisation_id: int, *, now: datetime) -> bool:
    clause = locks.lock_clause(clause_id)
    due = clause.review_on
    if due is None or due > timezone.localdate(now) or clause.reminded_for == due or clause.owner_id is None:
        return False
    clause.reminded_for = due
    clause.save(update_fields=["reminded_for"])
    writers = people.member_ids_holding(organisation_id, permissions.TEMPLATE_CHANGE)
    inbox.notify(
        "content.clause.review",
        [clause.owner_id] if clause.owner_id in people.user_ids_of(organisation_id) else writers,
        title=_("Look at the clause “%(title)s” again") % {"title": clause.title},
        body=_("Its review was due. Change it, or set a later day."),
        url=reverse("content:clause", args=[clause.organisation.slug, clause.public_id]),
        organisation_id=organisation_id,
        key=f"content:clause:{clause.public_id}:{due.isoformat()}",
    )
    return True


def _changeable(clause_id: int, *, by: Actor, capability: str = permissions.TEMPLATE_CHANGE) -> Clause:
    clause = locks.lock_clause(clause_id)
    require(by, capability)
    if clause.removed_at is not None:
        raise ClausePutAway
    return clause


def _fill(clause: Clause, settings: ClauseSettings, *, by: Actor, now: datetime) -> None:
    """Store what was said. Only other words make another draft: an owner or a day do not."""
    words = (settings.slug.strip(), " ".join(settings.title.split()), settings.text.strip())
    is_other = words != (clause.slug, clause.title, clause.text)
    clause.slug, clause.title, clause.text = words
    clause.review_on, clause.owner_id = settings.review_on, _owner(settings.owner, by)
    clause.fallback = _fallback(clause, settings.fallback)
    _check_text(clause.text)
    clause.changed_at, clause.changed_by_id = now, by.user_id
    if is_other:
        clause.version += 1
    clause.full_clean(exclude=_NOT_CLEANED)
    clause.save()


def _check_text(text: str) -> None:
    try:
        writer.tree_of(text)
    except TemplateRefused as error:
        refusal = ClauseRefused(what=str(error), field="text")
        raise refusal from error


def _owner(public_id: str, by: Actor) -> int | None:
    if not public_id:
        return None
    return people.get_member(by.organisation_id or 0, public_id).user_id


def _fallback(clause: Clause, public_id: str) -> Clause | None:
    """The clause to fall back on; never one that falls back on this one, however far."""
    if not public_id:
        return None
    found = Clause.objects.filter(public_id=public_id).order_by("pk").first()
    step, seen = found, set[int]()
    while step is not None and step.pk not in seen:
        if step.pk == clause.pk:
            raise ClauseRefused(
                what=_("A clause cannot fall back on itself. Choose another one."), field="fallback"
            )
        seen.add(step.pk)
        step = step.fallback
    return found
