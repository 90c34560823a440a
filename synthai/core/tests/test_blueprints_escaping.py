"""What facts say means nothing to our Markdown and nothing to a template: it is read back letter for letter."""

from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st

from synthai.core.documents.blueprints import answering, reading
from synthai.core.documents.blueprints.composing import compose
from synthai.core.documents.papers import prose
from synthai.core.facts.base import FactBase
from synthai.core.facts.wording import Wording

DAY = date(2026, 11, 29)
BLUEPRINT = reading.from_data(
    {
        "slug": "x",
        "dated": "2026-11-29",
        "title": "X",
        "field": [{"key": "remark", "kind": "longtext", "label": "Remark"}],
        "block": [
            {"kind": "text", "template": "{{ remark }}"},
            {
                "kind": "text",
                "template": "He wrote {{ remark }} to us.\n\n- {{ remark }}\n\n| a | b |\n| - | - |\n| {{ remark }} | c |",
            },
            {"kind": "list", "items": ["{{ remark }}"]},
            {"kind": "facts", "rows": [{"label": "R", "value": "{{ remark }}"}]},
        ],
    }
)
# Mostly what means something somewhere: to Markdown, to HTML, to Jinja, and to us.
NASTY = st.text(
    alphabet=st.one_of(
        st.sampled_from("*_`[]()<>|~\\&;#+-=:.!1a {}%\n\t'\"$@"), st.characters(codec="utf-8")
    ),
    min_size=1,
    max_size=60,
)


@settings(max_examples=300, deadline=None)
@given(NASTY)
@example("*bold* _it_ `code` ~~no~~ [a](http://b.c) <script>x</script> | cell | &amp; \\")
@example("{{ organisation.name }} {% for a in b %} {# #}")
@example("- item")
@example("12) twelve")
@example("===")
@example(":--|--:")
@example("![x](http://y.z/p.png)")
@example("a\n\n    b\n---\n> c\n1. d\n# e")
@example("\\")
@example("a\\\nb")
@example("a <http://b.c>\tc")
def test_what_somebody_typed_stays_as_it_was_typed(typed: str) -> None:
    facts = answering.read(BLUEPRINT, {"remark": typed}, on=DAY).facts
    if not facts:  # nothing but blanks and control characters
        return
    (fact,) = facts
    paragraphs = [
        [" ".join(line.split(" ")) for line in part.split("\n")]
        for part in fact.value.text.split("\n\n")  # type: ignore[union-attr]
    ]
    flat = ", ".join(line for part in paragraphs for line in part)
    alone, within, bullets, rows = compose(BLUEPRINT, FactBase(facts), wording=Wording(), on=DAY).paper.blocks

    read = prose.read(alone.body)  # type: ignore[union-attr]
    assert [_text(part.line).split("\n") for part in read] == paragraphs  # type: ignore[union-attr]
    sentence, listing, table = prose.read(within.body)  # type: ignore[union-attr]
    assert sentence == prose.Paragraph((prose.Span(f"He wrote {flat} to us."),))
    assert [item.lines for item in listing.items] == [((prose.Span(flat),),)]  # type: ignore[union-attr]
    assert table.rows == (((prose.Span(flat),), (prose.Span("c"),)),)  # type: ignore[union-attr]
    assert prose.read_line(bullets.items[0]) == (prose.Span(flat),)  # type: ignore[union-attr]
    assert rows.rows[0].value == flat  # type: ignore[union-attr]


def _text(line: prose.Line) -> str:
    assert not any(span.href or span.is_strong or span.is_italic for span in line)
    return "".join(span.text for span in line)
