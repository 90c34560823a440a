"""What checks find in a text, and what they leave alone."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from publishing.check_terms import GROUPS, URGENCIES, FindingKind
from publishing.engine import shelf
from publishing.engine.checks import FileFacts, Found, Subject, all_of
from publishing.engine.checks.ease import lix
from publishing.services.library import FOLDER
from synthai.core import law_figures
from synthai.core.law_figures import Dated, LawFigure
from synthai.core.reading.knowledge.sentences import Sentence, split

TODAY = dt.date(2026, 11, 30)
VAT = LawFigure(
    name="vat",
    label="VAT",
    unit="percent",
    words={"en": [r"\bVAT\b"], "af": [r"\bBTW\b"]},
    values=[
        Dated(value=Decimal(14), effective_from=dt.date(1993, 4, 7), effective_to=dt.date(2018, 3, 31)),
        Dated(value=Decimal(15), effective_from=dt.date(2018, 4, 1)),
    ],
)
LINE = LawFigure(
    name="line",
    label="line",
    unit="rand",
    words={"en": [r"regist.*\bVAT\b"]},
    values=[
        Dated(
            value=Decimal(1_000_000), effective_from=dt.date(2009, 3, 1), effective_to=dt.date(2026, 3, 31)
        ),
        Dated(value=Decimal(2_300_000), effective_from=dt.date(2026, 4, 1)),
    ],
)


def block(kind: str, text: str = "", key: str = "abcdefgh", **data: Any) -> Any:
    return {"id": key, "kind": kind, "text": text, "data": data}


def kinds(*blocks: Any, **more: Any) -> set[str]:
    return {each.kind for each in found(*blocks, **more)}


def found(*blocks: Any, **more: Any) -> list[Found]:
    told: dict[str, Any] = {
        "language": "en",
        "title": "Stock",
        "summary": "How we count.",
        "blocks": blocks,
        "has_tags": True,
        "today": TODAY,
        "figures": (VAT, LINE),
    }
    return all_of(Subject(**{**told, **more}))


def test_every_kind_has_an_urgency_and_a_group() -> None:
    assert set(URGENCIES) == set(FindingKind)
    assert sorted(kind for group in GROUPS.values() for kind in group) == sorted(FindingKind)


def test_a_sound_text_has_no_finding() -> None:
    assert (
        found(
            block(
                "text",
                "# One\n\nCount it. See [how SARS counts](https://www.sars.gov.za/).\n\n## Two\n\nIt is easy.",
            )
        )
        == []
    )


@pytest.mark.parametrize("words", ["here", "Click here", "klik hier", "read more…", "HIER", "this link."])
def test_link_words_that_say_nothing(words: str) -> None:
    assert kinds(block("text", f"For stock [{words}](/read/en/stock/).")) == {"link_words"}


def test_links_by_what_is_known_of_them() -> None:
    states = {"https://gone.example/": "broken", "/old/": "moved", "https://shy.example/": "unsure"}
    text = (
        "[Gone](https://gone.example/) [Old](/old/) [Shy](https://shy.example/) [Good](https://good.example/)"
    )
    told = found(block("text", text), link=lambda url: states.get(url, ""))
    assert [each.kind for each in told] == ["link_broken", "link_moved", "link_unsure"]
    button = block("action", label="Go", url="https://gone.example/")
    assert kinds(button, link=lambda url: states.get(url, "")) == {"link_broken"}


def test_headings_that_skip_a_step_across_blocks() -> None:
    assert kinds(block("text", "# One"), block("text", "### Three", key="bbbbbbbb")) == {"heading_skipped"}
    assert kinds(block("text", "# One\n\n## Two\n\n# One again\n\n## Two")) == set()
    assert kinds(block("text", "### Begins low")) == set(), "levels are drawn from the first on"


def test_pictures_say_what_they_show() -> None:
    files = {
        "a" * 16: FileFacts(kind="image", name="IMG_2041.jpg", is_described=False),
        "b" * 16: FileFacts(kind="image", name="till.jpg", alt="till.jpg"),
        "c" * 16: FileFacts(kind="image", name="shelf.jpg", alt="A full shelf"),
        "d" * 16: FileFacts(kind="image", name="line.jpg"),
    }
    image = lambda key, alt="": block("image", asset=key * 16, alt=alt)  # noqa: E731
    assert kinds(image("a"), files=files) == {"alt_missing"}
    assert kinds(image("a", "Thandi counts"), files=files) == set()
    assert kinds(image("b"), files=files) == {"alt_is_name"}
    assert kinds(image("c"), image("d"), files=files) == set(), "described, or decoration"
    assert kinds(image("e"), files=files) == {"file_gone"}
    gallery = block("gallery", assets=[{"asset": "a" * 16, "alt": ""}, {"asset": "c" * 16, "alt": ""}])
    assert kinds(gallery, files=files) == {"alt_missing"}


def test_films_sounds_tables_and_embeds() -> None:
    files = {
        "f" * 16: FileFacts(kind="video", name="film.mp4"),
        "g" * 16: FileFacts(kind="audio", name="talk.mp3"),
        "h" * 16: FileFacts(kind="video", name="said.mp4", has_captions=True),
    }
    assert kinds(block("video", asset="f" * 16), files=files) == {"captions_missing"}
    assert kinds(block("audio", asset="g" * 16), files=files) == {"transcript_missing"}
    assert kinds(block("video", asset="h" * 16), files=files) == set()
    rows = [["Bread", "3"], ["Milk", "4"]]
    assert kinds(block("table", rows=rows, head=False)) == {"table_head"}
    assert kinds(block("table", rows=rows, head=True), block("table", rows=rows[:1], head=False)) == set()
    assert kinds(block("embed", url="https://youtu.be/dQw4w9WgXcQ", title="")) == {"embed_title"}


HARD = (
    "Notwithstanding considerable administrative complications, prospective entrepreneurial organisations must "
    "demonstrate comprehensive documentation concerning international supply obligations, regulatory compliance "
    "considerations, operational sustainability assessments and collaborative community participation. "
)


def test_hard_texts_in_english_and_afrikaans() -> None:
    assert kinds(block("text", HARD * 6)) == {"hard_to_read"}
    assert kinds(block("text", "We count the bread on the shelf each day. " * 20)) == set()
    easy = "Ons tel elke dag die brood op die rak. Dan skryf ons dit neer. " * 15
    hard = (
        "Belastingpligtige ondernemingseienaars behoort vooruitbetalings, kontantvloeiprojeksies en "
        "voorraadwaardasies noukeurig ooreenkomstig rekeningkundige standaarde kwartaalliks hersien te kry. "
    ) * 10
    assert kinds(block("text", easy), language="af") == set()
    assert kinds(block("text", hard), language="af") == {"hard_to_read"}
    assert kinds(block("text", hard), language="zu") == set(), "no formula, no verdict"


def test_lix_is_reckoned_as_it_was_published() -> None:
    """Ten words in two sentences, three of them longer than six letters: 10/2 + 100·3/10."""
    text = "Thandi counted everything again. Bongani wrote numbers down for her."
    assert lix([Sentence(text=each, page=1) for each in split(text)]) == 10 / 2 + 40.0


def test_a_very_long_sentence_is_named() -> None:
    [told] = [each for each in found(block("text", "and so on " * 20)) if each.kind == "long_sentence"]
    assert told.told["count"] == "60"


@pytest.mark.parametrize(
    ("language", "text", "is_old"),
    [
        ("en", "The form of 2019 is currently the one to use.", True),
        ("en", "As of 2023 the fee is R 175.", True),
        ("en", "The fee was R 175 in 2023 and is R 200 now.", False),
        ("en", "Since 2018 the rate is what it is today.", False),
        ("en", "Section 23 of the Act of 1991 is in force today.", False),
        ("en", "Shops like ours opened in 1998.", False),
        ("en", "Currently the plan for 2027 is a second till.", False),
        ("en", "As of 2025 prices are higher.", False),
        ("en", "This year we sell R 2019.00 of bread.", False),
        ("af", "Die vorm van 2019 is tans die regte een.", True),
        ("af", "Soos op Januarie 2022 kos dit R 90.", True),
    ],
)
def test_old_years_only_where_the_present_is_meant(language: str, text: str, is_old: bool) -> None:  # noqa: FBT001
    assert ("old_date" in kinds(block("text", text), language=language)) == is_old


@pytest.mark.parametrize(
    ("language", "text", "is_changed"),
    [
        ("en", "You add VAT of 14% to each price.", True),
        ("en", "VAT is 15% on each price.", False),
        ("en", "VAT was 14% and is 15%.", False),
        ("en", "VAT is 14%, no, 15%.", False),
        ("en", "Until 2018 VAT was 14%.", False),
        ("en", "We give 14% off.", False),
        ("en", "You must register for VAT above R1 000 000 of sales.", True),
        ("en", "You must register for VAT above R 2 300 000 of sales.", False),
        ("af", "Jy tel BTW van 14 persent by.", True),
        ("af", "BTW is 14%.", True),
    ],
)
def test_figures_of_the_law_that_changed(language: str, text: str, is_changed: bool) -> None:  # noqa: FBT001
    assert ("law_changed" in kinds(block("text", text), language=language)) == is_changed


def test_what_is_missing_or_due() -> None:
    bare = found(summary=" ", has_tags=False, seo={"description": "d" * 170}, check_on=TODAY, is_stale=True)
    assert [each.kind for each in bare] == [
        "check_due",
        "translation_stale",
        "summary_missing",
        "seo_long",
        "tags_missing",
    ]
    assert found(check_on=TODAY + dt.timedelta(days=1)) == []


def test_our_own_library_is_sound() -> None:
    """Forty pieces that people wrote with care: what is found there would be found wrongly, or is to be mended."""
    wrong = {}
    for path in sorted(FOLDER.glob("*/*.md")):
        piece = shelf.read(path.read_text(encoding="utf-8"), folder=path.parent.name, language=path.stem)
        more = {"language": piece.language, "summary": piece.summary, "figures": law_figures.known()}
        told = [each.kind for each in found(*piece.blocks({}), **more)]
        if told:
            wrong[f"{path.parent.name}/{path.stem}"] = told
    assert wrong == {}


def test_data_that_readers_pay_for() -> None:
    key = "a" * 16
    files = {
        key: FileFacts(
            kind="image", name="large.jpg", alt="x", size=400_000, rand=Decimal("0.08"), is_heavy=True
        )
    }
    one = found(block("image", asset=key), files=files)
    assert [each.kind for each in one] == ["file_heavy"]
    three = [block("image", asset=key, key=f"block{each}aa") for each in "bcd"]
    told = next(each for each in found(*three, files=files) if each.kind == "heavy")
    assert (told.told["size"], told.told["rand"]) == ("1200000", "0.24")


def test_a_finding_stays_the_same_until_its_words_change() -> None:
    before, after = (found(block("text", f"{text} [here](/read/)."))[0] for text in ("Look", "Look again"))
    other = found(block("text", "Look [here](/other/)."))[0]
    assert before.fingerprint == after.fingerprint
    assert before.fingerprint != other.fingerprint
