"""Paths are given to people, to a role, to everybody, or to who joins from now on; who comes later gets them by the same rule."""

from datetime import datetime

from django.db import transaction

from accounts import selectors as people
from courses import locks, permissions
from courses.live_refusals import PathClosed
from courses.models import PathAssignment
from courses.refusals import NobodyChosen
from courses.services.assignments import Wish, is_meant, joining_of, takes_in
from courses.services.paths import joining
from courses.services.paths.joining import Joined
from courses.terms import Audience, Source
from synthai.core.access import Actor, require
from synthai.core.audit import audit


@transaction.atomic
def assign(path_id: int, wish: Wish, *, by: Actor, now: datetime) -> Joined:
    """Give a path to people of the organisation: they are on it from now on, each course with its day. Needs the tenant.

    Raises NotAllowed, NobodyChosen, PathClosed: then nobody was brought in.
    """
    path = locks.lock_path(path_id)
    require(by, permissions.ENROLMENT_ASSIGN)
    members = people.members(path.organisation_id or 0)
    chosen = [row.user_id for row in members if is_meant(row, wish)]
    if not chosen and wish.audience != Audience.JOINERS:
        raise NobodyChosen
    by_rule = wish.audience != Audience.PERSON
    joined = joining.bring_in(path, chosen, source=Source.RULE if by_rule else Source.ASSIGNED, now=now)
    named = [None] if by_rule else chosen
    PathAssignment.objects.bulk_create(
        [
            PathAssignment(
                organisation_id=path.organisation_id,
                path=path,
                audience=wish.audience,
                user_id=user_id,
                role=wish.role if wish.audience == Audience.ROLE else "",
                assigned_by_label=by.label,
                assigned_at=now,
            )
            for user_id in named
        ]
    )
    told = {"audience": [None, wish.role or wish.audience], "people": [None, len(joined.members)]}
    audit(path, "courses.path.assigned", by=by, changes=told)
    return joined


@transaction.atomic
def take_back(assignment: PathAssignment, *, by: Actor, now: datetime) -> None:
    """Nobody new gets the path by this rule; who is on it stays. Idempotent. Raises NotAllowed."""
    path = locks.lock_path(assignment.path_id)
    require(by, permissions.ENROLMENT_ASSIGN)
    if PathAssignment.objects.in_force().filter(pk=assignment.pk).update(ended_at=now):
        told = {"audience": [assignment.role or assignment.audience, None]}
        audit(path, "courses.path.assignment_taken_back", by=by, changes=told)


@transaction.atomic
def follow_member(user_id: int, role: str, *, now: datetime, has_joined: bool = True) -> int:
    """Somebody joined, or has another role: the paths of their role, of everybody and of new people are theirs. Idempotent.

    Needs the tenant. A path that is not published is passed over. Returns how many are new to them.
    """
    rows = PathAssignment.objects.in_force().exclude(audience=Audience.PERSON)
    rules = [rule for rule in rows.order_by("path_id", "pk") if rule.role in {"", role}]
    joined_at = joining_of(user_id) if has_joined else None
    return sum(_followed(rule, user_id, now=now) for rule in rules if takes_in(rule, joined_at))


def _followed(rule: PathAssignment, user_id: int, *, now: datetime) -> int:
    path = locks.lock_path(rule.path_id)
    try:
        return len(joining.bring_in(path, [user_id], source=Source.RULE, now=now).members)
    except PathClosed:
        return 0
