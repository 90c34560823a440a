"""The organisation whose pieces everybody may find: the platform's own."""

from django.conf import settings

from accounts import selectors as accounts
from synthai.core.errors import NotFound


def platform_id() -> int | None:
    """Its primary key, by the address in PLATFORM_ORGANISATION; None while there is no such organisation. One query."""
    try:
        return accounts.organisation_by_slug(settings.PLATFORM_ORGANISATION).pk
    except NotFound:
        return None
