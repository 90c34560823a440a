"""Findings that a look at each part by itself gives: templates that cannot be read, empty clauses, missing translations."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as late

from synthai.core.documents.blueprints import blocks as own
from synthai.core.documents.blueprints import fields as answers
from synthai.core.documents.blueprints import linting_keys, translating
from synthai.core.documents.blueprints.answers import FieldRefused
from synthai.core.documents.blueprints.findings import Finding, warning
from synthai.core.documents.blueprints.shapes import Blueprint, Field

# What no honest template holds, and what it would be for.
_ATTEMPTS: Final = (
    (re.compile(r"__|\b(?:mro|subclasses|globals|builtins|popen|eval|exec)\b"), late("reach the program behind the template")),
    (re.compile(r"\{%-?\s*(?:include|import|from|extends|macro|call|set)\b"), late("bring in other files or code")),
    (re.compile(r"\{\{[^}]*\b(?:config|request|self|settings|cycler|lipsum|joiner|namespace)\b"), late("read the settings of the program")),
    (re.compile(r"\{\{[^}]*\("), late("call something")),
)  # fmt: skip
_FETCHES: Final = re.compile(r"(?:file|ftp|data|javascript|jar|gopher)\s*:\s*/?/?", re.IGNORECASE)
_MARKUP: Final = re.compile(r"<\s*/?\s*[a-z!]", re.IGNORECASE)
_TAGS: Final = re.compile(r"\{%.*?%\}", re.DOTALL)  # a comparison there is no HTML
_PICTURE: Final = re.compile(r"!\[[^\]]*\]\(")
_DAYS: Final = ("date", "period")


def templates(blueprint: Blueprint) -> Iterator[Finding]:
    """Templates that cannot be used, with attempts at more than a template may said in words."""
    _good, bad = linting_keys.readable(linting_keys.places(blueprint))
    for place, error in bad:
        attempt = _attempt(place.text)
        if attempt:
            yield Finding(
                place.path, _("this tries to %s, which no template may.") % attempt,
                _("Take it out. A template holds facts, conditions and loops over records."),
            )  # fmt: skip
        else:
            yield Finding(place.path, str(error), _("Mend the template there."))
    for place in linting_keys.places(blueprint):
        if not place.is_condition:
            yield from _text(place.path, place.text)


def _attempt(text: str) -> str:
    return next((str(words) for pattern, words in _ATTEMPTS if pattern.search(text)), "")


def _text(path: str, text: str) -> Iterator[Finding]:
    if "](" in text and (found := _FETCHES.search(text.split("](", 1)[1][:200])):
        yield Finding(
            path, _("a link to “%s” leads nowhere we may lead.") % found[0],
            _("Links begin with https:, mailto: or tel:."),
        )  # fmt: skip
    if _MARKUP.search(_TAGS.sub("", text)):
        yield warning(
            path, _("HTML stands on the paper as it is typed."), _("Use **bold**, *italic* and lists.")
        )
    if _PICTURE.search(text):
        yield warning(path, _("pictures are not fetched from anywhere."), _("Take the picture out."))


def fields(blueprint: Blueprint) -> Iterator[Finding]:
    """Fields whose parts do not go together."""
    for number, field in enumerate(blueprint.fields):
        path = f"field[{number}]"
        yield from _field(path, field)
        for place, part in enumerate(field.fields):
            yield from _field(f"{path}.field[{place}]", part)
            if part.when:
                yield Finding(
                    f"{path}.field[{place}].when", _("the parts of a record are always asked."),
                    _("Take the condition away."),
                )  # fmt: skip


def _field(path: str, field: Field) -> Iterator[Finding]:
    if field.choices and field.kind != "choice":
        yield warning(f"{path}.choices", _("nobody is shown these choices."), _("Use the kind choice."))
    if field.due and field.kind not in _DAYS:
        yield Finding(f"{path}.due", _("only a day can be due."), _("Use the kind date, or take due away."))
    if field.example and field.kind != "list":
        try:
            answers.parse(field, field.example)
        except FieldRefused as error:
            yield Finding(
                f"{path}.example", _("the example is no answer: %s") % error,
                _("Write one that could be given."),
            )  # fmt: skip


def blocks(blueprint: Blueprint, clauses: Collection[str] | None) -> Iterator[Finding]:
    """Blocks that would put nothing on the paper, or what nobody can sign."""
    roles: Counter[str] = Counter()
    for path, block in own.walk(blueprint.blocks):
        if isinstance(block, own.Text | own.Clause):
            yield from _prose(path, block)
        elif isinstance(block, own.Signature):
            roles[block.role] += 1
            yield from _signature(path, block, roles)
        elif isinstance(block, own.LibraryClause) and clauses is not None and block.clause not in clauses:
            yield Finding(
                f"{path}.clause", _("the clause library has no approved clause “%s”.") % block.clause,
                _("Approve it there, or choose another."),
            )  # fmt: skip
        elif isinstance(block, own.If | own.Each) and not any(inner for _n, inner in own.inner(block)):
            yield warning(path, _("there is nothing in it."), _("Put a block in, or take it out."))
        elif isinstance(block, own.Note) and not block.template and not block.title:
            yield warning(path, _("the note says nothing."), _("Write its text."))


def _prose(path: str, block: own.Text | own.Clause) -> Iterator[Finding]:
    if not block.template and isinstance(block, own.Clause):
        yield Finding(f"{path}.template", _("the clause has no text."), _("Write it."))
    elif not block.template:
        yield Finding(
            f"{path}.template", _("the section has no text of its own, so nothing stands there when no machine writes."),
            _("Write a plain text from the facts."),
        )  # fmt: skip
    if isinstance(block, own.Text) and block.draft and not (block.topic or block.title):
        yield warning(f"{path}.topic", _("a machine is not told what to write about."), _("Write a topic."))


def _signature(path: str, block: own.Signature, roles: Counter[str]) -> Iterator[Finding]:
    if not block.role:
        yield Finding(f"{path}.role", _("the signature has no role."), _("Name who signs, like customer."))
    elif roles[block.role] == 2:
        yield Finding(f"{path}.role", _("“%s” signs twice.") % block.role, _("Give each signature its role."))
    if not block.label:
        yield warning(f"{path}.label", _("nobody sees for whom it is signed."), _("Write a label."))


def translations(blueprint: Blueprint) -> Iterator[Finding]:
    """Texts without translation, and translations without text."""
    own_texts, needed = set(translating.texts(blueprint)), translating.to_translate(blueprint)
    for language, made in blueprint.translations.items():
        for text in needed:
            if not made.get(text):
                yield Finding(
                    f"translation.{language}", _("“%.60s” has no translation.") % text, _("Add one.")
                )
        for text in made.keys() - own_texts:
            yield warning(
                f"translation.{language}", _("“%.60s” is translated and stands nowhere.") % text,
                _("Take it out, or write it as it stands in the template."),
            )  # fmt: skip


def asked(blueprint: Blueprint) -> Iterator[str]:
    """The keys that its fields give."""
    for field in blueprint.fields:
        if field.kind == "list":
            yield from (f"{field.key}.N.{part.key}" for part in field.fields)
            yield from (f"{field.key}.N.{part.key}_choice" for part in field.fields if part.kind == "choice")
        else:
            yield field.key
            if field.kind == "choice":
                yield f"{field.key}_choice"
