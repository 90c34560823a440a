"""The linter: each thing that would go wrong is found, where it is, and nothing else is."""

from datetime import date
from typing import Any

import pytest

from synthai.core.documents.blueprints import examples, linting, reading, reckoning, translating
from synthai.core.documents.blueprints.composing import compose
from synthai.core.documents.blueprints.shapes import Blueprint
from synthai.core.facts.base import Fact, FactBase
from synthai.core.facts.wording import Wording

DAY = date(2026, 11, 29)
KNOWN = [fact.key for fact in examples.organisation(DAY)]
FIELDS: list[dict[str, Any]] = [
    {"key": "customer.name", "kind": "company", "label": "Who?", "required": True},
    {"key": "tone", "kind": "choice", "label": "Tone?", "required": True, "choices": [{"value": "soft", "label": "Soft"}, {"value": "firm", "label": "Firm"}]},
    {"key": "deposit", "kind": "yesno", "label": "Deposit?", "required": True},
    {"key": "share", "kind": "percent", "label": "How much?", "required": True, "when": "deposit"},
    {"key": "lines", "kind": "list", "label": "Lines", "required": True, "field": [{"key": "what", "kind": "text", "label": "What", "required": True}]},
]  # fmt: skip
BLOCKS: list[dict[str, Any]] = [
    {"kind": "text", "template": "{{ customer.name }}: {% if tone_choice == 'firm' %}Now.{% else %}Soon.{% endif %}"},
    {"kind": "if", "when": "deposit", "blocks": [{"kind": "clause", "template": "{{ share }} now."}]},
    {"kind": "list", "over": "lines", "as": "line", "item": "{{ line.what }}"},
    {"kind": "signature", "role": "customer", "label": "For {{ customer.name }}"},
]  # fmt: skip


def blueprint(*more: dict[str, Any], fields: list[dict[str, Any]] | None = None, **parts: Any) -> Blueprint:
    return reading.from_data(
        {"slug": "x", "dated": "2026-11-29", "title": "X", "field": [*FIELDS, *(fields or [])], "block": [*BLOCKS, *more], **parts}
    )  # fmt: skip


def found(made: Blueprint, **more: Any) -> list[tuple[str, str]]:
    return [(finding.path, finding.what) for finding in linting.lint(made, KNOWN, **more)]


def test_a_good_blueprint_has_no_findings() -> None:
    until = {"key": "until", "kind": "date", "label": "Until?", "required": True}
    late = {
        "kind": "if",
        "when": "until < today",
        "blocks": [{"kind": "text", "template": "{% if until <today %}Late{% endif %}"}],
    }

    assert found(blueprint()) == []
    assert [what for _at, what in found(blueprint(late, fields=[until])) if "HTML" in what] == []


@pytest.mark.parametrize(
    ("block", "path", "words"),
    [
        ({"kind": "text", "template": "{{ custommer.name }}"}, "block[4].template", "nobody knows “custommer.name”"),
        ({"kind": "text", "template": "{{ customer }}"}, "block[4].template", "not one fact but several"),
        ({"kind": "text", "template": "{% for a in customer %}{{ a.name }}{% endfor %}"}, "block[4].template", "is no list"),
        ({"kind": "table", "over": "customer", "columns": []}, "block[4].over", "is no list"),
        ({"kind": "each", "over": "lines", "as": "customer", "blocks": [{"kind": "heading", "text": "{{ customer.what }}"}]}, "block[4].over", "which is a fact already"),
        ({"kind": "each", "over": "lines", "as": "line", "blocks": [{"kind": "heading", "text": "{{ line.price }}"}]}, "block[4].blocks[0].text", "nobody knows “lines.price”"),
        ({"kind": "if", "when": "tone_choice == 'frim'", "blocks": [{"kind": "page_break"}]}, "block[4].when", "can never hold"),
        ({"kind": "if", "when": "share > 50 and share < 50", "blocks": [{"kind": "page_break"}]}, "block[4].when", "can never hold"),
        ({"kind": "if", "when": "deposit", "blocks": [{"kind": "if", "when": "not deposit", "blocks": [{"kind": "page_break"}]}]}, "block[4].blocks[0].when", "contradicts a condition around it"),
        ({"kind": "if", "when": "deposit", "blocks": [{"kind": "page_break"}], "else": [{"kind": "if", "when": "deposit", "blocks": [{"kind": "page_break"}]}]}, "block[4].else[0].when", "contradicts"),
        ({"kind": "if", "when": "tone_choice == 'soft' or tone_choice == 'firm'", "blocks": [{"kind": "page_break"}]}, "block[4].when", "always holds"),
        ({"kind": "clause", "title": "Price"}, "block[4].template", "the clause has no text"),
        ({"kind": "text", "key": "a", "draft": True, "topic": "All"}, "block[4].template", "when no machine writes"),
        ({"kind": "signature", "label": "For us"}, "block[4].role", "has no role"),
        ({"kind": "signature", "role": "customer", "label": "For us"}, "block[4].role", "signs twice"),
        ({"kind": "text", "template": "{{ customer.name.__class__.__mro__ }}"}, "block[4].template", "reach the program behind"),
        ({"kind": "text", "template": "{% include 'file:///etc/passwd' %}"}, "block[4].template", "bring in other files"),
        ({"kind": "text", "template": "{{ config.SECRET_KEY[0] }}"}, "block[4].template", "read the settings"),
        ({"kind": "text", "template": "{{ customer.name.upper() }}"}, "block[4].template", "call something"),
        ({"kind": "text", "template": "{{ unclosed"}, "block[4].template", "cannot be read"),
        ({"kind": "text", "template": "[a](javascript:alert)"}, "block[4].template", "leads nowhere we may lead"),
        ({"kind": "text", "template": "<b>bold</b>"}, "block[4].template", "HTML stands on the paper"),
        ({"kind": "text", "template": "![x](https://x.example/p.png)"}, "block[4].template", "pictures are not fetched"),
        ({"kind": "if", "when": "deposit %}{{ a }}{% if deposit", "blocks": []}, "block[4].when", "without braces"),
        ({"kind": "text", "template": "{{ organisation.vat_number }}"}, "block[4].template", "may not be known"),
        ({"kind": "chart", "title": "A", "over": "sales.months", "label": "a", "value": "sum"}, "block[4].value", "nobody knows “sales.months.sum”"),
        ({"kind": "library_clause", "clause": "law"}, "block[4].clause", "no approved clause"),
    ],
)  # fmt: skip
def test_what_would_go_wrong_is_found(block: dict[str, Any], path: str, words: str) -> None:
    here = [what for at, what in found(blueprint(block), clauses=["liability"]) if at == path]

    assert any(words in what for what in here), here


@pytest.mark.parametrize(
    ("field", "path", "words"),
    [
        ({"key": "spare", "kind": "text", "label": "Spare"}, "field[5]", "asked and never used"),
        ({"key": "spare", "kind": "date", "label": "Spare", "due": True}, "", ""),
        ({"key": "spare", "kind": "text", "label": "Spare", "due": True}, "field[5].due", "only a day can be due"),
        ({"key": "spare", "kind": "money", "label": "Spare", "example": "1,234"}, "field[5].example", "no answer"),
        ({"key": "spare", "kind": "text", "label": "Spare", "when": "later"}, "field[5].when", "asked later"),
        ({"key": "spare", "kind": "text", "label": "Spare", "when": "deposit == 'no'"}, "field[5].when", "can never hold"),
    ],
)  # fmt: skip
def test_fields_are_looked_at_too(field: dict[str, Any], path: str, words: str) -> None:
    later = {"key": "later", "kind": "yesno", "label": "Later?", "due": False}
    more = [field, later] if field.get("when") == "later" else [field]
    here = found(blueprint(fields=more))

    assert (not here and not path) or any(at == path and words in what for at, what in here), here


def test_missing_translations_are_found_and_what_is_translated_reads_well() -> None:
    made = blueprint()
    texts = {text: text for text in translating.texts(made)}
    assert found(blueprint(translation={"af": texts})) == []

    texts["Who?"] = "Wie?"
    del texts["Soft"]
    texts["Gone"] = "Weg"
    said = found(blueprint(translation={"af": texts}))
    assert ("translation.af", "“Soft” has no translation.") in said
    assert ("translation.af", "“Gone” is translated and stands nowhere.") in said

    afrikaans = translating.translated(blueprint(translation={"af": texts}), "af")
    assert (afrikaans.language, afrikaans.fields[0].label) == ("af", "Wie?")
    bad = {text: "{{ x.__class__ }}" if "Soon" in text else text for text in translating.texts(made)}
    assert any(
        "translation.af: block[0]" in path for path, _what in found(blueprint(translation={"af": bad}))
    )


def test_what_a_reckoner_makes_and_reads_is_known() -> None:
    @reckoning.reckoner("test-lint", makes=["rare"])
    def reckon(facts: FactBase, on: date) -> list[Fact]:
        made = [Fact("common", len(facts.records("lines")), reckoning.RECKONED, on)]
        if facts["tone_choice"].value.text == "firm":  # type: ignore[union-attr]
            made.append(Fact("firmness", 1, reckoning.RECKONED, on))
        return made if facts.get("secret") else made[:1]

    used = {
        "kind": "text",
        "template": "{{ common }}{% if firmness is known %}{{ firmness }}{% endif %}{% if rare is known %}!{% endif %}",
    }
    secret = [{"key": "secret", "kind": "text", "label": "Secret"}]

    assert found(blueprint(used, reckon="test-lint", fields=secret)) == []
    assert ("reckon", "nobody reckons “no-such”.") in found(blueprint(reckon="no-such"))


def test_too_many_combinations_are_left_alone() -> None:
    when = " and ".join(
        f"organisation.{name} == '{name}'"
        for name in ("name", "email", "phone", "website", "address", "vat_number")
    )
    made = blueprint({"kind": "if", "when": when, "blocks": [{"kind": "page_break"}]})

    assert not [what for path, what in found(made) if path == "block[4].when" and "never" in what]


def test_what_lints_clean_can_be_written_from_its_examples() -> None:
    made = blueprint()

    assert compose(made, examples.least(made, DAY), wording=Wording(), on=DAY).missing == ()
