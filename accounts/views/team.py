"""The team: who is in it, invitations, roles, leaving and handing over."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import permissions, policy, role_forms, roles, selectors, step_up, undo
from accounts.branch_forms import MemberBranchesForm
from accounts.forms import InviteForm, TransferForm
from accounts.models import Membership
from accounts.services import giving, invitation_mails, invitations, memberships
from accounts.views import scope
from accounts.views.feedback import attempt, say
from synthai.core.access import page


@require_GET
@page(permissions.MEMBER_VIEW)
def team(request: HttpRequest, organisation: str) -> HttpResponse:
    """Members and open invitations; what was just changed can be undone here."""
    note = request.GET.get("undo", "")
    can_invite = scope.actor(request).can(permissions.MEMBER_INVITE)
    context = {
        "members": selectors.members(scope.organisation(request).pk),
        "invitations": invitation_mails.with_lost_mails(
            selectors.pending_invitations() if can_invite else []
        ),
        "now": timezone.now(),
        "branch_names": selectors.branch_names(),
        "role_choices": role_forms.choices(scope.organisation(request)),
        "undo": note if note and undo.is_open(note) else "",
        "may": scope.actor(request).capabilities,
    }
    return render(request, "accounts/team.html", context)


@require_http_methods(["GET", "POST"])
@page(permissions.MEMBER_INVITE)
def invite(request: HttpRequest, organisation: str) -> HttpResponse:
    """Invite somebody by e-mail; as an administrator or the like only with fresh proof."""
    here = scope.organisation(request)
    form = InviteForm(request.POST or None, organisation=here, branches=selectors.branches_of(here.pk))
    if request.method == "POST" and form.is_valid():
        by = scope.actor(request)
        if giving.is_governing(here, form.cleaned_data["role"]) and not step_up.is_proved(request):
            return step_up.ask(request)
        sent = attempt(form, lambda: invitations.send(**form.cleaned_data, by=by, now=timezone.now()))
        if sent:
            say(request, _("The invitation to %(email)s is on its way.") % {"email": sent.email})
            return redirect("accounts:team", organisation)
    described = [(role.label, roles.DESCRIPTIONS[role]) for role in roles.ASSIGNABLE]
    own = [(role.name, role.description) for role in policy.of(here).roles.values()]
    return render(request, "accounts/member_invite.html", {"form": form, "described": [*described, *own]})


@require_POST
@page(permissions.MEMBER_INVITE)
def invitation_send_again(request: HttpRequest, organisation: str, invitation: str) -> HttpResponse:
    """A new link to the same address."""
    sent = invitations.send_again(invitation, by=scope.actor(request), now=timezone.now())
    say(request, _("%(email)s gets a new link; older ones no longer work.") % {"email": sent.email})
    return redirect("accounts:team", organisation)


@require_POST
@page(permissions.MEMBER_INVITE)
def invitation_revoke(request: HttpRequest, organisation: str, invitation: str) -> HttpResponse:
    """Withdraw an invitation, with the way back at hand."""
    by = scope.actor(request)
    closed = invitations.revoke(invitation, by=by, now=timezone.now())
    say(request, _("The invitation of %(email)s was withdrawn.") % {"email": closed.email})
    return _back_to_team(organisation, undo.of_revocation(closed, by=by))


@require_POST
@page(permissions.MEMBER_CHANGE_ROLE)
@step_up.proved
def member_role(request: HttpRequest, organisation: str, member: str) -> HttpResponse:
    """Give a member another role, with the way back at hand."""
    by = scope.actor(request)
    old = selectors.get_member(scope.organisation(request).pk, member).role
    changed = memberships.change_role(member, role=request.POST.get("role", ""), by=by)
    say(
        request,
        _("%(name)s is %(role)s now.") % {"name": changed.user.label, "role": _called(request, changed)},
    )
    return _back_to_team(organisation, undo.of_role_change(changed, old_role=old, by=by))


@require_http_methods(["GET", "POST"])
@page(permissions.MEMBER_CHANGE_ROLE)
@step_up.proved
def member_branches(request: HttpRequest, organisation: str, member: str) -> HttpResponse:
    """Which branches a member belongs to, with the way back at hand."""
    here, by = scope.organisation(request), scope.actor(request)
    found = selectors.get_member(here.pk, member)
    offered = selectors.branches_of(here.pk, closed_too=True)
    form = MemberBranchesForm(request.POST or None, branches=offered, present=found.branch_ids)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data.get("branches", [])
        changed = attempt(form, lambda: memberships.change_branches(member, branches=chosen, by=by))
        if changed:
            say(request, _("The branches of %(name)s are saved.") % {"name": found.user.label})
            return _back_to_team(organisation, undo.of_member_branches(changed, old=found.branch_ids, by=by))
    return render(request, "accounts/member_branches.html", {"form": form, "member": found})


@require_POST
@page(permissions.MEMBER_REMOVE)
def member_remove(request: HttpRequest, organisation: str, member: str) -> HttpResponse:
    """Take a member out, with the way back at hand."""
    by = scope.actor(request)
    removed = memberships.remove(member, by=by)
    say(request, _("%(name)s is no longer in the team.") % {"name": removed.user.label})
    if removed.user_id == by.user_id:
        return redirect("accounts:home")
    return _back_to_team(organisation, undo.of_removal(removed, by=by))


@require_POST
@page(permissions.MEMBER_VIEW, is_part=True)
def take_back(request: HttpRequest, organisation: str) -> HttpResponse:
    """Undo the change whose note the page carried; the service asks for the capability."""
    undo.take(request.POST.get("note", ""), by=scope.actor(request))
    say(request, _("Undone."))
    return redirect("accounts:team", organisation)


@require_http_methods(["GET", "POST"])
@page(None)
def leave(request: HttpRequest, organisation: str) -> HttpResponse:
    """Leave the team oneself."""
    if request.method == "POST":
        memberships.leave(by=scope.actor(request))
        say(request, _("You have left %(name)s.") % {"name": scope.organisation(request).name})
        return redirect("accounts:organisation-list")
    return render(request, "accounts/member_leave.html", {"membership": scope.membership(request)})


@require_http_methods(["GET", "POST"])
@page(permissions.ORGANISATION_TRANSFER)
@step_up.proved
def transfer(request: HttpRequest, organisation: str) -> HttpResponse:
    """Hand the organisation to another member."""
    others = selectors.members(scope.organisation(request).pk)
    form = TransferForm(request.POST or None, members=others)
    if request.method == "POST" and form.is_valid():
        heir = attempt(form, lambda: _hand_over(request, **form.cleaned_data))
        if heir:
            say(request, _("%(name)s is the owner now.") % {"name": heir.user.label})
            return redirect("accounts:team", organisation)
    return render(request, "accounts/ownership_transfer.html", {"form": form, "is_alone": len(others) == 1})


def _called(request: HttpRequest, membership: Membership) -> str:
    """A built-in role stands in the sentence with a small letter, an own one as it is written."""
    shown = policy.label_of(scope.organisation(request), membership.role)
    return shown.lower() if membership.custom_role_id is None else shown


def _hand_over(request: HttpRequest, *, member: str) -> Membership:
    return memberships.transfer_ownership(member, by=scope.actor(request), now=timezone.now())


def _back_to_team(organisation: str, step: undo.Undo) -> HttpResponse:
    return redirect(f"{reverse('accounts:team', args=[organisation])}?undo={undo.note(step)}")
