"""What a look at the DNS found: the shapes that the checks of a sender's domain share. Nobody is asked here: a lookup is handed in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

# All records of a kind ("TXT", "CNAME", "MX", "A", "AAAA") at a name; None when the name servers do not answer.
Lookup = Callable[[str, str], Sequence[str] | None]


class Level(StrEnum):
    """What a finding means for the sender."""

    GOOD = "good"
    HINT = "hint"  # works, could be better
    BAD = "bad"  # the sender is not used
    SILENT = "silent"  # nobody answers: nothing is known


@dataclass(frozen=True)
class Finding:
    """One thing that was found. `code` has its words in services/sender_words.py; `name` is the record it is about."""

    code: str
    level: Level
    name: str
    values: Mapping[str, str] = field(default_factory=dict)


def is_good(findings: Sequence[Finding]) -> bool | None:
    """Whether a sender may be used; None when the DNS was silent, so that nothing changes."""
    if any(each.level is Level.BAD for each in findings):
        return False
    return None if any(each.level is Level.SILENT for each in findings) else True


def is_quoted(text: str) -> bool:
    """Whether somebody typed the quotes or backslashes of a zone file into a form that adds its own."""
    return text.lstrip().startswith(('"', "'", "\\")) or "\\;" in text or '" "' in text
