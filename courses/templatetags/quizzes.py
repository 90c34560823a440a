"""Points in words, texts of questions with their pictures and sounds: `{% load quizzes %}`."""

from decimal import Decimal

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.engine.quiz import inlays
from courses.engine.quiz.inlays import PICTURE, SOUND, Inlay
from courses.selectors import question_media

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


@register.simple_tag(takes_context=True)
def asked(context: template.Context, text: str, *, zooms: bool = False) -> SafeString:
    """A text of a question with its pictures. `zooms`: each opens larger; not inside a label, where a link would choose the answer.

    Sounds stand by themselves (`sounds`), since a player has buttons of its own; where nothing else is said, their words stand here.
    """
    found = inlays.pieces(text)
    has_words = any(piece.strip() if isinstance(piece, str) else piece.kind == PICTURE for piece in found)

    def drawn(piece: str | Inlay) -> str:
        if isinstance(piece, str):
            return linebreaksbr(piece, autoescape=True)
        if piece.kind == PICTURE:
            return _picture(context, piece, zooms=zooms)
        return "" if has_words else piece.alt

    return format_html_join("", "{}", ((drawn(piece),) for piece in found))


@register.simple_tag(takes_context=True)
def sounds(context: template.Context, *texts: str) -> SafeString:
    """Players for the sounds of these texts."""
    found = [inlay for text in texts for inlay in inlays.inlays(text or "") if inlay.kind == SOUND]
    return format_html_join(
        "",
        '<audio class="quiz-sound" controls preload="none" src="{}" aria-label="{}"></audio>',
        ((_address(context, inlay, "large"), inlay.alt) for inlay in found),
    )


@register.filter
def plain(text: str) -> str:
    """A text of a question where no picture can stand: pictures and sounds by their words."""
    return inlays.plain(text or "")


def _picture(context: template.Context, inlay: Inlay, *, zooms: bool) -> SafeString:
    drawn = format_html(
        '<img class="quiz-picture" src="{}" alt="{}" decoding="async">',
        _address(context, inlay, "small"),
        inlay.alt,
    )
    if not zooms:
        return drawn
    return format_html(
        '<a class="quiz-zoom" href="{}" target="_blank" rel="noopener">{}<span class="visually-hidden"> {}</span></a>',
        _address(context, inlay, "large"),
        drawn,
        _("(opens larger, in a new tab)"),
    )


def _address(context: template.Context, inlay: Inlay, size: str) -> str:
    request = context.request if hasattr(context, "request") else context["request"]
    return question_media.address(request.organisation.slug, inlay.key, size)
