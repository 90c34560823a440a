"""Marketing texts by rule: really different, within limits, nothing but the facts, no word that is never used."""

from datetime import date
from decimal import Decimal
from itertools import combinations

import pytest

from content.engine.copywriting import banned, judging, writing
from content.engine.copywriting.channels import CHANNELS, LENGTHS, LIMITS_OF, TONES, letters_of
from content.engine.copywriting.writing import Variant, Wish
from notifications.engine import segments
from synthai.core.facts import guard
from synthai.core.facts.base import Fact, FactBase, Source, SourceKind
from synthai.core.facts.values import Name, NameKind, Value, Words
from synthai.core.money import Money

DAY = date(2026, 11, 29)
TYPED = Source(SourceKind.ANSWER, "typed")
VALUES: dict[str, Value] = {
    "organisation.name": Name("Umoja Foods", NameKind.COMPANY),
    "copy.name": Name("Rooibos hamper", NameKind.PRODUCT),
    "copy.what": Words("Teas in a box from Clanwilliam."),
    "copy.benefits.0.text": Words("No caffeine"),
    "copy.benefits.1.text": Words("Wrapped as a gift"),
    "copy.price": Money(Decimal("249.00")),
    "copy.before": Money(Decimal("299.00")),
    "copy.saving": Money(Decimal("50.00")),
    "copy.until": date(2026, 12, 24),
    "copy.place": Words("12 Long Street, Worcester"),
    "copy.contact": Words("082 555 0134"),
}
FULL = FactBase([Fact(key, value, TYPED, DAY) for key, value in VALUES.items()])
BARE = FactBase([Fact(key, VALUES[key], TYPED, DAY) for key in ("organisation.name", "copy.name")])
EVERY = [(code, language) for code in CHANNELS for language in writing.LANGUAGES]


def wish(
    code: str,
    language: str = "en",
    *,
    tone: str = "friendly",
    length: str = "medium",
    words: tuple[str, ...] = (),
) -> Wish:
    return Wish(channel=CHANNELS[code], tone=tone, length=length, language=language, banned=words)


def written(code: str, language: str, facts: FactBase) -> list[Variant]:
    wishes = [wish(code, language, tone=tone, length=length) for tone in TONES for length in LENGTHS]
    return [variant for each in wishes for variant in writing.variants(each, facts, 4)]


@pytest.mark.parametrize(("code", "language"), EVERY)
def test_four_variants_fit_their_channel_and_are_really_different(code: str, language: str) -> None:
    for tone in TONES:
        made = writing.variants(wish(code, language, tone=tone), FULL, 4)
        assert len(made) == 4
        for one, two in combinations(made, 2):
            words = [set(each.text.lower().split()) for each in (one, two)]
            assert len(words[0] & words[1]) / len(words[0] | words[1]) < 0.8, (one.text, two.text)
            assert one.text[:40] != two.text[:40]
        assert all(judging.judge(each.text, CHANNELS[code], ()).is_fit for each in made)


@pytest.mark.parametrize(("code", "language"), EVERY)
def test_nothing_is_said_that_no_fact_says(code: str, language: str) -> None:
    for variant in written(code, language, FULL):
        found = guard.check(variant.text.replace("STOP", "stop"), FULL, language=language)
        assert [each.text for each in found if each.text.lower() not in {"one", "een"}] == [], variant.text


@pytest.mark.parametrize(("code", "language"), EVERY)
def test_a_name_alone_is_enough(code: str, language: str) -> None:
    for variant in written(code, language, BARE):
        assert "Rooibos hamper" in variant.text
        assert "None" not in variant.text
        assert "  " not in variant.text


def test_an_sms_is_one_part_in_plain_letters() -> None:
    for variant in writing.variants(wish("sms"), FULL, 4):
        counted = segments.count(variant.text)
        assert (counted.encoding, counted.parts) == ("gsm7", 1), variant.text
        assert "\n" not in variant.text


def test_lines_are_left_out_until_it_fits_and_the_stop_stays() -> None:
    long = FULL.and_also([Fact("copy.what", Words("Very good tea. " * 40), TYPED, DAY)])
    for code in ("x", "sms"):
        made = writing.variants(wish(code, length="long"), long, 4)
        assert all(letters_of(CHANNELS[code], each.text) <= CHANNELS[code].most for each in made)
        assert any(each.is_cut for each in made)
    assert all(judging.says_stop(each.text) for each in writing.variants(wish("sms"), long, 4))


def test_uses_lead_from_figures_to_facts() -> None:
    variant = writing.variants(wish("facebook"), FULL, 1)[0]
    found = {use.key: variant.text[use.start : use.end] for use in variant.uses}
    assert found["copy.price"] == "R\u00a0249.00"
    assert found["copy.until"] == "24\u00a0December\u00a02026"


def test_channels_count_as_they_count() -> None:
    assert date(2026, 11, 29) == LIMITS_OF
    x = CHANNELS["x"]
    assert letters_of(x, "See https://umoja.example/a/very/long/address/of/a/page now 🙂") == 4 + 23 + 5 + 2
    assert judging.judge("#a #b #c", x, ()).tags_over == 1
    assert judging.judge("a" * 281, x, ()).over == 1


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        (
            "cheap",
            "Cheaper than the cheapest, and cheaply made at Cheapside.",
            ["Cheaper", "cheapest", "cheaply"],
        ),
        ("happy", "The happiest and happier people are happily unhappy.", ["happiest", "happier", "happily"]),
        ("big", "bigger and biggest, but not bigot", ["bigger", "biggest"]),
        (
            "guarantee",
            "Guaranteed! We guarantee it, guarantees and guaranteeing.",
            ["Guaranteed", "guarantee", "guarantees", "guaranteeing"],
        ),
        ("goedkoop", "goedkoper of die goedkoopste, goedkope tee", ["goedkoper", "goedkoopste", "goedkope"]),
        ("best in town", "The Best in  Town, not the best of towns", ["Best in  Town"]),
        ("ad", "An ad and ads, no address", ["ad", "ads"]),
        ("café", "A Cafe and cafés", ["Cafe", "cafés"]),
    ],
)
def test_words_are_found_in_their_forms_and_not_inside_others(word: str, text: str, found: list[str]) -> None:
    assert [hit.text for hit in banned.find(text, [word])] == found


def test_no_line_holds_a_word_that_is_never_used() -> None:
    words = ("gift", "save", "hello", "customer")
    for code in CHANNELS:
        for variant in writing.variants(wish(code, length="long", words=words), FULL, 4):
            assert banned.find(variant.text, words) == []
    assert writing.variants(wish("facebook", words=("hamper",)), FULL, 3) == []
