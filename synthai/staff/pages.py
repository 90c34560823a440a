"""Pages of the admin that see several apps. `ready()` of the composition adds them to the site."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import Organisation
from billing.admin import finance
from notifications.admin import announcements, rules
from notifications.admin import pages as told
from notifications.services import previews
from synthai.core.access import staff_actor
from synthai.core.audit import audit
from synthai.core.staff.site import staff_site
from synthai.staff import desk, money, searching


@require_GET
def organisation_desk(request: HttpRequest, organisation: int) -> HttpResponse:
    """One customer's timeline, on record in the customer's own trail."""
    found = get_object_or_404(Organisation, pk=organisation)
    start = desk.Moment.read(request.GET.get("until", ""), now=timezone.now())
    context = {
        **staff_site.each_context(request),
        **desk.desk(request),
        "title": found.name,
        "organisation": found,
        "figures": desk.figures(found),
        "open_support": desk.open_support(found, at=timezone.now()),
        "plan": money.plan_of(found, now=timezone.now()),
        "timeline": desk.timeline(found, start=start, kind=request.GET.get("kind", "")),
    }
    audit(found, "staff.organisation.desk", by=staff_actor(request), organisation_id=found.pk)
    return TemplateResponse(request, "admin/desk.html", context)


@require_GET
def notification_kinds(request: HttpRequest) -> HttpResponse:
    """Every kind that people can be told, with its words as its example fills them."""
    context = {
        **staff_site.each_context(request),
        "title": _("Kinds of notifications"),
        "groups": previews.groups(),
    }
    return TemplateResponse(request, "admin/notification_kinds.html", context)


def add_to_site() -> None:
    """Give the staff site its pages, before its addresses are made."""
    page = staff_site.admin_view(organisation_desk)
    staff_site.pages.append(path("desk/<int:organisation>/", page, name="organisation-desk"))
    kinds = staff_site.admin_view(notification_kinds)
    staff_site.pages.append(path("notifications/kinds/", kinds, name="notification-kinds"))
    figures = staff_site.admin_view(money.figures_page)
    staff_site.pages.append(path("billing/figures/", figures, name="billing-figures"))
    found = staff_site.admin_view(searching.search_index)
    staff_site.pages.append(path("search-index/", found, name="search-index"))
    staff_site.pages.extend([*finance.urls(), *told.urls(), *announcements.urls(), *rules.urls()])
