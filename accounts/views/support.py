"""Support access: let SynthAI's staff in, see who was, end it; and the staff's own way out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import permissions, selectors, step_up, support_visits
from accounts.services import support as service
from accounts.support_forms import SupportForm
from accounts.views import scope
from accounts.views.feedback import attempt, say
from synthai.core.access import page

SHOWN = 10


@require_http_methods(["GET", "POST"])
@page(permissions.SUPPORT_ALLOW)
@step_up.proved_to_send
def support(request: HttpRequest, organisation: str) -> HttpResponse:
    """Whether support may come in now, a form to let it in, and earlier times."""
    form, now = SupportForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.is_valid():
        by = scope.actor(request)
        if attempt(form, lambda: service.allow(**form.cleaned_data, by=by, now=now)):
            say(request, _("Support may come in now. You can end this at any time."))
            return redirect("accounts:support", organisation)
    past = selectors.past_support(SHOWN)
    active = next((access for access in past if access.is_active(at=now)), None)
    return render(
        request, "accounts/support.html", {"form": form, "active": active, "past": past, "now": now}
    )


@require_POST
@page(permissions.SUPPORT_ALLOW)
def end(request: HttpRequest, organisation: str) -> HttpResponse:
    """Send support out."""
    service.end(by=scope.actor(request), now=timezone.now())
    say(request, _("Support's access is over."))
    return redirect("accounts:support", organisation)


@require_POST
@page(None, is_part=True)
def leave(request: HttpRequest, organisation: str) -> HttpResponse:
    """Staff go out, back to the administration."""
    service.leave(by=scope.actor(request))
    support_visits.forget(request, organisation)
    return redirect("admin:index")
