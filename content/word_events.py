"""Facts of Word templates."""

from dataclasses import dataclass
from typing import Final

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class WordTemplateAdded(Event):
    """A Word file was uploaded that documents can be made of."""

    template_id: int
    public_id: str


@dataclass(frozen=True, kw_only=True)
class WordTemplateChanged(Event):
    """It has a new version: another file, or other questions. `number` is the version's."""

    template_id: int
    public_id: str
    number: int


WORD_NAMES: Final[dict[type[Event], str]] = {
    WordTemplateAdded: "content.word_template.added",
    WordTemplateChanged: "content.word_template.changed",
}
