"""Headings of a text without gaps: whatever signs a writer used, the first is a part, and what stands below it a part of that."""

import re
from collections.abc import Iterable
from typing import Final

_HEADING: Final = re.compile(r"<h([2-6])>(.*?)</h\1>", re.DOTALL)
_LOWEST: Final = 6


def levelled(parts: Iterable[str]) -> list[str]:
    """The parts of a text as HTML, in their order, their headings from <h2> on, none deeper than one step below the last."""
    above: list[int] = []

    def level(found: re.Match[str]) -> str:
        asked = int(found[1])
        while above and above[-1] >= asked:
            above.pop()
        above.append(asked)
        told = min(1 + len(above), _LOWEST)
        return f"<h{told}>{found[2]}</h{told}>"

    return [_HEADING.sub(level, part) for part in parts]
