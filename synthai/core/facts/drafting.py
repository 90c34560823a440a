"""One section of a document: a machine writes it from the facts, the guard reads it, and the template's own text stands in when it must.

    drafted = draft(section, facts, now=now)
    for event in stream(section, facts, now=now, is_cancelled=…): …

A text that says what no fact says is sent back once, with what was wrong; after that, and whenever no machine writes, the section is the
template's. The template is written first of all: a fact that is missing is asked for before anything is sent or paid.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from synthai.core.ai import calling
from synthai.core.ai.calling import (
    ModelsUnavailable,
    NoModel,
    Piece,
    Reply,
    Restarted,
    Stopped,
    WritingDeclined,
)
from synthai.core.ai.metering import Capped
from synthai.core.ai.prompts import Prompts
from synthai.core.ai.protocol import IsCancelled, Message, Origin, Prompt, Role
from synthai.core.errors import DomainError
from synthai.core.facts import guard, writer
from synthai.core.facts.base import FactBase, Use
from synthai.core.facts.wording import Wording

PROMPTS = Prompts(Path(__file__).parent / "prompts")
_LANGUAGES = {"en": "South African English", "af": "Afrikaans"}
_NAMED_IN_RETRY = 20


class By(StrEnum):
    """Who wrote a text."""

    MACHINE = "machine"
    TEMPLATE = "template"


class Because(StrEnum):
    """Why the template wrote it."""

    NO_MODEL = "no_model"
    UNAVAILABLE = "unavailable"
    DECLINED = "declined"
    CAPPED = "capped"
    UNSUPPORTED = "unsupported"  # twice it said what no fact says
    CUT_SHORT = "cut_short"  # the limit of tokens ended it
    REFUSED = "refused"  # a meter of an app had a reason of its own
    PRIVATE = "private"  # the section holds a private fact, so no machine was asked


@dataclass(frozen=True, kw_only=True)
class Section:
    """What is to be written. `template` is its text by rule; `notes` is what the person asked for."""

    topic: str
    template: str
    notes: str = ""
    wording: Wording = field(default_factory=Wording)
    most_words: int = 250
    version: int | None = None  # of the prompt; None is the newest


@dataclass(frozen=True, kw_only=True)
class Drafted:
    """A finished section. `uses` says which fact each figure is from; `findings` what was wrong with the last text that was refused."""

    text: str
    by: By
    uses: tuple[Use, ...]
    because: Because | None = None
    findings: tuple[guard.Finding, ...] = ()
    replies: tuple[Reply, ...] = ()
    prompt_version: int | None = None


@dataclass(frozen=True)
class Finished:
    """The last event of a stream."""

    drafted: Drafted


Event = Piece | Restarted | Stopped | Finished


def draft(section: Section, facts: FactBase, *, now: datetime, purpose: str = "section") -> Drafted:
    """The section, whoever wrote it. Raises MissingFact and TemplateRefused, and nothing for want of a machine."""
    work = _Work(section, facts, purpose)
    if work.is_private:
        return work.by_template(Because.PRIVATE)
    try:
        for prompt in work.prompts():
            work.take(calling.generate(prompt, origin=work.origin, now=now))
    except DomainError as error:
        return work.by_template(_reason(error))
    return work.finished()


def stream(
    section: Section,
    facts: FactBase,
    *,
    now: datetime,
    purpose: str = "section",
    is_cancelled: IsCancelled = lambda: False,
    details: Mapping[str, str] | None = None,
) -> Iterator[Event]:
    """The section as it is being written, ending with Finished or Stopped. After `Restarted` what was shown is void.

    `details` is what the app wants to know of each call again (`Origin.details`).
    """
    work = _Work(section, facts, purpose, details)
    if work.is_private:
        yield Finished(work.by_template(Because.PRIVATE))
        return
    try:
        for number, prompt in enumerate(work.prompts()):
            if number:
                yield Restarted()
            for event in calling.stream(prompt, origin=work.origin, now=now, is_cancelled=is_cancelled):
                if isinstance(event, calling.Done):
                    work.take(event.reply)
                else:
                    yield event
                if isinstance(event, Stopped):
                    return
    except DomainError as error:
        yield Restarted()
        yield Finished(work.by_template(_reason(error)))
        return
    drafted = work.finished()
    if drafted.by is By.TEMPLATE:
        yield Restarted()
    yield Finished(drafted)


class _Work:
    """The state of one section: what was asked, what came, what was wrong with it."""

    def __init__(
        self, section: Section, facts: FactBase, purpose: str, details: Mapping[str, str] | None = None
    ) -> None:
        self.section, self.facts = section, facts
        self.language = section.wording.language
        self.own = writer.write(section.template, facts, section.wording)
        self.template = PROMPTS.get("section", section.version)
        self.origin: Origin = self.template.origin(purpose, **(details or {}))
        self.replies: list[Reply] = []
        self.findings: tuple[guard.Finding, ...] = ()

    @property
    def is_private(self) -> bool:
        """Whether the section says something that no provider may read."""
        used = {use.key for use in self.own.uses}
        return any(fact.is_private for fact in self.facts if fact.key in used)

    def prompts(self) -> Iterator[Prompt]:
        """The question, and once more when the answer was wrong."""
        first = self.template.filled(
            {
                "topic": self.section.topic,
                "language": _LANGUAGES.get(self.language, _LANGUAGES["en"]),
                "most_words": self.section.most_words,
                "facts": self._listed(),
                "example": self.own.text,
                "notes": self.section.notes or "-",
            }
        )
        yield first
        if self.findings and not self.replies[-1].is_cut_short:
            yield replace(first, messages=(*first.messages, *self._sent_back()))

    def take(self, reply: Reply) -> None:
        """An answer came."""
        self.replies.append(reply)
        self.findings = guard.check(reply.text, self.facts, language=self.language)

    def finished(self) -> Drafted:
        """The machine's text when nothing is wrong with it, else the template's."""
        last = self.replies[-1]
        if last.is_cut_short or not last.text.strip():
            return self.by_template(Because.CUT_SHORT)
        if self.findings:
            return self.by_template(Because.UNSUPPORTED)
        text = last.text.strip()
        return Drafted(
            text=text,
            by=By.MACHINE,
            uses=guard.sources(text, self.facts, language=self.language),
            replies=tuple(self.replies),
            prompt_version=self.template.version,
        )

    def by_template(self, because: Because) -> Drafted:
        """The template's text, and why."""
        return Drafted(
            text=self.own.text,
            by=By.TEMPLATE,
            uses=self.own.uses,
            because=because,
            findings=self.findings,
            replies=tuple(self.replies),
            prompt_version=self.template.version if self.replies else None,
        )

    def _listed(self) -> str:
        shown = self.section.wording.of
        return "\n".join(f"{fact.key}: {shown(fact.value)}" for fact in self.facts if not fact.is_private)

    def _sent_back(self) -> tuple[Message, Message]:
        wrong = "\n".join(f"- {found.text}" for found in self.findings[:_NAMED_IN_RETRY])
        return (
            Message(role=Role.ASSISTANT, text=self.replies[-1].text),
            Message(
                role=Role.USER,
                text=f"These are not in the facts:\n{wrong}\nWrite the whole section again without them, and with nothing that is not in the facts.",
            ),
        )


def _reason(error: DomainError) -> Because:
    kinds = (
        (NoModel, Because.NO_MODEL),
        (WritingDeclined, Because.DECLINED),
        (ModelsUnavailable, Because.UNAVAILABLE),
        (Capped, Because.CAPPED),
    )
    return next((because for kind, because in kinds if isinstance(error, kind)), Because.REFUSED)
