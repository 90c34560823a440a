"""Words, what means the same, what was meant, and lists made one: without a database."""

import pytest
from django.db import connection, transaction

from synthai.core.extensions import ExtensionMissing, Extensions
from synthai.core.search import synonyms, words
from synthai.core.search.asking import Lists, Match
from synthai.core.search.fusion import fuse
from synthai.core.search.showing import parts


def test_plain_words() -> None:
    assert words.plain("  Kliënte  wat NIÉ betaal ") == "kliente wat nie betaal"
    assert words.terms("R1 200,50 vir o'clock-werk!") == ["r1", "200", "50", "vir", "o'clock", "werk"]


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("How do I register for VAT?", ["register", "vat"]),
        ("hoe kan ek my pryse verhoog", ["pryse", "verhoog"]),
        ("ngibhalisa kanjani inkampani", ["ngibhalisa", "inkampani"]),
        ("how do I", ["how", "do", "i"]),  # better than nothing
    ],
)
def test_what_a_question_is_about(question: str, left: list[str]) -> None:
    assert words.asked(question) == left


def test_long_questions_are_cut() -> None:
    assert len(words.asked(" ".join(f"word{number}" for number in range(500)))) == words.MOST_TERMS


def test_chunks_overlap_and_carry_the_title() -> None:
    made = words.chunks("Title", "", " ".join(str(number) for number in range(250)))
    assert [chunk.startswith("Title. ") for chunk in made] == [True] * 3
    assert made[0].endswith(" 99")
    assert made[1].startswith("Title. 80 81 ")
    assert made[-1].endswith(" 249")
    assert words.chunks("Title", "", "") == ["Title."]
    assert len(words.chunks("T", "", "word " * 100_000)) == words.MOST_CHUNKS


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ("invoice", "invoice", False),
        ("invioce", "invoice", True),
        ("invoce", "invoice", True),
        ("inwoise", "invoice", True),
        ("inwoisa", "invoice", False),
        ("brad", "bread", True),
        ("bra", "bread", False),
    ],
)
def test_slips_of_the_finger(one: str, other: str, *, is_alike: bool) -> None:
    assert words.alike(one, [other]) == ([other] if is_alike else [])


def test_fewer_slips_come_first() -> None:
    assert words.alike("invioce", ["invoiced", "invoice"]) == ["invoice", "invoiced"]


def test_the_nearest_words() -> None:
    assert words.alike("invioce", ["invoice", "voice", "invoiced", "bread"]) == ["invoice", "invoiced"]
    assert words.alike("brad", ["bread", "trade"]) == ["bread"]  # a short word may have one slip only


@pytest.mark.parametrize(
    ("question", "english"),
    [
        ("moet ek vir BTW registreer", "moet ek vir vat register"),
        ("belastingfaktuur", "tax invoice"),
        ("webhizinisi", "business"),
        ("kwotasies", "quote"),
        ("sonpanele op die dak", "solar op die dak"),
        ("terugbetaling", "refund"),  # the narrowest group that has it
        ("oortydloon", "overtime wage"),  # two words of the list in one
        ("a brief for the court", "a brief for the court"),  # Afrikaans letters are none in English
        ("quotes of two suppliers", "quotes of two suppliers"),
        ("umhlangano hoekom zebra", "umhlangano hoekom zebra"),
    ],
)
def test_a_question_in_english_words(question: str, english: str) -> None:
    assert synonyms.in_english(question, {}) == english


def test_a_misspelt_word_is_what_it_was_meant_to_be() -> None:
    assert synonyms.in_english("retrun of stock", {"retrun": ("return", "retain")}) == "return of stock"
    assert synonyms.in_english("registrer", {"registrer": ("registreer",)}) == "register"


def test_a_phrase_stands_for_its_words() -> None:
    assert list(synonyms.meaning_the_same("value added tax")) == ["value added tax"]


def test_what_two_lists_have_comes_before_what_one_has() -> None:
    lists = Lists(
        words=(Match(1, 9.0, (("vat", "word"),)), Match(2, 8.0, (("vat", "same"),))),
        named=(Match(4, 0.9),),
        meaning=(Match(3, 0.9), Match(2, 0.85)),
    )
    fused = fuse([(7, lists)], most=9)
    assert [each.entry_id for each in fused] == [2, 3, 1, 4]
    assert [why.how for why in fused[0].why] == ["same", "meaning"]
    assert {each.organisation_id for each in fused} == {7}
    other = Lists(words=(Match(8, 1.0), Match(9, 0.5)))
    fused = fuse([(7, lists), (6, other)], most=3)
    assert [(each.organisation_id, each.entry_id) for each in fused] == [(7, 2), (6, 8), (7, 3)]


def test_parts_of_marked_text() -> None:
    made = parts("Plain \ue000hit\ue001 and \ue000more\ue001")
    assert [(part.text, part.is_match) for part in made] == [
        ("Plain ", False),
        ("hit", True),
        (" and ", False),
        ("more", True),
    ]


@pytest.mark.django_db
def test_a_missing_extension_is_said_in_words() -> None:
    with (
        pytest.raises(ExtensionMissing, match="needs PostgreSQL's extension nosuch"),
        transaction.atomic(),
        connection.schema_editor() as editor,
    ):
        Extensions(["nosuch"]).database_forwards("core", editor, None, None)
