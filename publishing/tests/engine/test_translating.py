"""What a translation may change of a block and what not: words apart from their frame, figures held against figures, addresses unseen."""

from typing import Any

import pytest

from publishing.engine import glossary, likeness, wordings
from publishing.engine.veil import NotVeiled, Veil

TABLE = {"rows": [["Item", "Cost"], ["Bread", "R 12.50"], ["2026", "R 1 250.00"]], "head": True}


def block(text: str = "", kind: str = "text", **data: Any) -> Any:
    return {"id": "abcdefgh", "kind": kind, "text": text, "data": data}


def test_words_are_told_apart_from_what_is_the_same_in_every_language() -> None:
    picture = block("Below it", "image", asset="a" * 16, alt="A shelf")
    assert wordings.words_of(picture) == {"text": "Below it", "alt": "A shelf"}
    assert wordings.words_of(block("", "table", **TABLE)) == {
        "rows.0.0": "Item",
        "rows.0.1": "Cost",
        "rows.1.0": "Bread",
    }
    assert not wordings.needs_words(block("", "related", pieces=["a" * 16]))
    assert not wordings.needs_words(block("", "embed", url="https://youtu.be/x", title=""))
    made = wordings.with_words(picture, {"text": "Onder", "alt": "'n Rak", "rows.9.9": "nowhere"})
    assert (made["text"], made["data"]) == ("Onder", {"asset": "a" * 16, "alt": "'n Rak"})
    table = wordings.with_words(block("", "table", **TABLE), {"rows.1.0": "Brood"})
    assert table["data"]["rows"][1] == ["Brood", "R 12.50"]


def test_another_file_in_the_original_is_taken_over_with_the_words_that_are_there() -> None:
    mine = block("Onder", "image", asset="a" * 16, alt="'n Rak")
    original = block("Below", "image", asset="b" * 16, alt="A shelf")
    assert wordings.frame_of(mine) != wordings.frame_of(original)
    made = wordings.framed(mine, original)
    assert (made["text"], made["data"]) == ("Onder", {"asset": "b" * 16, "alt": "'n Rak"})
    gallery = block("", "gallery", assets=[{"asset": "a" * 16, "alt": "Een"}])
    more = block("", "gallery", assets=[{"asset": "b" * 16, "alt": "Two"}, {"asset": "a" * 16, "alt": "One"}])
    assert [each["alt"] for each in wordings.framed(gallery, more)["data"]["assets"]] == ["Two", "Een"]


@pytest.mark.parametrize(
    ("original", "mine", "languages"),
    [
        ("Ask R 1 250.00 by 21 November 2026.", "Vra R1 250,00 teen 21 November 2026.", ("en", "af")),
        ("It took two weeks.", "Dit het 2 weke geneem.", ("en", "af")),
        ("It took 2 weeks.", "Dit het twee weke geneem.", ("en", "af")),
        ("R2.4 million in sales", "R2,4 miljoen se verkope", ("en", "af")),
        ("R2.4 million in sales", "Ukuthengisa kuka-R2.4 wezigidi", ("en", "zu")),
        ("VAT is 15% from 1 April 2018", "I-VAT ingu-15% kusukela ngomhlaka-1 Ephreli 2018", ("en", "zu")),
        ("1. Count\n2. Write", "1. Tel\n2. Skryf", ("en", "af")),
        ("[SARS](https://www.sars.gov.za/2026)", "[SARS](https://www.sars.gov.za/2026)", ("en", "af")),
    ],
)
def test_what_says_the_same_is_not_flagged(original: str, mine: str, languages: tuple[str, str]) -> None:
    assert not likeness.unlike(block(original), block(mine), languages=languages)


@pytest.mark.parametrize(
    ("original", "mine", "lost", "strange"),
    [
        ("Ask R 350.00.", "Vra R 530.00.", ("R 350.00",), ("R 530.00",)),
        ("Ask R 350.00.", "Vra meer.", ("R 350.00",), ()),
        ("Ask more.", "Vra R 20.00 meer.", (), ("R 20.00",)),
        ("Twice 5 and 5", "Twee maal 5", ("5",), ()),
        ("R2.4 million", "R2,4", ("R2.4 million",), ("R2,4",)),
        ("By 21 November 2026", "Teen 12 November 2026", ("21",), ("12",)),
    ],
)
def test_a_figure_that_differs_is_flagged(original: str, mine: str, lost: Any, strange: Any) -> None:
    found = likeness.unlike(block(original), block(mine), languages=("en", "af"))
    assert (found.lost, found.strange) == (lost, strange)


def test_lost_links_and_marks_are_flagged_and_cells_are_read() -> None:
    found = likeness.unlike(
        block("# Stock\n\n- [SARS](https://www.sars.gov.za/)"),
        block("Voorraad\n\nSARS"),
        languages=("en", "af"),
    )
    assert (found.links, found.marks) == (("https://www.sars.gov.za/",), ("headings", "items"))
    other = {"rows": [["Item", "Koste"], ["Brood", "R 12.00"], ["2026", "R 1 250.00"]], "head": True}
    cells = likeness.unlike(block("", "table", **TABLE), block("", "table", **other), languages=("en", "af"))
    assert (cells.lost, cells.strange) == (("R 12.50",), ("R 12.00",))


def test_addresses_and_what_tells_who_a_person_is_are_not_sent_and_come_back_letter_for_letter() -> None:
    text = (
        "Mail [SARS](https://www.sars.gov.za/a_(b)?x=1) or thandi@umoja.example, call 021 555 0134 or 082 555 0199, "
        "and pay R 1 250.00 into account 62001234567."
    )
    veil = Veil()
    sent = veil.covered(text)
    for secret in ("sars.gov.za", "thandi@", "555 0134", "082", "62001234567"):
        assert secret not in sent
    assert "R 1 250.00" in sent
    assert veil.uncovered(sent) == text
    assert not veil.lost(sent, sent)
    assert veil.lost(sent, sent.replace("⟦1⟧", ""))
    assert veil.uncovered("x ⟦99⟧ y") == "x  y"
    own = Veil()
    assert own.uncovered(own.covered("a ⟦1⟧ b")) == "a ⟦1⟧ b"


def test_what_cannot_be_told_apart_is_not_sent() -> None:
    veil = Veil()
    try:
        sent = veil.covered("021 555 0134 082 555 0199 thandi@umoja.example")
    except NotVeiled:
        return
    assert "555" not in sent
    assert "thandi@" not in sent


def test_terms_of_a_text_are_told_and_no_others() -> None:
    told = glossary.terms_for("The tills of SARS and the VAT", "af")
    assert "till: kasregister" in told
    assert "VAT: BTW" in told
    assert "SARS: stays as it is" in told
    assert not [each for each in told if each.startswith("UIF")]
    assert "VAT: stays as it is" in glossary.terms_for("the VAT", "zu")
