"""The staff's page of delivery: what became of messages, live, by channel and provider."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from notifications.admin.staff_pages import needing
from notifications.models import AttemptResult
from notifications.models.message import CHANNELS
from notifications.services import truth, watching
from synthai.core.charts import Figure, Panel, Series
from synthai.core.money import format_zar
from synthai.core.staff.site import staff_site
from synthai.core.templatetags import components

NAMES = {
    "hour": gettext_lazy("Last hour"),
    "day": gettext_lazy("Last 24 hours"),
    "week": gettext_lazy("Last 7 days"),
}
_CHANNELS = dict(CHANNELS)
_RESULTS = dict(AttemptResult.choices)
_UNITS = {"hour": 60.0, "day": 3600.0, "week": 86400.0}
_AXES = {
    "hour": gettext_lazy("Minutes from now"),
    "day": gettext_lazy("Hours from now"),
    "week": gettext_lazy("Days from now"),
}
MOST_CHANNELS = 3  # colours of a chart


@require_GET
@needing("view_delivery")
def page(request: HttpRequest) -> HttpResponse:
    """Figures of the last hour, day or week; the section asks for itself again every ten seconds."""
    asked = request.GET.get("window", "hour")
    window, now = asked if asked in truth.WINDOWS else "hour", timezone.now()
    context = {
        **staff_site.each_context(request),
        "title": _("Delivery of messages"),
        "windows": [(key, name, key == window) for key, name in NAMES.items()],
        "window": window,
        **_figures(window, now),
    }
    return TemplateResponse(request, "admin/notifications/truth.html", context)


def _figures(window: str, now: datetime) -> dict[str, Any]:
    since = now - truth.WINDOWS[window]
    standing = {(each.channel, each.provider): each for each in truth.standings(now=now)}
    troubles = truth.troubles(since=since)
    open_now = {(each.channel, each.provider) for each in troubles if each.ended_at is None}
    found = {(each.channel, each.provider): each for each in truth.lines(since=since)}
    points = truth.points(window, now=now)
    return {
        "troubles": [_trouble(each) for each in troubles],
        "rows": [
            _row(key, found.get(key), standing.get(key), is_open=key in open_now, since=since)
            for key in sorted({*found, *standing})
        ],
        "queues": [(_channel(each.channel), each) for each in truth.queues(now=now)],
        "reasons": [
            (_provider(each), _RESULTS.get(each.result, each.result), each, _attempts(each, since))
            for each in truth.reasons(since=since)
        ],
        "budgets": [
            (row, format_zar(row.spent), format_zar(row.monthly_limit), _percent(row))
            for row in truth.budgets(now=now)
        ],
        "chart": components.chart(_chart(window, points, now)) if points else None,
        "now": now,
    }


def _row(
    key: watching.Key,
    line: truth.Line | None,
    standing: truth.Standing | None,
    *,
    is_open: bool,
    since: datetime,
) -> dict[str, Any]:
    channel, provider = key
    return {
        "channel": _channel(channel),
        "provider": watching.title_of(channel, provider),
        "line": line,
        "cost": format_zar(line.cost) if line and line.cost else "",
        "states": _states(standing, is_open),
        "url": _deliveries(channel, provider, since),
        "failed_url": _deliveries(channel, provider, since, state="failed"),
        "mails_url": _mails(provider, since),
    }


def _states(standing: truth.Standing | None, is_open: bool) -> list[str]:
    if standing is None:
        return [_("no longer set up")]
    said = (
        (is_open, _("in trouble")),
        (standing.is_resting, _("rests")),
        (standing.is_throttled, _("throttled")),
    )
    return [word for holds, word in said if holds]


def _deliveries(channel: str, provider: str, since: datetime, **more: str) -> str:
    query = {"channel__exact": channel, "provider__exact": provider, "created_at__gte": since.isoformat()}
    query |= {f"{name}__exact": value for name, value in more.items()}
    return f"{reverse('admin:notifications_delivery_changelist')}?{urlencode(query)}"


def _mails(provider: str, since: datetime) -> str:
    """The apps' own mails of a provider that did not arrive."""
    query = {
        "provider__exact": provider,
        "state__in": ",".join(truth.LOST_MAILS),
        "created_at__gte": since.isoformat(),
    }
    return f"{reverse('admin:notifications_mail_changelist')}?{urlencode(query)}"


def _attempts(reason: truth.Reason, since: datetime) -> str:
    """Those of a reason, each with the way to its story."""
    query = {
        "provider__exact": reason.provider,
        "result__exact": reason.result,
        "started_at__gte": since.isoformat(),
    }
    return f"{reverse('admin:notifications_attempt_changelist')}?{urlencode(query)}"


def _trouble(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "channel": _channel(row.channel),
        "provider": watching.title_of(row.channel, row.provider),
        "failing": round(row.failing / 10),
        "usual": round(row.usual / 10),
    }


def _chart(window: str, points: Sequence[truth.Point], now: datetime) -> Figure:
    """What arrived and what failed by channel, and how long answers took."""
    channels = sorted({each.channel for each in points}, key=lambda code: -_volume(points, code))[
        :MOST_CHANNELS
    ]
    shown = [(_channel(code), _whole(points, code, window, now)) for code in channels]

    def ago(at: datetime) -> float:
        return (at - now).total_seconds() / _UNITS[window]

    def series(values: str, shape: Any) -> tuple[Series, ...]:
        return tuple(
            _series(name, own, values, shape, place, ago) for place, (name, own) in enumerate(shown, start=1)
        )

    rows = tuple(
        (
            timezone.localtime(each.at).strftime("%d %b, %H:%M"),
            _channel(each.channel),
            str(each.arrived),
            str(each.failed),
            "–" if each.median is None else f"{each.median:.0f}",
        )
        for each in points
    )
    return Figure(
        title=_("Messages by channel"),
        description=_(
            "The three channels that carry most: what providers took, what failed, and the middle one of their answers' times."
        ),
        x_title=str(_AXES[window]),
        x_kind="number",
        panels=(
            Panel(_("Taken"), series("arrived", "line"), share=1.4),
            Panel(_("Failed"), series("failed", "line")),
            Panel(_("Answer, ms"), series("median", "dots")),
        ),
        columns=(_("From"), _("Channel"), _("Taken"), _("Failed"), _("Answer, ms")),
        rows=rows,
    )


def _series(
    name: str,
    own: Sequence[truth.Point],
    values: str,
    shape: Any,
    colour: int,
    ago: Callable[[datetime], float],
) -> Series:
    told = [each for each in own if getattr(each, values) is not None]
    places = tuple(ago(each.at) for each in told)
    return Series(name, shape, places, tuple(float(getattr(each, values)) for each in told), colour=colour)


def _whole(points: Sequence[truth.Point], channel: str, window: str, now: datetime) -> list[truth.Point]:
    """A channel's stretches without gaps: where nothing went out stands nought, not a line drawn across."""
    known = {each.at: each for each in points if each.channel == channel}
    return [known.get(at, truth.Point(at, channel, 0, 0, None)) for at in truth.stretches(window, now=now)]


def _volume(points: Sequence[truth.Point], channel: str) -> int:
    return sum(each.arrived + each.failed for each in points if each.channel == channel)


def _percent(row: Any) -> int:
    return int(round(row.share * 100))


def _provider(reason: truth.Reason) -> str:
    return f"{watching.title_of(reason.channel, reason.provider)} ({_channel(reason.channel)})"


def _channel(code: str) -> str:
    return str(_CHANNELS.get(code, code))
