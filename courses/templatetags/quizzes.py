"""Points in words: `{% load quizzes %}`."""

from decimal import Decimal

from django import template
from django.utils.translation import ngettext

register = template.Library()


@register.filter
def points(value: Decimal | None) -> str:
    """2.50 as 2.5, 3.00 as 3; a dash for none."""
    return "–" if value is None else f"{value.normalize():f}"


@register.filter
def points_said(value: Decimal) -> str:
    """2.5 points, 1 point."""
    return ngettext("%(points)s point", "%(points)s points", 1 if value == 1 else 2) % {
        "points": points(value)
    }


@register.filter
def percent_said(value: Decimal | float | None) -> str:
    """Per cent as they are counted here, of 100: 88.4 %, 100 %."""
    return "–" if value is None else f"{points(Decimal(str(round(value, 1))))}\N{NO-BREAK SPACE}%"
