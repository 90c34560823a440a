"""The organisation of the platform itself, whose pieces everybody may find. For commands, never for requests."""

from datetime import datetime

from django.db import transaction

from accounts import events, found, locks
from accounts.models import Membership, Organisation, Role, User
from accounts.models.user import UserManager
from synthai.core.access import system_actor
from synthai.core.audit import audit
from synthai.core.errors import NotFound
from synthai.core.events import publish
from synthai.core.tenancy import tenant


@transaction.atomic
def have(*, slug: str, name: str, owner_email: str, now: datetime) -> Organisation:
    """The organisation at this address, made with that person as its owner when it is not there yet. Idempotent.

    It may have an address that nobody else can choose (accounts.slugs.RESERVED). Needs no tenant. Raises NotFound when it
    would have to be made and nobody has the e-mail address.
    """
    present = Organisation.objects.filter(slug=slug).first()
    if present is not None:
        return present
    user = User.objects.filter(email=UserManager.normalize_email(owner_email)).first()
    if user is None:
        raise NotFound
    owner = locks.lock_user(user.pk)
    made = Organisation(slug=slug, name=name, created_at=now)
    made.full_clean()
    made.save(force_insert=True)
    member = Membership.objects.create(
        organisation=made, user=owner, role=Role.OWNER, joined_at=now, opened_at=now
    )
    found.joined(member)
    with tenant(made):
        told = {"name": [None, made.name]}
        audit(
            made,
            "accounts.organisation.created",
            by=system_actor(made.pk),
            organisation_id=made.pk,
            changes=told,
        )
        publish(events.OrganisationCreated(organisation_id=made.pk, owner_id=owner.pk))
    return made
