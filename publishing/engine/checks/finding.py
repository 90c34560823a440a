"""One thing that is wrong: its kind, where it is, and what makes it the same thing tomorrow."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from publishing.check_terms import URGENCIES, WORDS_LENGTH, FindingKind, Urgency


@dataclass(frozen=True, kw_only=True)
class Found:
    """A finding. `part`: title, summary, settings or block:<id>. `words`: the words it is about. `told`: figures of its sentence.

    `place` is what the finding is tied to, beside kind and part: when it changes, the finding is another one, and a dismissal
    of the earlier one counts no more.
    """

    kind: FindingKind
    part: str
    place: str
    words: str = ""
    told: Mapping[str, str] = field(default_factory=dict)

    @property
    def urgency(self) -> Urgency:
        """How soon it wants to be mended."""
        return URGENCIES[self.kind]

    @property
    def fingerprint(self) -> str:
        """The same for the same thing."""
        said = "\x1f".join((self.kind, self.part, " ".join(self.place.split())))
        return hashlib.sha256(said.encode()).hexdigest()[:32]


def cut(text: str, most: int = WORDS_LENGTH) -> str:
    """The text in one line, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return line[: most - 1].rsplit(" ", 1)[0] + "…"
