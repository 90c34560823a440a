"""Readers, for editors: what is read, by how many, to the end, from where; live while somebody looks on."""

from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from publishing import permissions
from publishing.selectors import figures
from publishing.selectors import pieces as drafts
from publishing.selectors.figures import Day, Figures
from publishing.services import reader_hints
from publishing.views.shelf_tabs import shelf_tabs
from synthai.core import keyset
from synthai.core.access import TenantRequest, page
from synthai.core.charts import Figure, Panel, Series
from synthai.core.errors import NotFound

SIZE: Final = 30


@require_safe
@page(permissions.PIECE_EDIT)
def readers(request: TenantRequest, organisation: str) -> HttpResponse:
    """Every piece with its figures of a span, and all of them together."""
    days, sort, now = _span(request), request.GET.get("sort", "opened"), timezone.now()
    found = keyset.page(
        figures.pieces(days, now=now, sort=sort),
        ordering=("-counted", "-pk"),
        size=SIZE,
        cursor=request.GET.get("cursor"),
        scope=f"readers:{days}:{sort}",
    )
    rows = figures.rows(found.rows, days, now=now)
    told = {"page": found, "rows": rows, "sort": sort if sort in figures.SORTS else "opened"}
    told["nav_tabs"] = shelf_tabs(request, "readers")
    screen = _screen(request, days, figures.daily(days, now=now))
    return render(request, "publishing/readers.html", {**screen, **told})


@require_safe
@page(permissions.PIECE_EDIT)
def readers_of_piece(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """One piece, day by day."""
    found = drafts.get_piece(piece)
    if found.first_live_at is None:
        raise NotFound
    days = _span(request)
    told = figures.daily(days, now=timezone.now(), piece=found)
    context = {**_screen(request, days, told), "piece": found}
    return render(request, "publishing/readers_piece.html", context)


def _span(request: TenantRequest) -> int:
    return figures.span_of(request.GET.get("days", ""))


def _screen(request: TenantRequest, days: int, told: Sequence[Day]) -> dict[str, Any]:
    total = figures.summed(told)
    return {
        "days": days,
        "total": total,
        "chart": _chart(told) if total.opened or total.finished else None,
        "topic": reader_hints.topic_of(request.organisation.public_id),
        "spans": [
            {
                "label": _("%(days)d days") % {"days": each},
                "url": f"?days={each}",
                "active": each == days,
            }
            for each in figures.SPANS
        ],
    }


def _chart(told: Sequence[Day]) -> Figure:
    across = tuple(float(each.day.toordinal()) for each in told)
    opened = Series(_("Opened"), "bars", across, tuple(float(each.figures.opened) for each in told), colour=1)
    finished = tuple(float(each.figures.finished) for each in told)
    read = Series(_("Read to the end"), "line", across, finished, colour=2)
    rows = tuple(_line(each) for each in told)
    return Figure(
        title=_("Readers a day"),
        description=_("How often pieces were opened on each day, and read to the end."),
        x_title=_("Day"),
        x_kind="date",
        panels=(Panel(_("Openings a day"), (opened, read)),),
        columns=(_("Day"), _("Opened"), _("Read to the end"), _("Bookmarked"), _("From a search")),
        rows=rows,
        hits=tuple((x, f"{row[0]}: {row[1]} / {row[2]}") for x, row in zip(across, rows, strict=True)),
    )


def _line(each: Day) -> tuple[str, ...]:
    told: Figures = each.figures
    numbers = (told.opened, told.finished, told.bookmarked, told.searched)
    return (date_format(each.day, "j M Y"), *(str(number) for number in numbers))
