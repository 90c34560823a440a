"""Reads the html that staff write for a mail: a few tags, balanced, and what links, pictures and colours they hold."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from notifications.engine import colours
from notifications.engine.colours import Colour

INK: Final[Colour] = (0x13, 0x21, 0x1B)  # of the layout
PAPER: Final[Colour] = (0xFF, 0xFF, 0xFF)
_VOID: Final = frozenset({"br", "hr", "img"})
_TAGS: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(
        ("p", "h2", "h3", "strong", "b", "em", "i", "u", "small", "span", "div", "blockquote", "center"),
        frozenset({"style", "align"}),
    ),
    **dict.fromkeys(("ul", "ol", "li", "br", "hr", "code"), frozenset({"style"})),
    **dict.fromkeys(
        ("table", "tbody", "thead", "tr", "td", "th"),
        frozenset(
            {
                "style",
                "align",
                "valign",
                "width",
                "bgcolor",
                "cellpadding",
                "cellspacing",
                "border",
                "colspan",
                "rowspan",
                "role",
            }
        ),
    ),
    "a": frozenset({"href", "style", "title"}),
    "img": frozenset({"src", "alt", "width", "height", "style"}),
    "font": frozenset({"color", "style"}),
}
_STRAY: Final = re.compile(r"<(?![a-zA-Z/!?])")  # "<%(name)s>" would let a value choose the tag
_QUOTED: Final = re.compile(r"""\"[^\"]*\"|'[^']*'""")
_MAY_VARY: Final = frozenset({"alt", "title", "href"})
_RISKY_STYLE: Final = re.compile(r"url\s*\(|expression|@import|position\s*:|behavior|-moz-binding", re.I)
_COLOUR: Final = re.compile(r"(?:^|;)\s*(color|background(?:-color)?)\s*:\s*([^;]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Problem:
    """Something that cannot stand: `code` with the words that its sentence needs."""

    code: str
    what: str
    more: str = ""


@dataclass
class Reading:
    """What stands in the html."""

    problems: list[Problem] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)


def read(html: str) -> Reading:
    """Everything about a piece of html."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end()
    for found in _STRAY.finditer(html):
        reader.add("html_unbalanced", html[found.start() : found.start() + 30])
    return reader.reading


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.reading = Reading()
        self.open: list[tuple[str, Colour, Colour]] = []
        self.seen: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._judge(tag, given)
        raw = self.get_starttag_text() or ""
        if "%(" in _QUOTED.sub("", raw):  # href=%(name)s would let a value add attributes
            self.add("html_unbalanced", raw[:30])
        ink, paper = self._colours(given)
        if tag not in _VOID:
            self.open.append((tag, ink, paper))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if self.open and self.open[-1][0] == tag:
            self.open.pop()
            return
        self.add("html_unbalanced", f"</{tag}>")
        if tag in {name for name, _ink, _paper in self.open}:
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not data.strip():
            return
        ink, paper = self._around()
        ratio = colours.contrast(ink, paper)
        if ratio < colours.READABLE:
            self.add("contrast_low", data.strip()[:30], f"{ratio:.1f}")

    def handle_comment(self, data: str) -> None:
        self.add("html_tag", "<!-- -->")

    def handle_decl(self, decl: str) -> None:
        self.add("html_tag", f"<!{decl[:20]}>")

    def handle_pi(self, data: str) -> None:
        self.add("html_tag", f"<?{data[:20]}>")

    def unknown_decl(self, data: str) -> None:
        self.add("html_tag", f"<![{data[:20]}")

    def end(self) -> None:
        """What was never closed, and a tag that breaks off."""
        for tag, _ink, _paper in self.open:
            self.add("html_unbalanced", f"<{tag}>")
        if self.rawdata:
            self.add("html_unbalanced", self.rawdata[:30])

    def _judge(self, tag: str, given: dict[str, str]) -> None:
        known = _TAGS.get(tag)
        if known is None:
            self.add("html_tag", f"<{tag}>")
            return
        for name in given.keys() - known:
            self.add("html_attribute", name, f"<{tag}>")
        for name in (name for name in known - _MAY_VARY if "%(" in given.get(name, "")):
            self.add("html_attribute", name, f"<{tag}>")
        if _RISKY_STYLE.search(given.get("style", "")):
            self.add("html_attribute", "style", f"<{tag}>")
        if tag == "a":
            self.reading.links.append(given.get("href", "").strip())
        if tag == "img":
            self._judge_image(given)

    def _judge_image(self, given: dict[str, str]) -> None:
        source = given.get("src", "").strip()
        self.reading.images.append(source)
        if "alt" not in given:
            self.add("image_alt", source[:60])
        if given.get("width", "").isdigit() and int(given["width"]) > 560:
            self.add("image_wide", source[:60], given["width"])

    def _colours(self, given: dict[str, str]) -> tuple[Colour, Colour]:
        ink, paper = self._around()
        for part, value in _said(given):
            found = colours.read(value)
            if found is None:
                self.add("colour_unknown", value.strip()[:30])
            elif part == "color":
                ink = found
            else:
                paper = found
        return ink, paper

    def _around(self) -> tuple[Colour, Colour]:
        return (self.open[-1][1], self.open[-1][2]) if self.open else (INK, PAPER)

    def add(self, code: str, what: str, more: str = "") -> None:
        """Keep a problem, once."""
        if (code, what) not in self.seen:
            self.seen.add((code, what))
            self.reading.problems.append(Problem(code, what, more))


def _said(given: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Colours that attributes and style set."""
    if "color" in given:
        yield "color", given["color"]
    if "bgcolor" in given:
        yield "background", given["bgcolor"]
    for part, value in _COLOUR.findall(given.get("style", "")):
        if value.strip().lower() not in {"inherit", "transparent", "none"}:
            yield part.lower(), value
