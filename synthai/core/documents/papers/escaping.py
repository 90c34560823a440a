"""What facts say, made safe to stand in our Markdown: it is read back letter for letter, and can begin nothing."""

import re
from typing import Final

# Letters that mean something anywhere: emphasis, code, links, HTML, cells of tables, strikes, the escape itself.
_ANYWHERE: Final = re.compile(r"[\\`*_\[\]<>|~]")
_ENTITY: Final = re.compile(r"&(?=#?[A-Za-z0-9]+;)")
# What begins a list, a quotation, a heading, a rule or the line below a table's heads, where it begins a line.
_AT_START: Final = re.compile(r"[-+=#:.)]|\d+(?=[.)])")
_BREAKS: Final = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_SPACES: Final = re.compile(r"[ \t]+")
BETWEEN_LINES: Final = ", "
_HARD_BREAK: Final = "\\\n"


def escape_markdown(text: str, is_alone: bool = False) -> str:  # noqa: FBT001, FBT002 - the shape of a writer's Escape
    """The text as Markdown that reads as the text. One that `is_alone` on its line keeps its lines and paragraphs; in the middle of a
    sentence, a list or a table lines are parted by commas, since a line break would end what it stands in."""
    rows = [_SPACES.sub(" ", row).strip() for row in _BREAKS.split(text)]
    if not is_alone:
        return BETWEEN_LINES.join(_escaped(row) for row in rows if row)
    paragraphs: list[list[str]] = [[]]
    for row in rows:
        if row:
            paragraphs[-1].append(_escaped(row))
        elif paragraphs[-1]:
            paragraphs.append([])
    return "\n\n".join(_HARD_BREAK.join(each) for each in paragraphs if each)


def _escaped(row: str) -> str:
    safe = _ENTITY.sub(r"\\&", _ANYWHERE.sub(r"\\\g<0>", row))
    begin = _AT_START.match(safe)
    if begin is None:
        return safe
    digits = begin[0] if begin[0].isdigit() else ""
    return f"{digits}\\{safe[len(digits) :]}"
