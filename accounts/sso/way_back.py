"""Where a test that came to nothing leads whoever ran it."""

from django.http import HttpRequest
from django.urls import reverse

from accounts import actors, permissions, selectors
from accounts.models import SsoProvider, User


def to_provider(request: HttpRequest, row: SsoProvider | None) -> str:
    """The provider's page for who is signed in here and may set it up; empty for everybody else. One query at most."""
    user = request.user
    if row is None or not isinstance(user, User):
        return ""
    member = selectors.membership(user, row.organisation.slug)
    if member is None or not actors.of_member(member, user).can(permissions.SSO_CHANGE):
        return ""
    return reverse("accounts:sso-provider", args=[row.organisation.slug, row.public_id])
