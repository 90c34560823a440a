"""The text of a block taken apart: links, headings, running text. Read from the HTML that readers get, so both are the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Final

from publishing.terms import BlockKind
from synthai.core.richtext import html_of

_RUNNING: Final = {"p", "li", "blockquote"}
_HEADINGS: Final = {f"h{level}": level for level in range(2, 7)}


@dataclass(frozen=True)
class Link:
    """Where it leads, and the words one presses."""

    url: str
    words: str


@dataclass(frozen=True)
class Heading:
    """Its level, 2 for the first."""

    level: int
    words: str


@dataclass(kw_only=True)
class Text:
    """A block: its parts."""

    part: str
    kind: str
    links: list[Link] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, into: Text) -> None:
        super().__init__()
        self.into = into
        self.href = ""
        self.words: list[str] = []
        self.heading: list[str] | None = None
        self.running: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.href, self.words = dict(attrs).get("href") or "", []
        elif tag in _HEADINGS:
            self.end_running()
            self.heading = []
        elif tag in _RUNNING:
            self.end_running()
        elif tag == "br":
            self.running.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.href:
            self.into.links.append(Link(self.href, " ".join("".join(self.words).split())))
            self.href = ""
        elif tag in _HEADINGS and self.heading is not None:
            self.into.headings.append(Heading(_HEADINGS[tag], " ".join("".join(self.heading).split())))
            self.heading = None
        elif tag in _RUNNING:
            self.end_running()

    def handle_data(self, data: str) -> None:
        if self.href:
            self.words.append(data)
        (self.running if self.heading is None else self.heading).append(data)

    def end_running(self) -> None:
        words = " ".join("".join(self.running).split())
        if words:
            self.into.paragraphs.append(words)
        self.running = []


def read(block: Mapping[str, Any]) -> Text:
    """The block taken apart."""
    data = block["data"]
    found = Text(part=f"block:{block['id']}", kind=block["kind"])
    if block["text"]:
        reader = _Reader(found)
        reader.feed(str(html_of(block["text"])))
        reader.close()
        reader.end_running()
    if block["kind"] == BlockKind.ACTION and data.get("url"):
        found.links.append(Link(data["url"], data.get("label", "")))
    return found


def links_of(blocks: Any) -> list[str]:
    """Every address that blocks lead to, each once, in their order."""
    return list(dict.fromkeys(link.url for block in blocks for link in read(block).links))
