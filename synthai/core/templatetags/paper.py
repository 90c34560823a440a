"""`{% load paper %}`: a paper on a page, and its prose."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from synthai.core.documents.papers import blocks, html, pieces, prose

register = template.Library()


@register.inclusion_tag("components/paper.html")
def paper(paper: blocks.Paper, *, logo_url: str = "") -> dict[str, Any]:
    """A paper as it will be printed. The page links css/paper.css."""
    return html.context_of(paper, logo_url=logo_url)


@register.filter
def prose_html(parts: tuple[prose.Part, ...]) -> SafeString:
    """Text that was read by `papers.prose`."""
    return html.parts_of(parts)


@register.filter
def line_html(line: prose.Line) -> SafeString:
    """One line of it."""
    return html.line_of(line)


@register.filter
def points_html(points: pieces.Points) -> SafeString:
    """A list, with boxes to tick when it is a checklist."""
    return html.listing_of(points.listing, css="paper-checklist" if points.is_checklist else "")
