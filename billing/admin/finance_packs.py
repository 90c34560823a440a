"""Month-end packs: ask for one, see how far it is, download it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.admin.finance_parts import FinancePage, picked, show
from billing.engine.periods import local_date
from billing.models import MonthEndPack, PackState
from billing.services import packs
from synthai.core.access import staff_actor
from synthai.core.errors import DomainError, NotFound
from synthai.core.staff.site import staff_site

RIGHT = "billing.change_billingentity"  # a pack holds every customer's documents
SHOWN = 50
TEMPLATE = "admin/billing/finance_packs.html"


def view(request: HttpRequest) -> HttpResponseBase:
    """The newest packs; a press makes, removes or downloads one."""
    may = request.user.has_perm(RIGHT)
    if request.method == "POST" or request.GET.get("download"):
        if not may:
            raise PermissionDenied
        return _download(request) if request.method == "GET" else _do(request)
    rows = list(MonthEndPack.objects.select_related("entity").order_by("-pk")[:SHOWN])
    now = timezone.now()
    context: dict[str, Any] = {
        "title": _("Month-end packs"),
        "picked": picked(request, today=local_date(now)),
        "packs": [(row, row.is_silent(now=now)) for row in rows],
        "is_at_work": any(row.state in (PackState.ASKED, PackState.WORKING) for row in rows),
        "may": may,
    }
    if request.headers.get("HX-Request"):  # the page looks again while one is made: one look is on record
        return TemplateResponse(request, TEMPLATE, {**staff_site.each_context(request), **context})
    return show(request, TEMPLATE, "packs", context)


def _do(request: HttpRequest) -> HttpResponseBase:
    """Make or remove one, and say what came of it."""
    by = staff_actor(request)
    try:
        if gone := request.POST.get("remove"):
            packs.remove(gone, by=by)
            messages.success(request, _("The pack is removed. Everything in it is kept elsewhere."))
        else:
            _ask(request)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(request.get_full_path())


def _ask(request: HttpRequest) -> None:
    now = timezone.now()
    wanted = picked(request, today=local_date(now))
    if wanted.entity is None or not wanted.form.is_valid():
        messages.error(request, _("Choose the days first, so that they are in order."))
        return
    until = min(wanted.until, local_date(now))
    packs.ask(wanted.entity, since=wanted.since, until=until, by=staff_actor(request), now=now)
    messages.success(request, _("A worker is at it. This page shows how far it is."))
    if until < wanted.until:
        messages.info(request, _("The days are not over: the pack ends today."))


def _download(request: HttpRequest) -> HttpResponseBase:
    try:
        pack, file = packs.open_pack(request.GET["download"], by=staff_actor(request))
    except (NotFound, FileNotFoundError):
        messages.error(request, _("This pack is not there any more. Make it again."))
        return redirect(reverse("admin:finance-packs"))
    return FileResponse(file, as_attachment=True, filename=packs.file_name(pack))


PAGE = FinancePage(
    slug="packs",
    title=gettext_lazy("Month-end packs"),
    says=gettext_lazy(
        "Everything the bookkeeper needs of a period, as one ZIP: tables, exports and the documents."
    ),
    view=view,
    icon="folder_zip",
)
