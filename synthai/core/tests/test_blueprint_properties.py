"""Whatever data, answers and templates come in: a sentence comes out, or a paper, and never anything else."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from synthai.core.documents.blueprints import answering, examples, linting, reading
from synthai.core.documents.blueprints.blocks import KINDS
from synthai.core.documents.blueprints.composing import compose
from synthai.core.documents.blueprints.shapes import FIELD_KINDS
from synthai.core.errors import DomainError
from synthai.core.facts.base import FactBase
from synthai.core.facts.wording import Wording

DAY = date(2026, 11, 29)
LIBRARY = Path(__file__).parents[3] / "content" / "library"
GOOD = [
    reading.to_data(reading.from_toml(path.read_text(encoding="utf-8")))
    for path in sorted(LIBRARY.glob("*/v1.toml"))[:12]
]
NAMES = st.sampled_from(
    ["slug", "title", "dated", "field", "block", "kind", "key", "label", "when", "blocks", "else", "rows", "over", "as", "items", "x"]
)  # fmt: skip
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from([*KINDS, *FIELD_KINDS])
)
JUNK = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=20,
)
PIECES = st.sampled_from(
    ["{{", "}}", "{%", "%}", " if ", "endif", " for a in ", "endfor", "lines", "customer.name", "organisation.name", " is known", "|", "whole", ".",
     "__class__", "(", ")", "[0]", "'x'", " == ", " and ", "not ", "# ", "- ", "\n", "**", "<b>", "set a = 1", "import os", "{#", "#}"]
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(JUNK)
def test_any_data_is_read_or_refused_by_its_path(data: Any) -> None:
    blueprint, refusal = outcome(lambda: reading.from_data(data))
    if blueprint is None:
        assert refusal
    else:
        assert reading.from_data(reading.to_data(blueprint)) == blueprint


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(GOOD), st.randoms(use_true_random=False), JUNK)
def test_a_document_with_one_thing_spoilt_is_read_or_refused_and_still_lints(
    good: Any, random: Any, junk: Any
) -> None:
    blueprint, refusal = outcome(lambda: reading.from_data(_spoilt(good, random, junk)))
    if blueprint is None:
        assert refusal
        return
    assert reading.from_data(reading.to_data(blueprint)) == blueprint
    for finding in linting.lint(blueprint):
        assert finding.what
    known = examples.facts(blueprint, DAY)
    paper, refusal = outcome(lambda: compose(blueprint, known, wording=Wording(), on=DAY, with_gaps=True))
    assert paper or refusal


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_any_template_is_written_or_refused_with_a_sentence(template: str) -> None:
    data = {
        "slug": "x", "dated": "2026-11-29", "title": "X",
        "field": [{"key": "customer.name", "kind": "text", "label": "Who?"}],
        "block": [{"kind": "text", "template": template}, {"kind": "if", "when": template.replace("\n", " ") or "a", "blocks": []}],
    }  # fmt: skip
    blueprint, _refusal = outcome(lambda: reading.from_data(data))
    if blueprint is None:
        return
    is_wrong = bool(
        linting.errors(linting.lint(blueprint, [fact.key for fact in examples.organisation(DAY)]))
    )
    known = examples.facts(blueprint, DAY)
    paper, refusal = outcome(lambda: compose(blueprint, known, wording=Wording(), on=DAY))
    assert paper or refusal
    assert paper or is_wrong  # what could not be written was found before


@settings(max_examples=40, deadline=None)
@given(st.fixed_dictionaries({kind: JUNK | st.text(max_size=30) for kind in FIELD_KINDS}))
def test_any_answer_is_a_fact_or_a_sentence(answers: dict[str, Any]) -> None:
    more: dict[str, dict[str, Any]] = {
        "choice": {"choices": [{"value": "a", "label": "A"}]},
        "quantity": {"unit": "kg"},
        "list": {"field": [{"key": "part", "kind": "money", "label": "Part"}]},
    }
    fields = [{"key": f"f_{kind}", "kind": kind, "label": kind, **more.get(kind, {})} for kind in FIELD_KINDS]
    blueprint = reading.from_data({"slug": "x", "dated": "2026-11-29", "title": "X", "field": fields})
    read = answering.read(blueprint, {f"f_{kind}": answer for kind, answer in answers.items()}, on=DAY)
    FactBase(read.facts)  # refuses what is no fact
    assert all(str(error) for error in read.refused.values())


def outcome(call: Callable[[], Any]) -> tuple[Any, str]:
    """What came of it, or the sentence that refused it."""
    try:
        return call(), ""
    except DomainError as error:
        return None, str(error)


def _spoilt(data: Any, random: Any, junk: Any) -> Any:
    """The same with one place replaced."""
    if isinstance(data, dict) and data and random.random() < 0.85:
        key = random.choice(sorted(data))
        return {**data, key: _spoilt(data[key], random, junk)}
    if isinstance(data, list) and data and random.random() < 0.85:
        place = random.randrange(len(data))
        return [*data[:place], _spoilt(data[place], random, junk), *data[place + 1 :]]
    return junk
