"""Seats: members and open invitations, as many as the plan has. Asked under the organisation's lock.

Whoever is in stays in: only somebody new is ever refused.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import counting, features
from accounts.models import Organisation
from synthai.core import entitlements
from synthai.core.entitlements import LimitReached


class NoSeat(LimitReached):
    """For the person who wants to come in, and cannot buy a seat."""

    code = "accounts.seat.none"
    title = _("There is no free seat for you")
    message = _(
        "All seats of %(organisation)s are taken: its plan (%(plan)s) has a limit of %(limit)s. Ask the owner or an "
        "administrator to free a seat or to choose a larger plan, then try again."
    )
    remedy = _("The owner or an administrator frees a seat or chooses a larger plan.")


def require_seat(organisation: Organisation, email: str, *, now: datetime) -> None:
    """Pass when there is a seat for somebody who is no member yet; the seat of their own open invitation is theirs.

    Needs the organisation's lock and its tenant. Raises entitlements.LimitReached, NotInPlan.
    """
    if entitlements.limit(organisation.pk, features.SEATS) is None:
        return
    used = counting.seats_used(organisation.pk, at=now, without=email)
    entitlements.room_for(organisation.pk, features.SEATS, used=used)


def require_seat_to_join(organisation: Organisation, email: str, *, now: datetime) -> None:
    """As `require_seat`, for the person who joins. Raises NoSeat."""
    try:
        require_seat(organisation, email, now=now)
    except LimitReached as refusal:
        told: dict[str, Any] = {**refusal.params, "organisation": organisation.name}
        raise NoSeat(**told) from refusal
