"""The owner signs in although single sign-on is the only way in: allowed, kept, and told."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import actors
from accounts.models import Membership, Organisation, User
from notifications.services import inbox
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.tenancy import tenant

_TOLD = ("owner", "administrator")


def owned_behind_sso(user: User) -> list[Organisation]:
    """Organisations of this owner that others enter through single sign-on only. One query."""
    rows = Membership.objects.owners().filter(user=user, organisation__requires_sso=True)
    return [row.organisation for row in rows.select_related("organisation")]


@transaction.atomic
def record(organisation: Organisation, user: User, *, ip: str | None) -> None:
    """Keep in the trail that the owner came in another way, and tell owner and administrators."""
    by = _as(organisation, user, ip)
    with tenant(organisation):
        entry = audit(organisation, "accounts.sso.break_glass_used", by=by, organisation_id=organisation.pk)
    told = Membership.objects.filter(organisation=organisation, role__in=_TOLD, user__is_active=True)
    inbox.notify(
        "accounts.sso_break_glass",
        told.values_list("user_id", flat=True),
        title=str(_("%(name)s signed in without single sign-on")) % {"name": user.label},
        body=str(
            _(
                "The owner may do that when the provider is down. Was it not the owner? Change the password now."
            )
        ),
        url=f"/o/{organisation.slug}/settings/sign-in/",
        organisation_id=organisation.pk,
        key=f"accounts.sso_break_glass.{entry.pk}",
    )


def _as(organisation: Organisation, user: User, ip: str | None) -> Actor:
    return replace(actors.of_person(user), organisation_id=organisation.pk, ip=ip)
