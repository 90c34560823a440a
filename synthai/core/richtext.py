"""Markdown that people write, as HTML that is safe to show: read without raw HTML, then cleaned by a list of what may stay.

Two walls: the reader knows no HTML, no pictures and few addresses; the cleaner lets through nothing that is not listed, so
that an error in the one is caught by the other. Headings begin at `<h2>`: the page has its own `<h1>`.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

SCHEMES: Final = {"http", "https", "mailto", "tel"}
_TAGS: Final = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES: Final = {"a": {"href", "title"}, "ol": {"start"}}


def html_of(markdown: str) -> SafeString:
    """The text as HTML. What is not Markdown of ours stands as it was typed."""
    reader = _reader()
    tokens = _lowered(reader.parse(markdown))
    drawn = reader.renderer.render(tokens, reader.options, {})
    return mark_safe(_cleaner().clean(drawn))  # noqa: S308 - the cleaner's answer is what may be shown


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})
    return reader.enable(["table", "strikethrough"]).disable(["image", "html_block", "html_inline"])


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )


def _lowered(tokens: Sequence[Token]) -> Sequence[Token]:
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
    return tokens
