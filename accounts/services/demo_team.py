"""The colleagues in the demo organisation: so that lists of people are not empty there. For commands, never for requests."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts import events, locks
from accounts.models import Membership
from accounts.services import people, seats
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.events import publish


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """Somebody who is to be in the team. Nobody can sign in as them: they have no password."""

    email: str
    name: str
    role: str


@transaction.atomic
def join(colleagues: Iterable[Colleague], *, by: Actor, now: datetime) -> list[Membership]:
    """Put people into the actor's organisation, in their order. Idempotent by address. Needs the tenant.

    Raises LimitReached when the plan has no seat left: then nobody came.
    """
    organisation = locks.lock_organisation(by.organisation_id or 0)
    found = []
    for each in colleagues:
        user = people.add_confirmed(each.email, name=each.name, password=None)
        mine = Membership.objects.filter(organisation=organisation, user=user).first()
        if mine is None:
            seats.require_seat(organisation, user.email, now=now)
            mine = Membership.objects.create(
                organisation=organisation, user=user, role=each.role, joined_at=now
            )
            told = {"member": [None, user.email], "role": [None, each.role]}
            audit(mine, "accounts.member.demo_joined", by=by, changes=told)
            publish(events.MemberJoined(organisation_id=organisation.pk, user_id=user.pk, role=each.role))
        found.append(mine)
    return found
