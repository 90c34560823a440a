"""Blueprints: read strictly, asked, and composed into papers."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from synthai.core.documents.blueprints import answering, asking, clauses, examples, reading, reckoning
from synthai.core.documents.blueprints.composing import DocumentTooLong, Text, compose, sections
from synthai.core.documents.blueprints.refusing import BlueprintRefused
from synthai.core.documents.blueprints.shapes import Blueprint
from synthai.core.facts.base import Fact, FactBase, MissingFact, Use
from synthai.core.facts.wording import Wording

DAY = date(2026, 11, 29)
TOML = """
slug = "offer"
dated = 2026-11-29
title = "Offer"
category = "sales"
layout = "letter"
name = "Offer for {{ customer.name }}"

[[field]]
key = "customer.name"
kind = "company"
label = "Who is it for?"
required = true
step = "Customer"
example = "Kasi Café"

[[field]]
key = "wants_deposit"
kind = "yesno"
label = "Do you ask for a deposit?"
required = true
step = "Terms"

[[field]]
key = "deposit"
kind = "percent"
label = "How much?"
required = true
when = "wants_deposit"
step = "Terms"

[[field]]
key = "remark"
kind = "longtext"
label = "Anything else?"
step = "Terms"

[[field]]
key = "lines"
kind = "list"
label = "What do you offer?"
required = true
step = "Lines"

[[field.field]]
key = "what"
kind = "text"
label = "Description"
required = true

[[field.field]]
key = "price"
kind = "money"
label = "Price"
required = true

[[block]]
kind = "parties"
blocks = [{ title = "For", name = "{{ customer.name }}" }]

[[block]]
kind = "text"
key = "opening"
draft = true
topic = "Thank the customer."
template = "Thank you, **{{ customer.name }}**."

[[block]]
kind = "table"
caption = "Prices"
over = "lines"
as = "line"
columns = [{ label = "What", value = "{{ line.what }}", wide = true }, { label = "Price", value = "{{ line.price }}", number = true }]
totals = [{ label = "Together", value = "{{ total }}", strong = true, optional = true }]

[[block]]
kind = "if"
when = "wants_deposit"
blocks = [{ kind = "clause", key = "deposit", title = "Deposit", template = "We ask for {{ deposit }} before we begin." }]
else = [{ kind = "note", template = "No deposit." }]

[[block]]
kind = "facts"
rows = [{ label = "VAT number", value = "{{ organisation.vat_number }}", optional = true }]

[[block]]
kind = "text"
template = "{% if remark is known %}{{ remark }}{% endif %}"

[[block]]
kind = "signature"
role = "customer"
label = "For {{ customer.name }}"
name = "{{ customer.person }}"
"""
ANSWERS: dict[str, Any] = {
    "customer.name": "Kasi Café",
    "wants_deposit": "yes",
    "deposit": "50",
    "lines": [
        {"what": "Lunch", "price": "185,00"},
        {"what": "", "price": ""},
        {"what": "Hall", "price": "R 1 200"},
    ],
}


def facts_of(blueprint: Blueprint, answers: dict[str, Any]) -> FactBase:
    read = answering.read(blueprint, answers, on=DAY)
    assert read.refused == {}
    return FactBase(read.facts)


def composed(blueprint: Blueprint, facts: FactBase, texts: dict[str, Text] | None = None, **more: Any) -> Any:
    return compose(blueprint, facts, texts, wording=Wording(blueprint.language), on=DAY, **more)


def of_blocks(*blocks: dict[str, Any], **more: Any) -> Blueprint:
    return reading.from_data(
        {"slug": "x", "dated": "2026-11-29", "title": "X", "block": list(blocks), **more}
    )


def test_data_comes_back_as_it_was() -> None:
    blueprint = reading.from_toml(TOML)

    assert reading.from_data(reading.to_data(blueprint)) == blueprint
    assert blueprint.field("lines.0.price") == blueprint.fields[4].fields[1]


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        ({"titel": "X"}, "titel", "Did you mean “title”?"),
        ({"version": "1"}, "version", "whole number"),
        ({"layout": "poster"}, "layout", "letter, report"),
        ({"block": [{"kind": "headin"}]}, "block[0].kind", "no kind of block"),
        ({"block": [{"kind": "facts", "rows": [{"label": "A", "value": "1"}, {"label": "B", "value": 2}]}]}, "block[0].rows[1].value", "not text"),
        ({"block": [{"kind": "if", "when": "a", "blocks": [{"kind": "heading"}]}]}, "block[0].blocks[0].text", "missing"),
        ({"block": [{"kind": "list"}]}, "block[0]", "either items"),
        ({"block": [{"kind": "text", "key": "a"}, {"kind": "clause", "key": "a"}]}, "block[1].key", "twice"),
        ({"field": [{"key": "A B", "kind": "text", "label": "A"}]}, "field[0].key", "lower-case"),
        ({"field": [{"key": "a", "kind": "choice", "label": "A"}]}, "field[0].choices", "nothing to choose"),
        ({"field": [{"key": "a", "kind": "list", "label": "A", "field": [{"key": "b.c", "kind": "text", "label": "B"}]}]}, "field[0].field[0].key", "plain names"),
        ({"field": [{"key": "a", "kind": "text", "label": "A"}] * 2}, "field[1].key", "twice"),
        ({"dated": "29/11/2026"}, "dated", "2026-11-29"),
        ({"title": " "}, "title", "empty"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_its_path(change: dict[str, Any], path: str, words: str) -> None:
    with pytest.raises(BlueprintRefused) as caught:
        reading.from_data({"slug": "x", "dated": "2026-11-29", "title": "X", **change})

    assert caught.value.path == path
    assert words in str(caught.value)


def test_data_nested_without_end_is_refused() -> None:
    block: dict[str, Any] = {"kind": "page_break"}
    for _level in range(2_000):
        block = {"kind": "if", "when": "a", "blocks": [block]}

    with pytest.raises(BlueprintRefused, match="nested"):
        of_blocks(block)
    with pytest.raises(BlueprintRefused):
        reading.from_toml("a = " + "[" * 5_000)


def test_only_what_is_not_known_is_asked_and_answers_bring_more() -> None:
    blueprint = reading.from_toml(TOML)

    assert [field.key for field in asking.missing(blueprint, FactBase([]))] == [
        "customer.name",
        "wants_deposit",
        "lines",
    ]
    yes = facts_of(blueprint, {"wants_deposit": "ja"})
    assert [field.key for field in asking.missing(blueprint, yes)] == ["customer.name", "deposit", "lines"]
    no = facts_of(blueprint, {"wants_deposit": False})
    assert [field.key for field in asking.missing(blueprint, no)] == ["customer.name", "lines"]
    assert "remark" in [field.key for field in asking.missing(blueprint, no, skipped=[])]
    assert "remark" not in [field.key for field in asking.missing(blueprint, no, skipped=["remark"])]


def test_steps_say_what_is_done() -> None:
    blueprint = reading.from_toml(TOML)
    steps = asking.steps(blueprint, facts_of(blueprint, {"customer.name": "Kasi", "wants_deposit": "no"}))

    assert [(step.title, step.is_done) for step in steps] == [
        ("Customer", True),
        ("Terms", True),
        ("Lines", False),
    ]
    assert [asked.field.key for asked in steps[1].fields] == ["wants_deposit", "remark"]


def test_a_paper_is_composed() -> None:
    blueprint = reading.from_toml(TOML)
    result = composed(blueprint, facts_of(blueprint, ANSWERS), is_draft=True)
    parties, opening, grid, clause, signature = result.paper.blocks

    assert result.name == "Offer for Kasi Café"
    assert (result.paper.watermark, result.paper.language) == ("DRAFT", "en-ZA")
    assert parties.blocks[0].name == "Kasi Café"
    assert opening.body == "Thank you, **Kasi Café**."
    assert result.uses["opening"] == (Use(13, 22, "customer.name"),)
    assert [row.cells[1].replace("\N{NO-BREAK SPACE}", " ") for row in grid.rows] == [
        "R 185.00",
        "R 1 200.00",
    ]
    assert grid.totals == ()
    assert (clause.number, clause.is_clause, clause.body) == ("1.", True, "We ask for 50% before we begin.")
    assert (signature.label, signature.name) == ("For Kasi Café", "")
    assert result.paper.sources[0].label == "Your answers"
    assert "Who is it for" in result.paper.sources[0].value
    finished = composed(blueprint, facts_of(blueprint, ANSWERS))
    assert finished.paper.sources == (), "no customer reads below an agreement where we know it from"


def test_a_missing_fact_is_an_error_or_a_gap_that_names_its_question() -> None:
    blueprint = reading.from_toml(TOML)
    with pytest.raises(MissingFact) as caught:
        composed(blueprint, FactBase([]))
    assert caught.value.question.key == "customer.name"

    result = composed(blueprint, FactBase([]), with_gaps=True)
    assert result.paper.blocks[1].body == r"Thank you, **\[Who is it for?\]**."
    assert result.name == "Offer"
    assert {"customer.name", "wants_deposit"} <= {question.key for question in result.missing}


def test_texts_of_people_and_machines_stand_instead_and_are_said() -> None:
    blueprint = reading.from_toml(TOML)
    texts = {
        "opening": Text("Thanks for asking.", "machine", (Use(0, 3, "customer.name"),)),
        "deposit": Text("Half now.", "person"),
    }
    result = composed(blueprint, facts_of(blueprint, ANSWERS), texts)

    assert (result.paper.blocks[1].body, result.paper.blocks[1].by) == ("Thanks for asking.", "machine")
    assert result.paper.blocks[3].by == "person"
    assert result.paper.machine_note.startswith("Drafted by a language model")
    assert [spec.key for spec in sections(blueprint)] == ["opening", "deposit"]
    assert [spec.key for spec in sections(blueprint, facts_of(blueprint, {"wants_deposit": "no"}))] == [
        "opening"
    ]


def test_afrikaans_papers_say_everything_in_afrikaans() -> None:
    blueprint = of_blocks(
        {"kind": "heading", "text": "Aanbod"}, language="af", layout="report", category="legal"
    )
    made = composed(blueprint, FactBase(list(examples.organisation(DAY))), {}, is_draft=True).paper

    assert (made.watermark, made.language, made.facts[0].label) == ("KONSEP", "af-ZA", "Datum")
    assert made.facts[0].value.replace("\N{NO-BREAK SPACE}", " ") == "29 November 2026"
    assert "regsadvies" in made.disclaimer
    assert made.sender == "Umoja Foods"
    assert "BTW-nommer 4740101508" in made.sender_lines


def test_reports_number_headings_and_what_is_left_out_takes_no_number() -> None:
    blueprint = of_blocks(
        {"kind": "text", "title": "Summary", "template": "a"},
        {"kind": "text", "title": "Nothing", "template": "{% if b is known %}b{% endif %}"},
        {"kind": "heading", "text": "Market"},
        {"kind": "text", "title": "Size", "template": "c"},
        {"kind": "heading", "level": 2, "text": "Rivals"},
        {"kind": "clause", "template": "d"},
        {"kind": "clause", "template": ""},
        {"kind": "clause", "template": "e"},
        layout="report",
    )
    made = composed(blueprint, FactBase([])).paper

    assert [block.number for block in made.blocks] == ["1.", "2.", "2.1", "2.2", "1.", "2."]
    assert made.has_cover
    assert made.has_contents


def test_a_chart_says_its_figures_in_words() -> None:
    blueprint = of_blocks(
        {
            "kind": "chart",
            "title": "Sales",
            "over": "sales.months",
            "as": "month",
            "label": "{{ month.first | month }}",
            "value": "total",
        }
    )
    (chart,) = composed(blueprint, FactBase(list(examples.organisation(DAY)))).paper.blocks

    assert len(chart.points) == 12
    assert chart.points[0].value == Decimal(82_500)
    assert "Highest is" in chart.alt
    assert "October" in chart.points[-1].label


def test_lines_of_an_answer_stay_where_they_have_room() -> None:
    blueprint = of_blocks(
        {"kind": "text", "template": "To:\n{{ address }}\n\nWe write to {{ address }}."},
        {"kind": "parties", "blocks": [{"name": "A", "lines": "{{ address }}\nSouth Africa"}]},
        field=[{"key": "address", "kind": "address", "label": "Address"}],
    )
    text, parties = composed(
        blueprint, facts_of(blueprint, {"address": "12 Long Street\r\n\r\nCape Town"})
    ).paper.blocks

    assert text.body == "To:\n12 Long Street\\\nCape Town\n\nWe write to 12 Long Street, Cape Town."
    assert parties.blocks[0].lines == ("12 Long Street", "Cape Town", "South Africa")


def test_loops_that_would_never_end_are_stopped() -> None:
    rows = [Fact(f"a.{number}.b", 1, answering.ANSWERED, DAY) for number in range(400)]
    inner = {"kind": "each", "over": "a", "as": "two", "blocks": [{"kind": "heading", "text": "{{ two.b }}"}]}
    blueprint = of_blocks({"kind": "each", "over": "a", "as": "one", "blocks": [inner]})

    with pytest.raises(DocumentTooLong):
        composed(blueprint, FactBase(rows))


def test_records_have_short_names_inside_each() -> None:
    blueprint = of_blocks(
        {
            "kind": "each", "over": "people", "as": "one",
            "blocks": [
                {"kind": "if", "when": "one.role == 'Owner'", "blocks": [{"kind": "text", "key": "cv", "title": "{{ one.name }}", "template": "{{ one.role }}"}]}
            ],
        }
    )  # fmt: skip
    result = composed(blueprint, FactBase(list(examples.organisation(DAY))))

    assert [(block.title, block.body, block.key) for block in result.paper.blocks] == [
        ("Thandi Mokoena", "Owner", "")
    ]


def test_clauses_of_a_library_are_put_in() -> None:
    blueprint = of_blocks(
        {"kind": "library_clause", "clause": "liability"},
        {"kind": "if", "when": "a", "blocks": [{"kind": "library_clause", "clause": "law"}]},
    )
    assert clauses.used(blueprint) == ["liability", "law"]

    with pytest.raises(BlueprintRefused, match="liability"):
        composed(blueprint, FactBase([]))
    found = clauses.resolved(
        blueprint, lambda name: clauses.ClauseText(title=name.title(), template="Text of it.")
    )
    assert [spec.key for spec in sections(found)] == ["library-liability", "library-law"]
    assert composed(found, FactBase([]), with_gaps=True).paper.blocks[0].title == "Liability"


def test_figures_come_from_a_reckoner() -> None:
    @reckoning.reckoner("test-sum")
    def total(facts: FactBase, on: date) -> list[Fact]:
        prices = [facts[f"{record}.price"].value for record in facts.records("lines")]
        return [Fact("total", sum(prices[1:], prices[0]), reckoning.RECKONED, on)]  # type: ignore[arg-type]

    blueprint = reading.from_toml(TOML)
    facts = reckoning.reckoned("test-sum", facts_of(blueprint, ANSWERS), DAY)
    result = composed(blueprint, facts)

    assert result.paper.blocks[2].totals[0].value.replace("\N{NO-BREAK SPACE}", " ") == "R 1 385.00"
    draft = composed(blueprint, facts, is_draft=True)
    assert "Reckoned from your answers" in [source.label for source in draft.paper.sources]
    with pytest.raises(BlueprintRefused, match="nobody reckons"):
        reckoning.reckoned("no-such", facts, DAY)


def test_examples_fill_a_whole_document() -> None:
    blueprint = reading.from_toml(TOML)
    result = composed(blueprint, examples.facts(blueprint, DAY))

    assert result.missing == ()
    assert result.name == "Offer for Kasi Café"
