"""What the linter says."""

from dataclasses import dataclass, replace
from typing import Literal

Level = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """What is wrong, where (`block[3].rows[1].value`), and how to mend it."""

    path: str
    what: str
    how: str
    level: Level = "error"

    def at(self, path: str) -> "Finding":
        """The same somewhere else."""
        return replace(self, path=path)

    @property
    def is_error(self) -> bool:
        """Whether it keeps a template from being published."""
        return self.level == "error"

    def __str__(self) -> str:
        return f"{self.path}: {self.what} {self.how}".strip()


def warning(path: str, what: str, how: str) -> Finding:
    """Worth a look."""
    return Finding(path, what, how, "warning")
