"""Pages of staff: write the sentences of a kind, see them as a phone does, try, approve, withdraw and put back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from notifications.admin import wording_screen as screen
from notifications.channels.protocol import Channel
from notifications.engine import locales
from notifications.models import TemplateVersion
from notifications.services import link_checks, template_reading, templates, trying
from notifications.services.template_refusals import TemplateChanged
from notifications.services.templates import Place
from synthai.core.access import Actor, staff_actor
from synthai.core.errors import DomainError, NotFound
from synthai.core.staff.site import StaffAdmin, staff_site

PAGE = "admin/notification_wording.html"


@admin.register(TemplateVersion, site=staff_site)
class TemplateVersionAdmin(StaffAdmin):
    """Every version of every template. They are written on a page of their own."""

    when_empty = gettext_lazy(
        "Every message goes out in the words of our code. To write others, open Kinds of notifications and press Words beside a channel."
    )
    list_display = (
        "where",
        "channel",
        "locale",
        "number",
        "state",
        "written_by",
        "approved_by",
        "published_at",
        "fault",
    )
    list_display_links = ("number",)
    list_filter = ("state", "channel", "locale")
    list_select_related = ("written_by", "approved_by")
    search_fields = ("kind", "title", "body")
    find_exactly = ("pk", "public_id")
    ordering = ("-changed_at",)

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def where(self, row: TemplateVersion) -> str:
        """The kind, leading to the page where it is written."""
        return format_html('<a href="{}">{}</a>', _address(row), row.kind)


@require_GET
def editor(request: HttpRequest, kind: str, channel: str, locale: str) -> HttpResponse:
    """The words of a kind on a channel in a language."""
    place = _place(request, kind, channel, locale, right=screen.VIEW)
    return TemplateResponse(request, PAGE, screen.context(request, place))


@require_POST
def check(request: HttpRequest, kind: str, channel: str, locale: str) -> HttpResponse:
    """What would be said of these words; nothing is kept. A script asks for the part beside the form alone."""
    place = _place(request, kind, channel, locale, right=screen.VIEW)
    form = screen.WordsForm(request.POST, channel=Channel(channel))
    form.full_clean()
    if request.headers.get("HX-Request"):
        found = template_reading.kind_of(kind, channel)
        judged = screen.judged(place, found, form.words, request.POST)
        return TemplateResponse(request, "admin/notification_wording_judged.html", judged)
    return TemplateResponse(request, PAGE, screen.context(request, place, form, words=form.words))


@require_POST
def save(request: HttpRequest, kind: str, channel: str, locale: str) -> HttpResponse:
    """Keep a draft."""
    place = _place(request, kind, channel, locale, right=screen.WRITE)
    return _kept(
        request, place, templates.save, _("The draft was saved. Nobody gets it before it is approved.")
    )


@require_POST
def hand_in(request: HttpRequest, kind: str, channel: str, locale: str) -> HttpResponse:
    """Keep a draft and ask for approval."""
    place = _place(request, kind, channel, locale, right=screen.WRITE)
    return _kept(request, place, templates.hand_in, _("It waits for somebody else to approve it."))


@require_POST
def plainer(request: HttpRequest, kind: str, channel: str, locale: str) -> HttpResponse:
    """The same words with plain signs, in the form; nothing is kept."""
    place = _place(request, kind, channel, locale, right=screen.VIEW)
    words = template_reading.plainer(request.POST.get("title", ""), request.POST.get("body", ""))
    posted = request.POST.copy()
    posted["title"], posted["body"] = words
    form = screen.WordsForm(posted, channel=Channel(channel))
    form.full_clean()
    return TemplateResponse(request, PAGE, screen.context(request, place, form, words=form.words))


@require_POST
def step(request: HttpRequest, version: int, verb: str) -> HttpResponse:
    """One step of a version: approve it, withdraw it, try it."""
    deed = DEEDS.get(verb)
    if deed is None:
        raise Http404
    if not request.user.has_perm(deed.right):
        raise PermissionDenied
    row = get_object_or_404(TemplateVersion, pk=version)
    try:
        messages.success(request, deed.do(request, row, staff_actor(request)))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(_address(row))


@dataclass(frozen=True)
class Deed:
    """What may be done with a version: by whom, and how; returns what is said."""

    right: str
    do: Callable[[HttpRequest, TemplateVersion, Actor], str]


def _publish(request: HttpRequest, row: TemplateVersion, by: Actor) -> str:
    if "title" in request.POST:
        form = screen.WordsForm(request.POST, channel=Channel(row.channel))
        form.full_clean()
        if form.words != templates.words_of(row):
            raise TemplateChanged
    templates.publish(row.pk, revision=_revision(request), by=by, now=timezone.now())
    return _("It is in use now. The version before can be put back below.")


def _discard(request: HttpRequest, row: TemplateVersion, by: Actor) -> str:
    templates.discard(row.pk, revision=_revision(request), by=by, now=timezone.now())
    return _("The draft was thrown away. You can take it up again below.")


def _take_up(_request: HttpRequest, row: TemplateVersion, by: Actor) -> str:
    made = templates.take_up(row.pk, by=by, now=timezone.now())
    return _("Version %(new)d is a draft with the words of version %(old)d.") % {
        "old": row.number,
        "new": made.number,
    }


def _withdraw(_request: HttpRequest, row: TemplateVersion, by: Actor) -> str:
    templates.withdraw(row.pk, by=by, now=timezone.now())
    return _("The words in code are used again. You can put the version back below.")


def _put_back(_request: HttpRequest, row: TemplateVersion, by: Actor) -> str:
    made = templates.put_back(row.pk, by=by, now=timezone.now())
    return _("Version %(old)d is in use again, as version %(new)d.") % {"old": row.number, "new": made.number}


def _try(request: HttpRequest, row: TemplateVersion, by: Actor) -> str:
    kind = template_reading.kind_of(row.kind, row.channel)
    sent = trying.send(row.pk, screen.values_of(request.POST, kind), by=by, now=timezone.now())
    said = {"number": row.number, "carrier": sent.carrier, "answer": sent.answer or "–"}
    return (
        _("Version %(number)d as saved was sent to you by %(carrier)s, marked as a test: %(answer)s") % said
    )


def _look(_request: HttpRequest, row: TemplateVersion, _by: Actor) -> str:
    link_checks.ask(row.pk)
    return _("The addresses are being looked at. Open the page again in a moment.")


DEEDS: dict[str, Deed] = {
    "publish": Deed(screen.APPROVE, _publish),
    "discard": Deed(screen.WRITE, _discard),
    "take-up": Deed(screen.WRITE, _take_up),
    "withdraw": Deed(screen.APPROVE, _withdraw),
    "put-back": Deed(screen.APPROVE, _put_back),
    "test": Deed(screen.WRITE, _try),
    "links": Deed(screen.WRITE, _look),
}


def _kept(request: HttpRequest, place: Place, service: Callable[..., Any], said: str) -> HttpResponse:
    form = screen.WordsForm(request.POST, channel=Channel(place.channel))
    if form.is_valid():
        try:
            words, by = form.words, staff_actor(request)
            service(place, words, revision=form.cleaned_data["revision"], by=by, now=timezone.now())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, said)
            return redirect("admin:notification-wording", place.kind, place.channel, place.locale)
    return TemplateResponse(request, PAGE, screen.context(request, place, form, words=form.words))


def _place(request: HttpRequest, kind: str, channel: str, locale: str, *, right: str) -> Place:
    if not request.user.has_perm(right):
        raise PermissionDenied
    try:
        template_reading.kind_of(kind, channel)
    except NotFound as error:
        raise Http404 from error
    if locale not in locales.LANGUAGES:
        raise Http404
    return Place(kind, channel, locale)


def _revision(request: HttpRequest) -> int:
    found = request.POST.get("revision", "")
    return int(found) if found.isdigit() else -1


def _address(row: TemplateVersion) -> str:
    return reverse("admin:notification-wording", args=[row.kind, row.channel, row.locale])


def urls() -> list[URLPattern]:
    """The addresses of these pages."""
    start, found = "notifications/wording", []
    place = f"{start}/<str:kind>/<str:channel>/<str:locale>"
    pages = {"check": check, "save": save, "hand-in": hand_in, "plainer": plainer}
    shown: Any = csp_replace({"img-src": [SELF, "data:", "https:"]})  # a mail's pictures are elsewhere
    found.append(path(f"{place}/", staff_site.admin_view(shown(editor)), name="notification-wording"))
    for name, view in pages.items():
        page = staff_site.admin_view(shown(view))
        found.append(path(f"{place}/{name}/", page, name=f"notification-wording-{name}"))
    steps = f"{start}/<int:version>/<slug:verb>/"
    return [path(steps, staff_site.admin_view(step), name="notification-wording-step"), *found]


staff_site.pages.extend(urls())
