"""Word files of customers as templates: checked, searched for places like {{ customer.name }}, and filled.

    places = wordfiles.inspect(path)                       # raises WordFileRefused with a clear sentence
    content = wordfiles.fill(path, facts, language="en")   # the same file with what is known

Everything that opens such a file runs in a child process with limits on memory and time (`core.limits`): no settings, no secrets, no database.
"""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from synthai.core.documents.wordfiles.refusing import SENTENCES
from synthai.core.errors import DomainError
from synthai.core.facts import storing
from synthai.core.facts.base import Fact
from synthai.core.limits import LimitExceeded, run_limited

MOST_BYTES: Final = 10 << 20
MEMORY_MB: Final = 1000
SECONDS: Final = 30


class WordFileRefused(DomainError):
    """A file that is no Word file of ours, or that holds what it may not."""

    code = "core.wordfile.refused"
    title = _("This Word file cannot be used")
    message = _("%(what)s")
    remedy = _("Mend what the detail names in Word, save it as .docx and upload it again.")
    status = 422
    field = "file"


@dataclass(frozen=True, kw_only=True)
class Places:
    """What a file has room for, in the order of its text: single facts, and lists with what each record of them holds. `optional` are those that the
    file can do without: it asks whether they are known."""

    values: tuple[str, ...]
    lists: dict[str, tuple[str, ...]]
    optional: frozenset[str] = frozenset()


def inspect(path: Path) -> Places:
    """Check a file and tell its places. Raises WordFileRefused."""
    told = _run("inspecting.inspect", str(path))
    lists = {key: tuple(parts) for key, parts in told["lists"].items()}
    return Places(values=tuple(told["values"]), lists=lists, optional=frozenset(told["optional"]))


def fill(
    path: Path, facts: Iterable[Fact], *, language: str, labels: Mapping[str, str] | None = None
) -> bytes:
    """The file with what is known; in square brackets, where a fact is missing, its label. Raises WordFileRefused."""
    told = _run("filling.fill", str(path), storing.dump(facts), language, dict(labels or {}))
    return base64.b64decode(told["content"])


def _run(function: str, *arguments: Any) -> dict[str, Any]:
    try:
        told: dict[str, Any] = run_limited(
            f"{__name__}.{function}", arguments, memory_mb=MEMORY_MB, seconds=SECONDS
        )
    except LimitExceeded as error:
        raise WordFileRefused(what=SENTENCES["too_much"]) from error
    if "refused" in told:
        sentence = str(SENTENCES[told["refused"]])
        raise WordFileRefused(what=sentence % told["with"] if told["with"] else sentence)
    return told
