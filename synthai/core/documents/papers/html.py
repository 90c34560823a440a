"""A paper as HTML that looks like paper: `components/paper.html` with `css/paper.css`. The page keeps its own `<h1>`; a paper's title is an `<h2>`."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from synthai.core.documents.papers import blocks, laying, prose


def as_html(paper: blocks.Paper, *, logo_url: str = "") -> SafeString:
    """The paper's `<article>`. The page around it links `css/paper.css`. In a template: `{% load paper %}{% paper document %}`."""
    return render_to_string("components/paper.html", context_of(paper, logo_url=logo_url))


def context_of(paper: blocks.Paper, *, logo_url: str = "") -> dict[str, Any]:
    """What `components/paper.html` is given."""
    return {"laid": laying.lay(paper), "paper": paper, "logo_url": logo_url}


def parts_of(parts: tuple[prose.Part, ...]) -> SafeString:
    """Prose as HTML. Everything typed is escaped; links hold only the schemes that the reader lets through."""
    return mark_safe("".join(_part(part) for part in parts))  # noqa: S308 - made of format_html


def line_of(line: prose.Line) -> SafeString:
    """One line as HTML."""
    return mark_safe("".join(_span(span) for span in line))  # noqa: S308 - made of format_html


def listing_of(listing: prose.Listing, *, css: str = "") -> SafeString:
    """A list as HTML."""
    items = format_html_join("", "<li>{}</li>", ((_item(item),) for item in listing.items))
    if not listing.is_numbered:
        return format_html("<ul{}>{}</ul>", _class(css), items)
    start = format_html(' start="{}"', listing.first) if listing.first != 1 else ""
    return format_html("<ol{}{}>{}</ol>", _class(css), start, items)


def _class(css: str) -> SafeString | str:
    return format_html(' class="{}"', css) if css else ""


def _item(item: prose.Item) -> SafeString:
    below = listing_of(item.below) if item.below else ""
    if len(item.lines) == 1:
        return format_html("{}{}", line_of(item.lines[0]), below)
    return format_html(
        "{}{}", format_html_join("", "<p>{}</p>", ((line_of(line),) for line in item.lines)), below
    )


def _span(span: prose.Span) -> SafeString:
    if span.text == "\n":
        return SafeString("<br>")
    drawn = format_html("{}", span.text)
    if span.is_italic:
        drawn = format_html("<em>{}</em>", drawn)
    if span.is_strong:
        drawn = format_html("<strong>{}</strong>", drawn)
    if span.href:
        drawn = format_html('<a href="{}" rel="noopener noreferrer nofollow">{}</a>', span.href, drawn)
    return drawn


def _part(part: prose.Part) -> SafeString:
    match part:
        case prose.Paragraph():
            return format_html("<p>{}</p>", line_of(part.line))
        case prose.Listing():
            return listing_of(part)
        case prose.Tabular():
            return _table(part)


def _table(table: prose.Tabular) -> SafeString:
    heads = format_html_join(
        "", '<th scope="col"{}>{}</th>', ((_side(is_number), line_of(cell)) for cell, is_number in zip(table.heads, table.are_numbers, strict=True))
    )  # fmt: skip
    rows = format_html_join("", "<tr>{}</tr>", ((_cells(row, table.are_numbers),) for row in table.rows))
    return format_html(
        '<div class="paper-scroll"><table class="paper-table"><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>', heads, rows
    )  # fmt: skip


def _cells(row: tuple[prose.Line, ...], numbers: tuple[bool, ...]) -> SafeString:
    return format_html_join(
        "", "<td{}>{}</td>", ((_side(is_number), line_of(cell)) for cell, is_number in zip(row, numbers, strict=True))
    )  # fmt: skip


def _side(is_number: bool) -> SafeString | str:  # noqa: FBT001
    return SafeString(' class="num"') if is_number else ""
