"""What accounts adds to the first hour: who one is, the organisation's details and logo, colleagues, and a second factor.

Each step is offered to who may do it, so the list differs by role; whoever hides it keeps it hidden, in that organisation.
"""

from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import permissions
from accounts.models import Invitation, Membership, Organisation, User
from synthai.core.access import Actor
from synthai.core.dashboard import Step, checklist_step
from synthai.core.models import AuditEntry

FIRST, DETAILS, LOGO, INVITE, SAFETY = 2, 5, 85, 90, 95  # prices between, colleagues then, safety last


def offer() -> None:
    """Register the steps."""
    checklist_step("accounts.name", name_step, order=FIRST)
    checklist_step("accounts.details", details_step, order=DETAILS)
    checklist_step("accounts.logo", logo_step, order=LOGO)
    checklist_step("accounts.invite", invite_step, order=INVITE)
    checklist_step("accounts.second_factor", second_factor_step, order=SAFETY)


def name_step(actor: Actor) -> Step | None:
    """One's own name, for who gave none. One query."""
    if actor.kind != "person":
        return None
    return Step(
        key="accounts.name",
        title=_("Say who you are"),
        text=_("Your team sees your name beside what you decide, instead of an e-mail address."),
        action=_("Enter your name"),
        url=reverse("accounts:profile"),
        is_done=User.objects.filter(pk=actor.user_id or 0).exclude(name="").exists(),
    )


def details_step(actor: Actor) -> Step | None:
    """Name and VAT number; done once somebody changed them, or there is a VAT number. Only for who may. One query."""
    if not actor.can(permissions.ORGANISATION_CHANGE):
        return None
    numbered = Organisation.objects.filter(pk=actor.organisation_id or 0).exclude(vat_number="")
    changed = AuditEntry.objects.filter(
        object_type="accounts.organisation",
        object_id=actor.organisation_public_id or "",
        code="accounts.organisation.changed",
    )
    found = numbered.values("pk")[:1].union(changed.order_by().values("pk")[:1])
    return Step(
        key="accounts.details",
        title=_("Check your organisation's details"),
        text=_(
            "The trading name and, when you are registered, the VAT number: they stand on what you share."
        ),
        action=_("Open the details"),
        url=reverse("accounts:organisation-settings", args=[actor.organisation_slug]),
        is_done=bool(found.exists()),
    )


def logo_step(actor: Actor) -> Step | None:
    """The organisation's logo. Only for who may put it up. One query."""
    if not actor.can(permissions.ORGANISATION_CHANGE):
        return None
    here = reverse("accounts:organisation-settings", args=[actor.organisation_slug])
    mine = Organisation.objects.filter(pk=actor.organisation_id or 0)
    return Step(
        key="accounts.logo",
        title=_("Add your logo"),
        text=_("Your team finds its organisation at a glance. A photo from your phone will do."),
        action=_("Add a logo"),
        url=f"{here}#logo",
        is_done=mine.exclude(logo={}).exists(),
    )


def invite_step(actor: Actor) -> Step | None:
    """Invite somebody; done with a second member or an open invitation. Only for who may invite. One query."""
    if not actor.can(permissions.MEMBER_INVITE):
        return None
    others = Membership.objects.filter(organisation_id=actor.organisation_id or 0).exclude(
        user_id=actor.user_id or 0
    )
    found = others.values("pk")[:1].union(Invitation.objects.pending().values("pk")[:1])
    return Step(
        key="accounts.invite",
        title=_("Invite a colleague"),
        text=_("Your bookkeeper may look without changing anything; a manager decides about prices."),
        action=_("Invite a person"),
        url=reverse("accounts:member-invite", args=[actor.organisation_slug]),
        is_done=bool(found.exists()),
    )


def second_factor_step(actor: Actor) -> Step | None:
    """A passkey or an app with codes, for everybody. One query."""
    if actor.kind != "person":
        return None
    own = Authenticator.objects.filter(user_id=actor.user_id or 0)
    return Step(
        key="accounts.second_factor",
        title=_("Make your sign-in safe"),
        text=_("A passkey on your phone or an app with codes: a stolen password then opens nothing."),
        action=_("Set it up"),
        url=reverse("mfa_index"),
        is_done=own.exclude(type=Authenticator.Type.RECOVERY_CODES).exists(),
    )
