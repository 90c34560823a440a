"""Numbers of headings and clauses. Reports number their headings, agreements their clauses; nothing that is left out takes a number."""

from typing import Final

_NUMBERED_LEVELS: Final = 2


class Numbering:
    """Counts while a paper is made."""

    def __init__(self, layout: str) -> None:
        self._numbers_headings = layout == "report"
        self._counts = [0] * (_NUMBERED_LEVELS + 1)
        self._clauses = 0
        self._has_headings = False

    def heading(self, level: int) -> str:
        """The number of the next heading of this level: "2." or "2.1"; empty where none is numbered."""
        if not self._numbers_headings or level > _NUMBERED_LEVELS:
            return ""
        self._counts[level] += 1
        self._counts[level + 1 :] = [0] * (_NUMBERED_LEVELS - level)
        if level == 1:
            return f"{self._counts[1]}."
        return f"{self._counts[1]}.{self._counts[2]}" if self._counts[1] else f"{self._counts[2]}."

    def section(self) -> str:
        """The number of the heading of a section of prose: below the last heading, or the first level where there was none."""
        return self.heading(2 if self._counts[1] and self._has_headings else 1)

    def clause(self) -> str:
        """The number of the next clause."""
        self._clauses += 1
        return f"{self._clauses}."

    def begun(self) -> None:
        """A heading of the first level stood there: sections stand below it from now on."""
        self._has_headings = True
