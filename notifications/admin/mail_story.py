"""The story of one own mail, for staff: each try with the provider's answer, and what providers told later."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from notifications.admin.staff_pages import needing
from notifications.admin.story import told
from notifications.models import DID_NOT_ARRIVE, Attempt, Mail
from notifications.services import mail_kinds
from notifications.services.mail import send_again
from synthai.core.access import staff_actor
from synthai.core.audit import audit
from synthai.core.staff.site import staff_site


@require_http_methods(["GET", "POST"])
@needing("view_mail", "change_mail")
def page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One mail, never what it says. A post sends it again; looking is on record too."""
    mail = _find(public_id)
    if request.method == "POST":
        _send_again(request, mail)
        return redirect("admin:notification-mail-story", public_id)
    audit(mail, "notifications.mail.viewed", by=staff_actor(request), organisation_id=mail.organisation_id)
    attempts = list(Attempt.objects.filter(mail=mail).order_by("number"))
    context = {
        **staff_site.each_context(request),
        "title": mail_kinds.in_words(mail.kind),
        "mail": mail,
        "attempts": attempts,
        "told": told(
            {mail.public_id, *(each.provider_id for each in attempts if each.provider_id)},
            {each.provider for each in attempts},
            since=mail.created_at,
        ),
        "may_go_again": mail.state in DID_NOT_ARRIVE and not mail.sent_at,
    }
    return TemplateResponse(request, "admin/notifications/mail_story.html", context)


def _find(public_id: str) -> Mail:
    rows = Mail.objects.select_related("organisation").defer("subject", "text", "html")
    found = rows.filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise Http404
    return found


def _send_again(request: HttpRequest, mail: Mail) -> None:
    if not send_again(mail.pk, now=timezone.now()):
        messages.error(
            request, _("Only a mail that nobody took can be sent again: this was taken, or waits already.")
        )
        return
    audit(mail, "notifications.mail.sent_again", by=staff_actor(request))
    messages.success(request, _("It goes out again."))
