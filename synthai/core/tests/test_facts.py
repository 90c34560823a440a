"""Facts and the template writer: exact sentences, or the question that is missing."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from synthai.core.facts import writer
from synthai.core.facts.base import Fact, FactBase, MissingFact, Question, Source, SourceKind
from synthai.core.facts.grammar import LONGEST, TemplateRefused
from synthai.core.facts.values import Identifier, Name, NameKind, Percent, Period, Quantity, Value, Words
from synthai.core.facts.wording import Wording
from synthai.core.money import Money

DAY = date(2026, 11, 29)
BOOKS = Source(SourceKind.SALES, "Sales of October 2026")


def fact(key: str, value: Value, source: Source = BOOKS) -> Fact:
    return Fact(key, value, source, DAY)


FACTS = FactBase(
    [
        fact("organisation.name", Name("Umoja Foods", NameKind.COMPANY)),
        fact("organisation.vat_number", Identifier("4740101508")),
        fact("organisation.began", date(2019, 3, 1)),
        fact("organisation.is_vendor", True),
        fact("sales.total", Money(Decimal("1234567.89"))),
        fact("sales.growth", Percent(Decimal("12.50"))),
        fact("sales.period", Period(date(2026, 10, 1), date(2026, 10, 31))),
        fact("stock.maize", Quantity(Decimal(12500), "kg")),
        fact("loan.term", Quantity(Decimal(1), "months", "month")),
        fact("people.0.name", Name("Thandi Mokoena", NameKind.PERSON)),
        fact("people.0.post", Words("manager")),
        fact("people.1.name", Name("Bongani Nkosi", NameKind.PERSON)),
        fact("people.1.post", Words("baker")),
        fact("people.2.name", Name("Sipho Dlamini", NameKind.PERSON)),
    ],
    questions=[
        Question("funding.amount", "How much money do you ask for?", Money),
        Question("people.post", "What is their post?"),
    ],
)


def write(template: str, wording: Wording | None = None) -> str:
    return writer.write(template, FACTS, wording).text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ organisation.name }} sold {{ sales.total }}.", "Umoja Foods sold R 1 234 567.89."),
        ("{{ sales.total | whole }}, {{ sales.growth }}, {{ sales.growth | whole }}", "R 1 234 568, 12.5%, 13%"),
        ("{{ stock.maize }} for {{ loan.term }}", "12 500 kg for 1 month"),
        ("{{ organisation.began }}, {{ organisation.began | month }}, {{ organisation.began | year }}", "1 March 2019, March 2019, 2019"),
        ("{{ sales.period }}", "1 October 2026 to 31 October 2026"),
        ("{{ people.count | words }}: {{ people | all_of }}", "three: Thandi Mokoena, Bongani Nkosi and Sipho Dlamini"),
        ("{% for each in people %}{{ loop.index }}. {{ each.name }}\n{% endfor %}", "1. Thandi Mokoena\n2. Bongani Nkosi\n3. Sipho Dlamini"),
        ("{% if funding.amount is known %}asks{% else %}asks nothing{% endif %}", "asks nothing"),
        ("{% if sales.total > 1000000 and sales.growth >= 12.5 %}large{% endif %}", "large"),
        ("{% if organisation.is_vendor %}VAT {{ organisation.vat_number }}{% endif %}", "VAT 4740101508"),
        ("{{ organisation.name | upper }}", "UMOJA FOODS"),
        ("a\n\n\n\n{% if sales.total < 1 %}b{% endif %}\n\nc", "a\n\nc"),
    ],
)  # fmt: skip
def test_sentences_are_exact(template: str, text: str) -> None:
    assert write(template) == text


def test_a_sentence_ends_once_even_when_the_answer_brings_its_own_stop() -> None:
    facts = FactBase([fact("delivery.time", Words("at noon.")), fact("asked.what", Words("Why?"))])

    written = writer.write("We deliver {{ delivery.time }}. {{ asked.what }}. {{ delivery.time }}..", facts)

    assert written.text == "We deliver at noon. Why? at noon..."
    assert [written.text[use.start : use.end] for use in written.uses] == ["at noon.", "Why?", "at noon."]


def test_afrikaans_and_the_decimal_comma() -> None:
    wording = Wording(language="af", decimal_mark=",")

    assert write("{{ sales.total }} op {{ organisation.began }}", wording) == "R 1 234 567,89 op 1 Maart 2019"
    assert write("{{ sales.growth }}, {{ people.count | words }}", wording) == "12,5%, drie"
    assert write("{{ people | all_of }}", wording) == "Thandi Mokoena, Bongani Nkosi en Sipho Dlamini"


def test_every_figure_knows_its_fact() -> None:
    written = writer.write(
        "{{ organisation.name }} sold {{ sales.total }} to {{ people.count | words }}.", FACTS
    )

    assert [(written.text[use.start : use.end], use.key) for use in written.uses] == [
        ("Umoja Foods", "organisation.name"),
        ("R\N{NO-BREAK SPACE}1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567.89", "sales.total"),
        ("three", "people.count"),
    ]


def test_a_missing_fact_names_its_question() -> None:
    with pytest.raises(MissingFact, match=r"“How much money do you ask for\?” has no answer yet") as caught:
        write("We ask for {{ funding.amount }}.")
    assert (caught.value.field, caught.value.question.kind) == ("funding.amount", Money)
    with pytest.raises(MissingFact, match="“What is their post") as caught:
        write("{% for each in people %}{{ each.post }}{% endfor %}")
    assert caught.value.field == "people.2.post"
    with pytest.raises(MissingFact, match="“moon.phase” is not known, and no question asks for it"):
        write("{{ moon.phase }}")
    with pytest.raises(MissingFact):
        write("{% if funding.amount > 5 %}{% endif %}")
    with pytest.raises(MissingFact):
        write("{% for each in suppliers %}{% endfor %}")


def test_all_that_is_missing_is_listed_at_once() -> None:
    template = "{{ organisation.name }} {{ funding.amount }} {% for each in people %}{{ each.post }}{% endfor %} {{ funding.amount }}"

    assert [each.key for each in writer.missing_in(template, FACTS)] == ["funding.amount", "people.2.post"]
    more = FACTS.and_also([fact("funding.amount", Money(Decimal(1))), fact("people.2.post", Words("driver"))])
    assert writer.missing_in(template, more) == []


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ organisation.__init__ }}",
        "{{ organisation.run.facts }}{{ organisation.name.run.environment }}{{ _x }}",
        "{{ organisation['name'] }}",
        "{{ people[0] }}",
        "{{ range(9) }}",
        "{{ cycler.__init__.__globals__.os }}",
        "{% include 'file:///etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% extends 'x' %}",
        "{% set a = 1 %}",
        "{% macro a() %}{% endmacro %}",
        "{{ 9 ** 99999 }}",
        "{{ 'a' * 99999999 }}",
        "{{ sales.total + 1 }}",
        "{{ 'a' ~ 'b' }}",
        "{{ organisation.name | attr('__class__') }}",
        "{{ organisation.name | safe }}",
        "{{ organisation.name | all_of(organisation.name) }}",
        "{% for a in [1, 2] %}{% endfor %}",
        "{% for a in people %}{% for b in people %}{% for c in people %}{% endfor %}{% endfor %}{% endfor %}",
        "{% for a in people recursive %}{% endfor %}",
        "{% for a in people if a.name %}{% endfor %}",
        "{{ 1 if sales.total }}",
        "{% if sales.total is defined %}{% endif %}",
        "{% block a %}{% endblock %}",
        "{% filter upper %}a{% endfilter %}",
        "{{ unclosed",
        "{% if sales.total %}",
        "{% if organisation.name > 5 %}{% endif %}",
        "{{ organisation.name | month }}",
        "{{ sales.total | words }}",
        "{{ loop.index }}",
        "{% for each in people %}{{ loop.cycle }}{% endfor %}",
        "x" * (LONGEST + 1),
        "{% if a %}" * 2000 + "{% endif %}" * 2000,
        "{{ a }}" * 5001,
    ],
)  # fmt: skip
def test_a_template_can_do_nothing_else(template: str) -> None:
    with pytest.raises((TemplateRefused, MissingFact)) as caught:
        write(template)
    if caught.type is MissingFact:
        assert "is not known, and no question asks for it" in str(caught.value), "a name that leads nowhere"


def test_a_refusal_says_which_line() -> None:
    with pytest.raises(TemplateRefused, match=r"Line 3: include may not be used\."):
        write("a\nb\n{% include 'x' %}")


def test_a_text_that_grows_without_end_is_stopped() -> None:
    long = FactBase([fact(f"rows.{number}.text", Words("x" * 1000)) for number in range(1000)])
    template = "{% for a in rows %}{% for b in rows %}{{ b.text }}{% endfor %}{% endfor %}"
    with pytest.raises(TemplateRefused, match="longer than 500"):
        writer.write(template, long)


def test_what_people_wrote_is_not_read_as_a_template() -> None:
    sly = FactBase([fact("a.b", Words("{{ sales.total }} \ue0000\ue001x\ue002"))])

    assert writer.write("{{ a.b }}", sly).text == "{{ sales.total }} 0x"


@pytest.mark.parametrize(
    ("key", "value", "error"),
    [
        ("a.b", 1.5, TypeError),
        ("a.b", None, TypeError),
        ("a.b", Percent(Decimal("NaN")), TypeError),
        ("a.b", Words("  "), ValueError),
        ("A.b", 1, ValueError),
        ("0.b", 1, ValueError),
        ("a.0", 1, ValueError),
        ("a..b", 1, ValueError),
    ],
)
def test_what_is_no_fact_is_refused(key: str, value: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        fact(key, value)


def test_a_key_is_there_once() -> None:
    with pytest.raises(ValueError, match="there twice"):
        FactBase([fact("a.b", 1), fact("a.b", 2)])
