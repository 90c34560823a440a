"""The team's step of the first-hour checklist."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import permissions
from accounts.models import Invitation, Membership
from synthai.core.access import Actor
from synthai.core.dashboard import Step, checklist_step

ORDER = 90  # last: prices first, colleagues then


def offer() -> None:
    """Register the step."""
    checklist_step("accounts.invite", invite_step, order=ORDER)


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
