"""What the side navigation offers inside an organisation, in order. The first four are the bar of a phone."""

from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from synthai.core import reach
from synthai.core.access import Actor


@dataclass(frozen=True, slots=True)
class Place:
    """One entry. It is active on its own page and on the pages whose URL names begin with one of `also`."""

    view: str
    label: str | Promise
    icon: str
    group: str | Promise
    also: tuple[str, ...] = ()
    is_guests: bool = False  # for who bought a course, too
    is_teams: bool = True
    hub: str = ""  # places of one hub share an entry, and are tabs of its page


@dataclass(frozen=True, slots=True)
class Hub:
    """What an entry that stands for several places is called. It opens the first of them that the actor may open."""

    label: str | Promise
    icon: str


_PRICING, _DOCUMENTS, _LIBRARY, _COURSES = _("Pricing"), _("Documents"), _("Library"), _("Courses")
_ORGANISATION = _("Organisation")

BAR = 4  # entries in the bar of a phone, beside "More"

HUBS: dict[str, Hub] = {
    "documents": Hub(_("Documents"), "journal-text"),
    "wording": Hub(_("Templates"), "pencil"),
    "learn": Hub(_("Learn"), "lightbulb"),
    "teach": Hub(_("Teach"), "pencil"),
}

_OF_THE_PLAN = tuple(
    f"billing:{word}"
    for word in (
        "change",
        "charge",
        "cancel",
        "keep",
        "pause",
        "plans",
        "history",
        "pay",
        "method",
        "details",
        "credit",
        "invoice",
        "wallet",
        "promise",
        "objection",
        "coupon",
        "statement",
        "pro-forma",
    )
)

_OF_A_DOCUMENT = tuple(
    f"content:{word}"
    for word in (
        "document",
        "question",
        "section",
        "fact",
        "version",
        "compare",
        "settings",
        "write",
        "run",
        "sending",
        "share",
        "link",
        "signing",
    )
)

PLACES: tuple[Place, ...] = (
    Place("accounts:dashboard", _("Overview"), "house-door", ""),
    Place(
        "pricing:recommendation-list",
        _("Prices"),
        "tags",
        _PRICING,
        also=("pricing:recommendation", "pricing:accept", "pricing:undo"),
    ),
    Place("pricing:product-list", _("Products"), "box-seam", _PRICING, also=("pricing:product",)),
    Place(
        "pricing:import-list",
        _("Sales files"),
        "file-earmark-spreadsheet",
        _PRICING,
        also=("pricing:import",),
    ),
    Place("pricing:run-list", _("Price runs"), "graph-up-arrow", _PRICING, also=("pricing:run",)),
    Place("pricing:price-list", _("Price list"), "download", _PRICING),
    Place("pricing:settings", _("Guard rails"), "sliders", _PRICING),
    Place(
        "content:document-list",
        _("Documents"),
        "journal-text",
        _DOCUMENTS,
        also=_OF_A_DOCUMENT,
        hub="documents",
    ),
    Place(
        "content:obligations",
        _("Dates"),
        "calendar3",
        _DOCUMENTS,
        also=("content:obligation",),
        hub="documents",
    ),
    Place(
        "content:copy-list",
        _("Marketing"),
        "send",
        _DOCUMENTS,
        also=("content:copy", "content:variant"),
        hub="documents",
    ),
    Place("content:read-list", _("Read in"), "eye", _DOCUMENTS, also=("content:read",), hub="documents"),
    Place(
        "content:bulk-list",
        _("From a table"),
        "file-earmark-spreadsheet",
        _DOCUMENTS,
        also=("content:bulk",),
        hub="documents",
    ),
    Place(
        "content:template-list",
        _("Templates"),
        "pencil",
        _DOCUMENTS,
        also=("content:template",),
        hub="wording",
    ),
    Place(
        "content:clause-list",
        _("Clauses"),
        "shield-check",
        _DOCUMENTS,
        also=("content:clause",),
        hub="wording",
    ),
    Place(
        "content:word-templates",
        _("Word files"),
        "upload",
        _DOCUMENTS,
        also=("content:word-template",),
        hub="wording",
    ),
    Place("content:ai", _("AI use"), "lightbulb", _DOCUMENTS, also=("content:ai",)),
    Place("publishing:reading-front", _("Read"), "list", _LIBRARY, also=("publishing:reading",)),
    Place("ask:front", _("Ask"), "question-circle", _LIBRARY, also=("ask:",)),
    Place(
        "publishing:write-list",
        _("Write"),
        "pencil",
        _LIBRARY,
        also=(
            "publishing:write",
            "publishing:comment-queue",
            "publishing:comment-hide",
            "publishing:readers",
            "publishing:wanted",
        ),
    ),
    Place("media:asset-list", _("Media library"), "grid", _LIBRARY, also=("media:asset", "media:describe")),
    Place(
        "courses:mine",
        _("My courses"),
        "lightbulb",
        _COURSES,
        also=("courses:course", "courses:lesson", "courses:assignment", "courses:note", "courses:review"),
        is_guests=True,
        hub="learn",
    ),
    Place("courses:path-list", _("Learning paths"), "list", _COURSES, also=("courses:path",), hub="learn"),
    Place(
        "courses:class-list",
        _("Live classes"),
        "calendar3",
        _COURSES,
        also=("courses:class", "courses:calendar"),
        is_guests=True,
        hub="learn",
    ),
    Place(
        "courses:certificate-list",
        _("Certificates"),
        "check2-square",
        _COURSES,
        also=("courses:certificate-list", "courses:certificate-people", "courses:key"),
        is_guests=True,
        hub="learn",
    ),
    Place(
        "courses:purchase-list",
        _("My orders"),
        "receipt",
        _COURSES,
        is_guests=True,
        is_teams=False,
        hub="learn",
    ),
    Place(
        "courses:write-list",
        _("Write courses"),
        "pencil",
        _COURSES,
        also=(
            "courses:write",
            "courses:publish",
            "courses:preview",
            "courses:learner",
            "courses:offer",
            "courses:certificate-terms",
        ),
        hub="teach",
    ),
    Place(
        "courses:quiz-list",
        _("Quizzes"),
        "question-circle",
        _COURSES,
        also=("courses:quiz", "courses:attempt", "courses:question", "courses:section"),
        hub="teach",
    ),
    Place(
        "courses:handin-list",
        _("To mark"),
        "check2-all",
        _COURSES,
        also=("courses:handin", "courses:marking"),
        hub="teach",
    ),
    Place("courses:post-unanswered", _("Questions"), "person", _COURSES, also=("courses:post",), hub="teach"),
    Place(
        "courses:sale-list",
        _("Sales"),
        "receipt",
        _COURSES,
        also=("courses:sale", "courses:coupon"),
        hub="teach",
    ),
    Place("courses:people", _("People by course"), "table", _COURSES),
    Place(
        "accounts:team", _("Team"), "people", _ORGANISATION, also=("accounts:member", "accounts:invitation")
    ),
    Place(
        "accounts:role-table",
        _("Roles and rules"),
        "shield-check",
        _ORGANISATION,
        also=("accounts:role", "accounts:rule"),
    ),
    Place("accounts:branch-list", _("Branches"), "shop", _ORGANISATION, also=("accounts:branch",)),
    Place("accounts:trail", _("Audit trail"), "journal-text", _ORGANISATION),
    Place("accounts:key-list", _("API keys"), "key", _ORGANISATION, also=("accounts:key",)),
    Place(
        "billing:overview",
        _("Plan & payments"),
        "receipt",
        _ORGANISATION,
        also=_OF_THE_PLAN,
    ),
    Place(
        "billing:checks",
        _("Suppliers' invoices"),
        "check-circle",
        _ORGANISATION,
        also=("billing:check",),
    ),
    Place("billing:seller", _("Selling to the public"), "shop", _ORGANISATION),
    Place("billing:usage", _("Usage and limits"), "bar-chart", _ORGANISATION),
    Place("accounts:organisation-settings", _("Settings"), "gear", _ORGANISATION),
)


def navigation(request: HttpRequest) -> list[dict[str, object]]:
    """Entries that the person may open; empty outside an organisation."""
    organisation, actor = getattr(request, "organisation", None), getattr(request, "actor", None)
    if organisation is None or actor is None:
        return []
    here = _here(request)
    is_guest = getattr(request, "is_guest", False)
    entries: list[dict[str, object]] = [
        {
            "url": reverse(places[0].view, args=[organisation.slug]),
            "label": face.label,
            "icon": face.icon,
            "group": places[0].group,
            "active": any(_is_at(place, here) for place in places),
            "hub": places[0].hub,
        }
        for face, places in _folded(actor, is_guest=is_guest)
    ]
    return _with_bar(entries)


def _with_bar(entries: list[dict[str, object]]) -> list[dict[str, object]]:
    """The bar of a phone has room for four: what one learns takes the place of the fourth, which goes into "More"."""
    for entry in entries[BAR:]:
        if entry["hub"] == "learn":
            entry["bar"], entries[BAR - 1]["bar"] = "phone", "wide"
    return entries


def tabs_here(request: HttpRequest) -> list[dict[str, object]]:
    """On the front page of a place that shares its entry: its sisters, as tabs. Else nothing."""
    organisation, actor = getattr(request, "organisation", None), getattr(request, "actor", None)
    if organisation is None or actor is None:
        return []
    here = _here(request)
    for _face, places in _folded(actor, is_guest=getattr(request, "is_guest", False)):
        if len(places) > 1 and any(_is_front(place, here) for place in places):
            return [
                {
                    "url": reverse(place.view, args=[organisation.slug]),
                    "label": place.label,
                    "active": _is_at(place, here),
                }
                for place in places
            ]
    return []


def _here(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.view_name if match else ""


def _is_at(place: Place, here: str) -> bool:
    return here == place.view or here.startswith(place.also or (place.view + "-",))


def _is_front(place: Place, here: str) -> bool:
    return here == place.view or (here.endswith("-list") and _is_at(place, here))


def _folded(actor: Actor, *, is_guest: bool) -> list[tuple[Place | Hub, list[Place]]]:
    """Entries with their places, in order. A hub of which only one place is open is that place."""
    entries: dict[str, list[Place]] = {}
    for place in PLACES:
        if (place.is_guests if is_guest else place.is_teams) and may_open(place.view, actor):
            key = (
                place.view if is_guest else place.hub or place.view
            )  # guests have room for theirs side by side
            entries.setdefault(key, []).append(place)
    return [(HUBS[key] if len(places) > 1 else places[0], places) for key, places in entries.items()]


def offer() -> None:
    """Let "See as this role" ask for the menu."""
    reach.offer_menu("site", entries_of)


def entries_of(actor: Actor) -> list[reach.MenuEntry]:
    """What the menu offers this actor."""
    return [
        reach.MenuEntry(label=face.label, icon=face.icon) for face, _places in _folded(actor, is_guest=False)
    ]


def may_open(view: str, actor: Actor) -> bool:
    """Whether the page's own guard would let the actor in. No query."""
    needed = capability_of(view)
    return needed is None or actor.can(needed)


@cache
def capability_of(view: str) -> str | None:
    """What the page itself asks for (access.page), so that menu and page cannot differ."""
    return getattr(resolve(reverse(view, args=["any"])).func, "capability", None)
