"""Search for staff: how far behind the index is, what wrote it, what was given up."""

from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from synthai.core.models import SearchChange, SearchEntry
from synthai.core.models.search import MOST_ATTEMPTS, edition
from synthai.core.search import index, kinds
from synthai.core.staff.site import staff_site
from synthai.staff.tiles import Tile

LATE: Final = timedelta(minutes=2)


def tile(now: Any) -> Tile:
    """Lag and what was given up, on Today."""
    behind, lost = index.lag(now=now), index.given_up()
    return Tile(
        _("Search index"),
        f"{behind.total_seconds():.0f} s / {lost}",
        _("age of the oldest change that is due / changes given up; look at why, then try again"),
        reverse("admin:search-index"),
        is_bad=bool(lost) or behind > LATE,
    )


def kinds_of_things() -> list[dict[str, Any]]:
    """Each kind with its entries, those of another edition, and its changes. Two queries."""
    made_now = edition(has_vectors=settings.SEARCH_EMBEDDINGS)
    entries: dict[str, Any] = {
        row["kind"]: row
        for row in SearchEntry.objects.values("kind")
        .order_by("kind")
        .annotate(count=Count("pk"), old=Count("pk", filter=~Q(made_by=made_now)))
    }
    changes: dict[str, Any] = {
        row["kind"]: row
        for row in SearchChange.objects.values("kind")
        .order_by("kind")
        .annotate(
            waiting=Count("pk", filter=Q(attempts__lt=MOST_ATTEMPTS)),
            lost=Count("pk", filter=Q(attempts__gte=MOST_ATTEMPTS)),
        )
    }
    offered = kinds.kinds()
    return [
        {
            "name": name,
            "label": offered[name].label if name in offered else _("nobody offers it any more"),
            "entries": entries.get(name, {}).get("count", 0),
            "old": entries.get(name, {}).get("old", 0),
            "waiting": changes.get(name, {}).get("waiting", 0),
            "lost": changes.get(name, {}).get("lost", 0),
        }
        for name in sorted({*offered, *entries, *changes})
    ]


@require_GET
def search_index(request: HttpRequest) -> HttpResponse:
    """How the index stands, kind by kind."""
    context = {
        **staff_site.each_context(request),
        "title": _("Search index"),
        "lag": round(index.lag(now=timezone.now()).total_seconds()),
        "edition": edition(has_vectors=settings.SEARCH_EMBEDDINGS),
        "has_vectors": settings.SEARCH_EMBEDDINGS,
        "opensearch": bool(settings.OPENSEARCH_URL),
        "kinds": kinds_of_things(),
    }
    return TemplateResponse(request, "admin/search_index.html", context)
