"""What comes along when text is pasted, taken out before it is kept: tags of a web page or of Word, signs nobody sees, bullets
that are no Markdown.

The browser's script makes Markdown of a paste already (static/js/paste.js); this is the wall behind it, for what comes by the API
or past the script. What is plain text stays as it is. What stands in code is left alone: there a tag is meant.
"""

import re
from html.parser import HTMLParser
from typing import Final

# Soft hyphens, joiners, marks that turn the direction of reading, byte order marks; private letters are bullets of Word's fonts.
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]")
_BULLET: Final = re.compile(
    r"^([ \t]*)[\u2022\u2023\u25aa\u25cf\u25e6\u00b7\uf0a7\uf0b7\uf0fc][ \t\u00a0]+", re.MULTILINE
)
_CODE: Final = re.compile(r"(^```.*?^```[ \t]*$|`[^`\n]+`)", re.MULTILINE | re.DOTALL)
_TAG: Final = re.compile(
    r"<!--|<!\[|</?(?:a|abbr|article|aside|b|blockquote|body|br|button|center|code|dd|div|dl|dt|em|figure|font|footer|form|h[1-6]|"
    r"head|header|hr|html|i|iframe|img|input|li|link|main|meta|nav|object|ol|p|pre|s|script|section|span|strike|strong|style|sub|sup|"
    r"svg|table|tbody|td|tfoot|th|thead|title|tr|u|ul|video|[a-z]+:[a-z]+)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_CONDITION: Final = re.compile(r"<!\[(?:if[^\]]*|endif)\]>", re.IGNORECASE)
_SILENT: Final = {"script", "style", "head", "title", "iframe", "object", "svg", "button", "template"}
_EMPTY: Final = {"br", "hr", "img", "input", "link", "meta"}
_MARKS: Final = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "strike": "~~", "del": "~~"}
_PARTS: Final = {
    "p",
    "div",
    "section",
    "article",
    "table",
    "tr",
    "ul",
    "ol",
    "blockquote",
    "pre",
    "figure",
    "dl",
    "dd",
    "dt",
}


def cleaned(text: str) -> str:
    """The text without what came along unseen; tags become Markdown, or nothing."""
    text = _UNSEEN.sub("", text)
    parts = _CODE.split(text)
    parts[::2] = [_part(part) for part in parts[::2]]
    return "".join(parts)


def _part(text: str) -> str:
    if _TAG.search(text):
        text = markdown_of(text)
    return _BULLET.sub(r"\1- ", text)


def markdown_of(html: str) -> str:
    """HTML as Markdown of ours: paragraphs, headings, lists, links, bold and italic; everything else is its words."""
    reader = _Reader()
    reader.feed(_CONDITION.sub("", html))
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Words and marks, in the order they come. Never fails on broken HTML: a mark that is never closed is none."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.silent = 0
        self.lists: list[int | None] = []
        self.links: list[tuple[str, int]] = []
        self.marks: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += tag not in _EMPTY
        elif tag in _MARKS:
            self.marks.append((_MARKS[tag], len(self.found)))
        elif re.fullmatch(r"h[1-6]", tag):
            self.found.append(f"\n\n{'#' * max(1, min(int(tag[1]) - 1, 3))} ")
        elif tag in {"ul", "ol"}:
            self.lists.append(1 if tag == "ol" else None)
            self.found.append("" if len(self.lists) > 1 else "\n\n")
        elif tag == "li":
            self.found.append(self._item())
        elif tag == "a":
            self.links.append((dict(attrs).get("href") or "", len(self.found)))
        elif tag == "br":
            self.found.append("\n")
        elif tag in {"td", "th"}:
            self.found.append(" ")
        elif tag in _PARTS:
            self.found.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in _MARKS and self.marks:
            self._marked(*self.marks.pop())
        elif tag == "a" and self.links:
            self._linked(*self.links.pop())
        elif tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
            self.found.append("\n\n" if not self.lists else "\n")
        elif tag in _PARTS or re.fullmatch(r"h[1-6]", tag):
            self.found.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)

    def _item(self) -> str:
        if not self.lists:
            return "\n- "
        number, indent = self.lists[-1], "   " * (len(self.lists) - 1)
        if number is None:
            return f"\n{indent}- "
        self.lists[-1] = number + 1
        return f"\n{indent}{number}. "

    def _marked(self, mark: str, place: int) -> None:
        """Words with a mark around them, spaces left outside; no mark around nothing, around several parts, or inside its like."""
        words = "".join(self.found[place:])
        inside = words.strip()
        is_open = any(mark == other for other, _place in self.marks)
        if inside and "\n\n" not in inside and not is_open:
            before, _words, after = words.partition(inside)
            self.found[place:] = [f"{before}{mark}{inside}{mark}{after}"]

    def _linked(self, address: str, place: int) -> None:
        """Words with their address in Markdown; without the address where it is none that may be followed."""
        words = " ".join("".join(self.found[place:]).split())
        del self.found[place:]
        is_safe = re.match(r"(?:https?://|mailto:|tel:|/(?!/))[^\s()<>]+$", address.strip(), re.IGNORECASE)
        self.found.append(f"[{words}]({address.strip()})" if words and is_safe else words)

    def text(self) -> str:
        """What was found, with one empty line between parts."""
        text = "".join(self.found).replace("\u00a0", " ")
        text = re.sub(r"[ \t]+\n", "\n", text)
        return re.sub(r"\n{3,}", "\n\n", text).strip("\n")
