"""How much of what plans limit an organisation has, of people and access. All inside the tenant."""

from datetime import datetime

from accounts.models import ApiKey, Invitation, Membership, SsoProvider


def seats_used(
    organisation_id: int, *, at: datetime, since: datetime | None = None, without: str = ""
) -> int:
    """Members and invitations that are open at that instant; a member's own invitation counts no second time.

    `since` counts only those that came after it; `without` leaves the invitation of an address out. Needs the tenant.
    """
    members = Membership.objects.filter(organisation_id=organisation_id)
    invited = Invitation.objects.pending().filter(expires_at__gt=at).exclude(email=without)
    invited = invited.exclude(email__in=members.values("user__email"))
    if since is not None:
        members, invited = members.filter(joined_at__gt=since), invited.filter(created_at__gt=since)
    return int(members.count()) + int(invited.count())


def keys_used(organisation_id: int) -> int:
    """API keys that were not revoked."""
    return int(ApiKey.objects.of_organisation(organisation_id).filter(revoked_at__isnull=True).count())


def providers_set_up(organisation_id: int) -> int:
    """Identity providers of its own, in use or not."""
    return int(SsoProvider.objects.filter(organisation_id=organisation_id).count())


def keys_made_since(organisation_id: int, since: datetime) -> int:
    """Those of them that were made after an instant."""
    keys = ApiKey.objects.of_organisation(organisation_id).filter(revoked_at__isnull=True)
    return int(keys.filter(created_at__gt=since).count())
