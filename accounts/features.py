"""What plans differ in, of people and access. Declared at the start; asked for in services."""

from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import counting
from synthai.core.entitlements import feature


def _seats(organisation_id: int) -> int:
    return counting.seats_used(organisation_id, at=timezone.now())


def _new_seats(organisation_id: int, since: datetime) -> int:
    return counting.seats_used(organisation_id, at=timezone.now(), since=since)


SEATS: Final = feature(
    "accounts.seats", kind="limit", title=_("Team members"), unit=_("seats"), count=_seats, grown=_new_seats
)
API_KEYS: Final = feature(
    "accounts.api_keys",
    kind="limit",
    title=_("API keys"),
    unit=_("keys"),
    count=counting.keys_used,
    grown=counting.keys_made_since,
)
SINGLE_SIGN_ON: Final = feature(
    "accounts.single_sign_on", kind="switch", title=_("Single sign-on"), count=counting.providers_set_up
)
