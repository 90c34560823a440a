"""People who join by themselves, because a confirmed address of theirs is in a domain that the organisation has proven.

Off until an administrator switches it on for a domain, with a role that they may give themselves. Nobody learns from it
which organisations exist: without a confirmed address in the domain every answer is that there is nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import events, locks, permissions, policy, selectors
from accounts.models import Membership, Organisation, ProvenDomain, RemovedMember, SsoDomain, User
from accounts.services import gate, giving
from accounts.services.giving import Given
from accounts.services.sso_domains import DomainNotFound
from accounts.sso.selectors import domain_of
from notifications.services import inbox
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.errors import Conflict
from synthai.core.events import publish
from synthai.core.tenancy import tenant


class DomainNotProvenYet(Conflict):
    """Anybody could claim the domain; only its owner sets the record."""

    code = "accounts.joining.domain_not_proven"
    title = _("Prove the domain first")
    message = _(
        "%(domain)s is not proven to be yours yet. Set its text record and check it, then switch this on."
    )
    remedy = _("Prove the domain by its DNS record first.")


class NothingToJoin(Conflict):
    """No such offer for this person; why is nobody's business."""

    code = "accounts.joining.nothing_to_join"
    title = _("You cannot join by yourself")
    message = _(
        "There is no organisation here that you can join by yourself. Perhaps it was switched off a moment ago: ask "
        "somebody of the team for an invitation."
    )
    remedy = _("Ask somebody of the team for an invitation.")


@dataclass(frozen=True, kw_only=True)
class JoinOffer:
    """An organisation that a person may join, by which of their addresses, and as what."""

    organisation: Organisation
    email: str
    role: Given

    @property
    def role_label(self) -> str:
        """What people call the role."""
        return policy.label_of(self.organisation, self.role.code)


@transaction.atomic
def allow(domain_public_id: str, *, role: str, by: Actor) -> SsoDomain:
    """Let people of a proven domain join with this role, or no longer (""). Needs the tenant; persons only.

    Raises DomainNotFound, DomainNotProvenYet, RoleUnknown, MoreThanYouHold.
    """
    organisation, present = gate.enter_in_person(by, permissions.SSO_CHANGE)
    claim: SsoDomain | None = SsoDomain.objects.filter(public_id=domain_public_id).first()
    if claim is None:
        raise DomainNotFound
    proven = ProvenDomain.objects.filter(organisation=organisation, domain=claim.domain).first()
    if proven is None:
        raise DomainNotProvenYet(domain=claim.domain)
    given = giving.role_to_give(organisation, role, by=present) if role else None
    old = proven.join_role
    if old == role:
        return claim
    ProvenDomain.objects.filter(pk=proven.pk).update(join_role=role)
    was = giving.find_role(organisation, old) if old else None
    changes = {
        "domain": [None, claim.domain],
        "role": [was.said if was else None, given.said if given else None],
    }
    audit(claim, "accounts.sso.domain_joining_changed", by=by, changes=changes)
    publish(events.SsoChanged(organisation_id=organisation.pk, provider_id=None))
    return claim


def offers_to(user: User) -> list[JoinOffer]:
    """What a person may join now, by name. Needs no tenant.

    Two queries, and three for each organisation on offer (which are few: one a domain of theirs).
    """
    by_domain = _confirmed(user)
    if not by_domain:
        return []
    rows = (
        ProvenDomain.objects.filter(domain__in=by_domain).exclude(join_role="").select_related("organisation")
    )
    found: dict[int, JoinOffer] = {}
    for row in rows.order_by("organisation__name", "domain"):
        if row.organisation_id in found:
            continue
        with tenant(row.organisation):
            role = _role_for(row, user)
        if role is not None:
            found[row.organisation_id] = JoinOffer(
                organisation=row.organisation, email=by_domain[row.domain], role=role
            )
    return list(found.values())


@transaction.atomic
def join(organisation_public_id: str, *, by: Actor, now: datetime) -> Membership:
    """Join, and have the owner and administrators told. Needs no tenant. Pressed twice it joins once.

    Judged anew under the organisation's lock. Raises NothingToJoin, whatever the reason.
    """
    user = User.objects.filter(pk=by.user_id or 0, is_active=True).first()
    named = Organisation.objects.filter(public_id=organisation_public_id).values_list("pk", flat=True).first()
    by_domain = _confirmed(user) if user else {}
    if user is None or named is None or not by_domain:
        raise NothingToJoin
    organisation = locks.lock_organisation(named)
    with tenant(organisation):
        mine = Membership.objects.filter(organisation=organisation, user=user).first()
        if mine is not None:
            return mine
        rows = ProvenDomain.objects.filter(organisation=organisation, domain__in=by_domain)
        for row in rows.exclude(join_role="").select_related("organisation").order_by("domain"):
            role = _role_for(row, user)
            if role is not None:
                return _admit(organisation, user, role, domain=row.domain, by=by, now=now)
    raise NothingToJoin


def _confirmed(user: User) -> dict[str, str]:
    """The person's confirmed addresses by their domain; the main one first where two share it."""
    rows = EmailAddress.objects.filter(user=user, verified=True).order_by("primary", "-pk")
    return {domain_of(row.email): row.email for row in rows}


def _role_for(row: ProvenDomain, user: User) -> Given | None:
    """The role with which this person may join now, in the organisation's tenant; None when they may not.

    Where single sign-on is the only way in, it is the way to join too. Whom the team removed comes by invitation.
    """
    organisation = row.organisation
    if organisation.requires_sso or organisation.is_being_deleted:
        return None
    if Membership.objects.filter(organisation=organisation, user=user).exists():
        return None
    if RemovedMember.objects.filter(user=user).exists():
        return None
    return giving.find_role(organisation, row.join_role)


def _admit(
    organisation: Organisation, user: User, role: Given, *, domain: str, by: Actor, now: datetime
) -> Membership:
    """The one place where somebody comes in by their domain. The organisation's lock is held."""
    member = Membership.objects.create(
        organisation=organisation,
        user=user,
        role=role.code,
        custom_role_id=role.custom_role_id,
        joined_at=now,
    )
    changes = {"member": [None, user.email], "role": [None, role.said], "domain": [None, domain]}
    audit(member, "accounts.member.joined_by_domain", by=by, changes=changes)
    publish(events.MemberJoined(organisation_id=organisation.pk, user_id=user.pk, role=role.code))
    inbox.notify(
        "accounts.joined_by_domain",
        [
            key
            for key in selectors.member_ids_holding(organisation.pk, permissions.MEMBER_INVITE)
            if key != user.pk
        ],
        title=str(_("%(name)s joined %(organisation)s"))
        % {"name": user.label, "organisation": organisation.name},
        body=str(_("With an address of %(domain)s, as you allow under Single sign-on.")) % {"domain": domain},
        url=f"/o/{organisation.slug}/team/",
        organisation_id=organisation.pk,
        key=f"accounts.joined_by_domain.{member.public_id}",
    )
    return member
