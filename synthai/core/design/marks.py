"""Small marks that rows repeat: icons, pills, price changes, ranges, lines. Plain Python, no template.

A list shows fifty rows with several of them each; rendering a template for every one would cost more than the query.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from synthai.core.charts.drawing import sparkline_path
from synthai.core.money import format_zar, group_digits

_RANGE_WIDTH, _RANGE_HEIGHT, _RANGE_EDGE = 120.0, 20.0, 5.0
_SPARK_WIDTH, _SPARK_HEIGHT = 96, 28
_MINUS = "\N{MINUS SIGN}"


@lru_cache(maxsize=512)
def _icon(name: str, label: str, size: str, extra: str) -> SafeString:
    classes = " ".join(part for part in ("icon", f"icon-{size}" if size else "", extra) if part)
    what = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="{}" {}><use href="{}#{}"></use></svg>', classes, what, static("img/icons.svg"), name
    )


def icon(name: str, label: str = "", size: str = "", extra: str = "") -> SafeString:
    """An icon of the sprite; hidden from screen readers unless it has a label."""
    return _icon(name, str(label), size, extra)


def pill(label: str, tone: str = "neutral", icon: str = "", spin: bool = False) -> SafeString:
    """A status in a word or two. Tones: neutral, info, success, warning, danger, accent."""
    picture = _icon(icon, "", "", "spinning" if spin else "") if icon else ""
    return (
        format_html('<span class="pill tone-{}">{}{}</span>', tone, picture, label)
        if tone != "neutral"
        else (format_html('<span class="pill">{}{}</span>', picture, label))
    )


def price_change(old: Decimal | None, new: Decimal | None) -> SafeString:
    """`R 24.99 R 26.49 ▲ 6.0%`; the same price reads "Keep R 24.99"; without an old price only the new one."""
    if new is None:
        return mark_safe("\N{EN DASH}")
    if old is None:
        return format_html(
            '<span class="price-change"><span class="price-new">{}</span></span>', format_zar(new)
        )
    if old == new:
        return format_html(
            '<span class="price-change"><span class="price-keep">{}</span> <span class="price-new">{}</span></span>',
            _("Keep"),
            format_zar(new),
        )
    step = (new - old) / old * 100 if old else Decimal(0)
    arrow, word = ("arrow-up-right", _("up")) if new > old else ("arrow-down-right", _("down"))
    return format_html(
        '<span class="price-change"><span class="visually-hidden">{} </span><span class="price-old">{}</span> '
        '<span class="visually-hidden">{} </span><span class="price-new">{}</span> '
        '<span class="price-step">{}{}%</span></span>',
        _("from"),
        format_zar(old),
        _("to"),
        format_zar(new),
        _icon(arrow, word, "", ""),
        group_digits(abs(step), 1),
    )


def gain(
    amount: Decimal | None, low: Decimal | None = None, high: Decimal | None = None, places: int = 0
) -> SafeString:
    """A gain or loss in rand with its sign, colour and arrow, and its range where given."""
    if amount is None:
        return mark_safe("\N{EN DASH}")
    sign = "+" if amount > 0 else _MINUS if amount < 0 else ""
    way = "up" if amount > 0 else "down" if amount < 0 else "soft"
    span = ""
    if low is not None and high is not None:
        span = format_html(
            ' <span class="cell-note">{}</span>',
            _("%(low)s to %(high)s")
            % {
                "low": format_zar(low, places).replace("-", _MINUS),
                "high": format_zar(high, places).replace("-", _MINUS),
            },
        )
    return format_html(
        '<span><span class="gain {}">{}{}</span>{}</span>', way, sign, format_zar(abs(amount), places), span
    )


def range_bar(
    low: float, high: float, value: float, *, start: float, end: float, label: str = "", tone: str = ""
) -> SafeString:
    """From low to high with the expected value as a point, on a track from `start` to `end` shared by the rows."""
    room = _RANGE_WIDTH - 2 * _RANGE_EDGE
    span = float(end) - float(start) or 1.0

    def at(number: float) -> str:
        share = (float(number) - float(start)) / span
        inside = 0.0 if share < 0 else 1.0 if share > 1 else share
        return f"{_RANGE_EDGE + inside * room:.1f}"

    zero = ""
    if float(start) < 0 < float(end):
        zero = format_html('<line class="range-zero" x1="{0}" x2="{0}" y1="3" y2="17"/>', at(0))
    return format_html(
        '<svg class="range-bar{}" viewBox="0 0 120 20" role="img" aria-label="{}">'
        '<line class="range-track" x1="5" x2="115" y1="10" y2="10"/>'
        '<line class="range-span" x1="{}" x2="{}" y1="10" y2="10"/>{}<circle class="range-point" cx="{}" cy="10" r="5"/></svg>',
        f" tone-{tone}" if tone else "",
        label or _("%(value)s, between %(low)s and %(high)s") % {"value": value, "low": low, "high": high},
        at(low),
        at(high),
        zero,
        at(value),
    )


def sparkline(values: Sequence[float], label: str = "") -> SafeString:
    """A small line of the last weeks; nothing for fewer than two numbers."""
    path, x, y = sparkline_path(values, width=_SPARK_WIDTH, height=_SPARK_HEIGHT)
    if not path:
        return mark_safe("")
    what = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="sparkline" viewBox="0 0 {} {}" {}><path d="{}"/><circle cx="{}" cy="{}" r="2.5"/></svg>',
        _SPARK_WIDTH,
        _SPARK_HEIGHT,
        what,
        path,
        x,
        y,
    )
