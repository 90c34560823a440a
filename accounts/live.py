"""Whose sockets live, and who may hear an organisation's live hints: as the pages judge it, on the same grounds.

Only members hear an organisation. Support that was let in reads pages and hears nothing.
"""

import time
from collections.abc import Sequence

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts import actors, permissions, second_factor, session_stamps
from accounts.models import Membership, User
from accounts.sso import enforcement
from synthai.core import audit_checks
from synthai.core.realtime import (
    capability_of_area,
    register_area,
    register_guard,
    register_session_judge,
)

PREFIX = "org."
_PARTS = 3


def offer() -> None:
    """Register the guard of `org.<public id>.<area>`, what hearing of the trail asks for, and the judge of sessions."""
    register_guard(PREFIX, is_member, many=are_members)
    register_area(audit_checks.AREA, capability=permissions.AUDIT_VIEW)
    register_session_judge("accounts", lives)


def is_member(user: User, topic: str, session: SessionBase | None = None) -> bool:
    """Whether the person belongs to the organisation a topic names, now, and may see its area."""
    return are_members([(user, topic, session)])[0]


def are_members(asked: Sequence[tuple[User, str, SessionBase | None]]) -> list[bool]:
    """Of each, whether the person belongs to the organisation the topic names, now, and may see its area.

    With a session also whether it would be let in: through single sign-on where that is the only way, and with a second
    factor where the days of grace are over. One query, one more for each who is late with the second factor.
    """
    names = [topic.split(".") for _user, topic, _session in asked]
    rows = Membership.objects.filter(
        user_id__in={user.pk for user, _topic, _session in asked},
        user__is_active=True,
        organisation__public_id__in={parts[1] for parts in names if len(parts) == _PARTS},
    )
    found = {(row.user_id, row.organisation.public_id): row for row in rows.select_related("organisation")}
    return [
        len(parts) == _PARTS and _may_hear(found.get((user.pk, parts[1])), user, parts[2], session)
        for (user, _topic, session), parts in zip(asked, names, strict=True)
    ]


def _may_hear(found: Membership | None, user: User, area: str, session: SessionBase | None) -> bool:
    if found is None or not second_factor.lets_in(found, user, now=timezone.now()):
        return False
    if session is not None and not enforcement.lets_session_in(session, found, user):
        return False
    needed = capability_of_area(area)
    return needed is None or actors.of_member(found, user).can(needed)


def lives(asked: Sequence[tuple[SessionBase, User]]) -> list[bool]:
    """Of each session, read anew, whether it is still signed in as this person, who may sign in, and not over. One query.

    The same as Django and `SessionLimitsMiddleware` ask on each request, but nothing is written.
    """
    people = User.objects.filter(is_active=True).in_bulk([user.pk for _session, user in asked])
    return [_lives(session, user, people.get(user.pk)) for session, user in asked]


def _lives(session: SessionBase, user: User, present: User | None) -> bool:
    if present is None or str(session.get(SESSION_KEY, "")) != str(user.pk):
        return False
    held = session.get(HASH_SESSION_KEY, "")
    hashes = [present.get_session_auth_hash(), *present.get_session_auth_fallback_hash()]
    if not any(constant_time_compare(held, each) for each in hashes):
        return False
    return not session_stamps.is_over(session, now=time.time())
