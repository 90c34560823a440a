"""What the guard catches, and what it lets pass: the published set, and cases by hand that no generator thought of."""

from datetime import date
from functools import cache
from typing import Any

import pytest

from synthai.core.facts import guard
from synthai.core.facts.base import Fact, Source, SourceKind
from synthai.core.facts.values import Identifier, Name, Words
from tests.guard import free_prose, held_out, making, notices, scenes
from tests.guard.scenes import KAROO, SIYABONGA, UMOJA, VELD, Scene

_ANSWER = Source(SourceKind.ANSWER, "Your answers")
BY_NAME = {scene.name: scene for scene in (*scenes.ALL, *held_out.ALL, *free_prose.ALL, *notices.ALL)}


@cache
def reader(name: str) -> guard.Reader:
    """The facts of a scene, read once."""
    scene = BY_NAME[name]
    return guard.Reader(scene.facts, language=scene.language)


def findings(scene: Scene, text: str) -> tuple[guard.Finding, ...]:
    return reader(scene.name).check(text)


def caught(case: dict[str, Any]) -> bool:
    """Something was found where it was planted: elsewhere does not count."""
    start, end = case["at"]
    assert case["text"][start:end] == case["planted"]
    return any(
        each.start < end and start < each.end for each in findings(BY_NAME[case["scene"]], case["text"])
    )


@pytest.mark.parametrize("name", ["planted", "held_out_planted", "free_prose_planted", "notices_planted"])
def test_everything_planted_is_caught(name: str) -> None:
    cases = making.written(name)

    assert len(cases) >= (500 if name == "planted" else 400)
    assert [case["planted"] for case in cases if not caught(case)] == []


@pytest.mark.parametrize("name", ["correct", "held_out_correct", "free_prose_correct", "notices_correct"])
def test_at_least_98_in_100_right_texts_pass(name: str) -> None:
    cases = making.written(name)
    wrong = [
        (case["id"], found) for case in cases if (found := findings(BY_NAME[case["scene"]], case["text"]))
    ]

    assert len(cases) >= (500 if name == "correct" else 400)
    assert len(wrong) <= 0.02 * len(cases), wrong


def test_the_files_are_what_the_makers_make() -> None:
    for name, made in making.sets().items():
        assert making.lines(iter(making.written(name))) == making.lines(made), name


WRONG = [
    (UMOJA, "Turnover was R2 385 001.00.", "R2 385 001.00"),
    (UMOJA, "Turnover was R 2 385 00\u200b1.", "R 2 385 00\u200b1"),
    (UMOJA, "Turnover was Ｒ２３８５００１.", "２３８５００１"),
    (UMOJA, "Turnover was R2.4 billion.", "R2.4 billion"),
    (UMOJA, "Turnover was R2.5 million.", "R2.5 million"),
    (UMOJA, "Turnover was two million rand.", "two million rand"),
    (UMOJA, "Turnover was R23,85,000.", "R23,85"),
    (UMOJA, "Turnover was $2 385 000.", "$2 385 000"),
    (UMOJA, "Turnover was 2 385 000 dollars.", "2 385 000 dollars"),
    (UMOJA, "A loss of -R350 000.", "-R350 000"),
    (UMOJA, "We ask for R350k to R400k.", "R400k"),
    (UMOJA, "Between R50 000 and R60 000 of own money.", "R60 000"),
    (UMOJA, "Growth of 18.5-20%.", "20%"),
    (UMOJA, "Growth of 1.85%.", "1.85%"),
    (UMOJA, "Growth of eighteen per cent.", "eighteen per cent"),
    (UMOJA, "Growth of 185 basis points.", "185"),
    (UMOJA, "Half of our sales are bread.", "Half"),
    (UMOJA, "One in three customers comes daily.", "One"),
    (UMOJA, "We have one employee.", "one"),
    (UMOJA, "We have fifteen employees.", "fifteen"),
    (UMOJA, "We have 14 new jobs and 6 employees.", "14"),
    (UMOJA, "It takes 14 months.", "14"),
    (UMOJA, "Our 3rd shop opens soon.", "3rd"),
    (UMOJA, "Our second shop opens soon.", "second"),
    (UMOJA, "A dozen shops buy from us.", "dozen"),
    (UMOJA, "Dozens of shops buy from us.", "Dozens"),
    (UMOJA, "We opened on 1 March 2018.", "1 March 2018"),
    (UMOJA, "We opened on 03/01/2019.", "03/01/2019"),
    (UMOJA, "We opened on 1/3/18.", "1/3/18"),
    (UMOJA, "We opened in the winter of 2016.", "2016"),
    (UMOJA, "We opened in April.", "April"),
    (UMOJA, "We opened on Saturday, 1 March 2019.", "Saturday, 1 March 2019"),
    (UMOJA, "We opened on the second of March 2019.", "second of March 2019"),
    (UMOJA, "It opens on 30 February 2027.", "30 February 2027"),
    (UMOJA, "It was so in 2025/26.", "2025"),
    (UMOJA, "We open at 8 am.", "8 am"),
    (UMOJA, "Thandi Nkosi leads the team.", "Thandi Nkosi"),
    (UMOJA, "Bongani Mokoena leads the team.", "Bongani Mokoena"),
    (UMOJA, "Thabo leads the team.", "Thabo"),
    (UMOJA, "The shop is led by Precious.", "Precious"),
    (UMOJA, "Th\u0430ndi leads the team.", "Th\u0430ndi"),
    (UMOJA, "Umoja Stores leads the market.", "Stores"),
    (UMOJA, "We supply Shoprite.", "Shoprite"),
    (UMOJA, "We bank with FNB.", "FNB"),
    (UMOJA, "We trade in Durban.", "Durban"),
    (UMOJA, "Durban is our home.", "Durban"),
    (UMOJA, "We trade from 12 Orlando Street.", "Orlando"),
    (UMOJA, "We trade from 21 Vilakazi Street.", "21"),
    (UMOJA, "Our VAT number is 4740101580.", "4740101580"),
    (UMOJA, "Registered as 2019/123456/23.", "2019/123456/23"),
    (UMOJA, "Ring 082 123 4576.", "082"),
    (UMOJA, "Write to thandi@umojafood.example.", "thandi@umojafood.example"),
    (UMOJA, "See umoja.co.za.", "umoja.co.za"),
    (UMOJA, "As section 45 of the Companies Act says.", "45"),
    (UMOJA, "Article IV applies.", "IV"),
    (UMOJA, "The ratio is 3:1.", "3"),
    (UMOJA, "Sales tripled.", "tripled"),
    (UMOJA, "Twice as many customers came.", "Twice"),
    (UMOJA, "We have won six awards.", "six"),
    (UMOJA, "We run 14 shops.", "14"),
    (UMOJA, "We bank with the Standard Bank.", "Standard Bank"),
    (UMOJA, "We were at the Durban Show.", "Durban Show"),
    (KAROO, "Invoice INV-2026-000124 is open.", "INV-2026-000124"),
    (KAROO, "Pay into account 62012345687.", "62012345687"),
    (SIYABONGA, "We laid 64.6 km of road.", "64.6"),
    (SIYABONGA, "We are rated CIDB 7CE.", "7"),
    (VELD, "Daar werk drie-en-twintig mense.", "drie-en-twintig"),
    (VELD, "Die lening is sesduisend rand.", "sesduisend rand"),
    (VELD, "Dit was op 9 Oktober 2026.", "9 Oktober 2026"),
    (VELD, "Die plaas is by Swellendam.", "Swellendam"),
]
RIGHT = [
    (UMOJA, "Turnover was R2\u202f385\u202f000, or R2.385 million, or about R2.4 million."),
    (UMOJA, "Turnover was R2,385,000.00 (R2 385 000,00; ZAR 2385000)."),
    (UMOJA, "We sold for R214 860.45 last month, so R214 860 in round figures and R215k in rounder ones."),
    (UMOJA, "Growth was 18.5% (18,5 per cent), nearly 19%."),
    (UMOJA, "Between R50 000 and R350 000 is needed; the oven costs R128 500."),
    (UMOJA, "The term is 36 months; a 36-month term at 11.75% interest."),
    (UMOJA, "Thandi and Bongani run it; Ms Mokoena owns it, and Mr Nkosi manages it."),
    (UMOJA, "Thandi's shop, Umoja Foods, is Soweto's favourite."),
    (UMOJA, "UMOJA FOODS (PTY) LTD is a South African company."),
    (UMOJA, "It opened on 1 March 2019, a Friday; the bakery opens on Monday, 15 February 2027."),
    (UMOJA, "It opened in March 2019, in 2019, on 2019-03-01, on 01/03/2019 and on March 1st, 2019."),
    (
        UMOJA,
        "VAT number 474 010 1508, registration 2019/123456/07, phone +27 is not ours but 082-123-4567 is.",
    ),
    (UMOJA, "We are at 12 Vilakazi Street, Soweto (thandi@umojafoods.example)."),
    (
        UMOJA,
        "The team of 14 is small, but 1 250 customers are served; six new jobs will come, for fourteen are too few.",
    ),
    (UMOJA, "A team of 14 with happy customers bakes for 36 months on end."),
    (UMOJA, "The Department and our Board agree; the Oven is a term of this Plan."),
    (UMOJA, "1. Who we are\n2. What we do\n3. What we need\n\nWe need R350 000."),
    (UMOJA, "# Funding request\n\n## Use of funds\n\n- Oven: R128 500"),
    (UMOJA, "Cash Flow Projections\n\nThe numbers follow."),
    (UMOJA, "Dear Sir or Madam\n\nMay we introduce ourselves? We may be small."),
    (UMOJA, "“Bread is life”, says Thandi. ‘We bake it’, says Bongani."),
    (UMOJA, "First we bake; at first we sell; no one waits. One of our ovens hums."),
    (UMOJA, "The second-hand oven was double-checked by a third party."),
    (UMOJA, "Growth is organised and labour is local; we specialise in bread."),
    (KAROO, "Dear Mpho\n\nINV-2026-000142 of 30 September 2026 is open: R13 745.50 of R18 745.50."),
    (KAROO, "Interest of two per cent a month runs after 4 December 2026."),
    (SIYABONGA, "We laid 64,5 km of road in 27 projects worth R46.3 million."),
    (SIYABONGA, "Fully (100%) black-owned, 51% youth-owned, 83 people, 9 trucks and three graders."),
    (VELD, "Daar werk twee-en-twintig mense op sewe-en-dertig lande, en ons oes 1 850 ton koring."),
    (VELD, "Die lening van R650 000 loop oor agt-en-veertig maande teen 12,25 persent."),
]


@pytest.mark.parametrize(
    ("scene", "text", "planted"), WRONG, ids=[text[:40] for _scene, text, _planted in WRONG]
)
def test_it_is_caught(scene: Scene, text: str, planted: str) -> None:
    start = text.index(planted)
    found = findings(scene, text)

    assert any(each.start < start + len(planted) and start < each.end for each in found), found


@pytest.mark.parametrize(("scene", "text"), RIGHT, ids=[text[:40] for _scene, text in RIGHT])
def test_it_passes(scene: Scene, text: str) -> None:
    found = [each for each in findings(scene, text) if "+27" not in text or each.text not in {"27", "+27"}]

    assert found == []


def test_a_finding_tells_where_in_the_text_as_it_was() -> None:
    [found] = findings(UMOJA, "It is\u200b so: R\u00a02\u00a0385\u00a0001.")

    assert (found.kind, found.text) == (guard.claims.Kind.MONEY, "R\u00a02\u00a0385\u00a0001")


def test_nothing_and_nonsense() -> None:
    assert findings(UMOJA, "") == ()
    assert findings(UMOJA, "\u200b\ufeff") == ()
    for text in (
        "9" * 5000,
        "1,2.3'4 5" * 500,
        "one hundred " * 2000,
        "A" * 5000,
        "(" * 5000,
        "1-" * 5000,
        "en " * 5000,
    ):
        findings(UMOJA, text)


def test_what_a_person_wrote_may_be_repeated_whole_and_not_changed() -> None:
    said = "The office saves two hours, and lunch costs R 85 for ten people."
    facts = [
        Fact("offer.what", Words(said), _ANSWER, date(2026, 11, 29)),
        Fact("uses.0.kind_choice", Identifier("costs"), _ANSWER, date(2026, 11, 29)),
    ]

    assert guard.check(f"We sell lunch. {said}", facts) == ()
    assert [found.text for found in guard.check(said.replace("85", "75"), facts)] == ["R 75"]
    assert [found.text for found in guard.check("It saves three hours.", facts)] == ["three"]


def test_a_name_that_holds_a_number_or_a_day_may_stand_as_it_is() -> None:
    for name in ("Seven Oaks Trading", "March Street Bakery", "Friday lunch box", "Second Cup Café"):
        facts = [Fact("organisation.name", Name(name), _ANSWER, date(2026, 11, 29))]
        assert guard.check(f"We bake in {name}.", facts) == (), name
    oaks = [Fact("organisation.name", Name("Seven Oaks Trading"), _ANSWER, date(2026, 11, 29))]
    assert [found.text for found in guard.check("Seven Oaks Trading sold seven cakes.", oaks)] == ["seven"]
    assert "Holdings" in [found.text for found in guard.check("Seven Oaks Holdings", oaks)]
