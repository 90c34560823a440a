"""A course as a folder of Markdown: how lessons are written to it and read from it. docs/courses.md tells authors.

A file begins with its settings between two lines of `---`, one `name: value` a line. Then comes the lesson: text is text;
other blocks stand between `::: kind name="value"` and `:::`; a `:::` of its own between two texts parts them. A picture on
a line of its own, `![what it shows](media/till.png)`, is a block too. A line of text that begins with `:::` has a backslash
before it.
"""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

MARK: Final = ":::"
_OPENING: Final = re.compile(r'^:::[ \t]*([a-z]+)((?:[ \t]+[a-z_]+="[^"]*")*)[ \t]*$')
_ATTRIBUTE: Final = re.compile(r'([a-z_]+)="([^"]*)"')
_PICTURE: Final = re.compile(r'^!\[([^\]]*)\]\(<?([^)>\s]+)>?(?:[ \t]+"([^"]*)")?\)[ \t]*$')
_SETTING: Final = re.compile(r"^([a-z_]+)[ \t]*:[ \t]*(.*)$")
_LONGEST_HEADING: Final = (
    1000  # letters: a longer line is no title, and costs the square of its spaces to judge
)
_HEADING: Final = re.compile(r"^#[ \t]+(.+?)[ \t]*#*$")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One block as text. `src` is the path of its file in the folder."""

    kind: str
    text: str = ""
    src: str = ""
    data: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Page:
    """One file: its settings and its blocks."""

    settings: dict[str, str] = field(default_factory=dict)
    pieces: tuple[Piece, ...] = ()


def written(page: Page) -> str:
    """The page as a file; `read` gives it back."""
    parts = [settings_written(page.settings)] if page.settings else []
    before = ""
    for piece in page.pieces:
        if piece.kind == "text" and before == "text":
            parts.append(MARK)
        parts.append(_written(piece))
        before = piece.kind
    return "\n\n".join(parts).rstrip("\n") + "\n"


def read(text: str) -> Page:
    """A file as settings and blocks. Nothing is refused here: what is no block is text."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").split("\n")
    settings, lines = settings_taken(lines)
    reader = _Reader()
    for line in lines:
        reader.take(line)
    return Page(settings=settings, pieces=tuple(reader.ended()))


def heading_taken(page: Page) -> tuple[str, Page]:
    """The title that a file without settings begins with ("# Title"), and the page without that line."""
    first = page.pieces[0] if page.pieces else None
    if first is None or first.kind != "text":
        return "", page
    top, _, rest = first.text.partition("\n")
    found = _HEADING.match(top) if len(top) <= _LONGEST_HEADING else None
    if found is None:
        return "", page
    body = rest.strip("\n")
    kept = (Piece(kind="text", text=body),) if body.strip() else ()
    return found.group(1), Page(settings=page.settings, pieces=(*kept, *page.pieces[1:]))


def name_in_words(name: str) -> str:
    """ "02-money_in.md" as a title: "Money in"."""
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name)
    words = re.sub(r"^[0-9]+[-_. ]*", "", stem) or stem
    return re.sub(r"[-_ ]+", " ", words).strip().capitalize()


def settings_written(settings: Mapping[str, str]) -> str:
    """Settings between their two lines of dashes."""
    rows = (f"{name}: {' '.join(str(value).split())}" for name, value in settings.items())
    return "\n".join(("---", *rows, "---"))


def _written(piece: Piece) -> str:
    body = "\n".join(_escaped(line) for line in piece.text.strip("\n").split("\n"))
    if piece.kind == "text":
        return body
    given = {"src": piece.src, **piece.data} if piece.src else piece.data
    told = "".join(f' {name}="{html.escape(" ".join(value.split()))}"' for name, value in given.items())
    return f"{MARK} {piece.kind}{told}\n{body}\n{MARK}" if body else f"{MARK} {piece.kind}{told}\n{MARK}"


def _escaped(line: str) -> str:
    return f"\\{line}" if line.lstrip("\\").startswith(MARK) else line


def _plain(line: str) -> str:
    return line[1:] if line.startswith("\\") and line.lstrip("\\").startswith(MARK) else line


def settings_taken(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """The settings that a file begins with, and the lines after them."""
    if not lines or lines[0].strip() != "---":
        return {}, lines
    found: dict[str, str] = {}
    for place, line in enumerate(lines[1:], start=1):
        if line.strip() == "---":
            return found, lines[place + 1 :]
        setting = _SETTING.match(line.strip())
        if setting is None and line.strip():
            break
        if setting is not None:
            found[setting.group(1)] = setting.group(2).strip()
    return {}, lines


class _Reader:
    """Takes the lines of a page one by one."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.lines: list[str] = []
        self.opened: Piece | None = None

    def take(self, line: str) -> None:
        opening = _OPENING.match(line)
        if line.rstrip() == MARK:
            self.close()
        elif opening is not None and self.opened is None:
            self.close()
            given = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(opening.group(2))}
            self.opened = Piece(kind=opening.group(1), src=given.pop("src", ""), data=given)
        elif self.opened is None and (picture := _PICTURE.match(line)) is not None:
            self.close()
            alt, src, caption = picture.groups()
            self.pieces.append(Piece(kind="image", src=src, text=caption or "", data={"alt": alt}))
        else:
            self.lines.append(_plain(line))

    def close(self) -> None:
        """End the block that is open, or the text before this line."""
        text = "\n".join(self.lines).strip("\n")
        if self.opened is not None:
            opened = self.opened
            self.pieces.append(Piece(kind=opened.kind, text=text, src=opened.src, data=opened.data))
        elif text.strip():
            self.pieces.append(Piece(kind="text", text=text))
        self.lines, self.opened = [], None

    def ended(self) -> Iterable[Piece]:
        """Every block; one that nobody closed ends with the file."""
        self.close()
        return self.pieces
