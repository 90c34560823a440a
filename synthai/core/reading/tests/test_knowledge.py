"""What is known of a text, by libraries that reach for no network: sockets are shut while they work."""

import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from synthai.core.limits import ROOT
from synthai.core.reading.knowledge import entities, language, readability, sentences, summary, tone
from synthai.core.reading.ordering import Line, in_order
from synthai.core.reading.shapes import Block

SENTENCES = [json.loads(row) for row in (Path(__file__).parent / "sentiment.jsonl").read_text().splitlines()]


def said(*texts: str) -> list[sentences.Sentence]:
    return [sentences.Sentence(text=text, page=1) for text in texts]


@pytest.fixture(autouse=True)
def _shut(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any, **_more: Any) -> None:
        raise AssertionError("a library reached for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_all_of_it_works_in_a_fresh_process_without_sockets() -> None:
    """In a process of its own, so that nothing was loaded before sockets were shut."""
    work = (
        "import socket\n"
        "def no(*a, **k): raise SystemExit('reached for the network')\n"
        "socket.socket.connect = no; socket.getaddrinfo = no; socket.create_connection = no\n"
        "from synthai.core.reading.knowledge import whole\n"
        "from synthai.core.reading.shapes import Block, Kind, Reading\n"
        "text = 'We deliver fresh bread to the schools every Friday. Thank you for the order of last week. ' * 8\n"
        "known = whole.of(Reading(kind=Kind.TEXT, blocks=[Block(kind='text', page=1, text=text)], pages=1, pages_read=1))\n"
        "assert known['language']['code'] == 'en' and known['keywords'] and known['readability'], known\n"
        "print('ok')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", work], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "ok"), done.stderr[-2000:]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The customer pays within thirty days of the date of the invoice and signs for it.", "en"),
        ("Ons lewer elke Vrydag vars brood by die skool en die prys is vir ’n hele maand dieselfde.", "af"),
        ("Le client paie la facture avant la fin du mois et signe le bon de livraison à la porte.", ""),
        ("INV 000231 R 1 250.00", ""),
    ],
)
def test_names_a_language_or_is_not_sure(text: str, code: str) -> None:
    assert language.told(text)["code"] == code


def test_tones_are_judged_as_well_as_the_page_says() -> None:
    found = tone.judge([row["text"] for row in SENTENCES])
    right = sum(name == row["tone"] for (name, _lead), row in zip(found, SENTENCES, strict=True))
    assert (right, len(SENTENCES)) == (28, 36)


def test_the_stored_directions_are_those_of_the_examples() -> None:
    stored = np.load(tone.STORED, allow_pickle=False)
    assert stored.shape == (3, 384)
    assert np.allclose(stored, tone.reckoned(), atol=0.005), "np.save(tone.STORED, tone.reckoned())"


def test_syllables_are_right_for_nine_words_in_ten() -> None:
    known = {
        "invoice": 2, "delivery": 4, "customer": 3, "payment": 2, "agreement": 3, "the": 1, "price": 1, "monthly": 2, "supplier": 3,
        "notice": 2, "table": 2, "received": 2, "wanted": 2, "owed": 1, "interest": 3, "area": 3, "quality": 3, "signed": 1, "schedule": 2,
        "warehouse": 2, "employee": 3, "paid": 1, "account": 2, "purchase": 2, "liable": 3, "company": 3, "services": 3, "electricity": 5,
        "statement": 2, "agreed": 2, "safety": 2, "homes": 1, "prices": 2, "boxes": 2, "movement": 2, "therefore": 2, "something": 2,
        "pallet": 2, "confidential": 4, "obligation": 4, "insurance": 3, "damaged": 2, "municipality": 6, "guarantee": 3, "weekly": 2,
        "opening": 3, "driver": 2, "vehicle": 3, "required": 2, "licence": 2,
    }  # fmt: skip
    right = sum(readability.syllables(word) == number for word, number in known.items())
    assert right >= 0.9 * len(known), {word: readability.syllables(word) for word in known}


def test_easy_text_is_easier_than_hard_text() -> None:
    easy = said(*["The dog ran to the shop and sat by the door. "] * 10)
    hard = said(
        *[
            "Notwithstanding anything contained herein, liability for consequential damages is expressly excluded."
        ]
        * 10
    )
    low, high = readability.of(hard), readability.of(easy)
    assert low is not None
    assert high is not None
    assert high["ease"] > 80
    assert low["ease"] < 20
    assert readability.of(said("Too short.")) is None


def test_sentences_end_where_they_end() -> None:
    text = "Mr. Dlamini paid R 1 250.00 on 3 Nov. 2026 to Umoja Foods (Pty) Ltd. The rest follows. Call 021 555 0134!"
    assert sentences.split(text) == [
        "Mr. Dlamini paid R 1 250.00 on 3 Nov.",
        "2026 to Umoja Foods (Pty) Ltd. The rest follows.",
        "Call 021 555 0134!",
    ]
    assert (
        sentences.joined("the deli-\nvery is late\n- first\n- second")
        == "the delivery is late\n- first\n- second"
    )


def test_a_summary_is_made_of_the_text() -> None:
    about = [
        f"The bakery delivers bread to school {name} every Friday morning before lessons begin."
        for name in "ABCDEF"
    ]
    other = ["My cousin bought an old yellow bicycle with three gears last summer.", "It rained in the mountains, and nobody had brought a coat.",
             "Purple curtains hang in a hall that people rarely visit now.", "Several engineers argued about concrete until midnight struck twice."]  # fmt: skip
    found = summary.of(said(*other[:2], *about, *other[2:]), "en")
    assert [row["text"] for row in found] == [row for row in about if row in {each["text"] for each in found}]
    assert len(found) == 5
    assert summary.of(said("Only one sentence stands here."), "en") == []


def test_entities_are_found_and_nothing_is_made_up() -> None:
    text = (
        "Blue Crane Trading CC and Karoo (Edms) Bpk owe R1,250.50, R 3.4 million and ZAR 99. VAT 4740101508, not 4740101509. "
        "Reg 2015/123456/07. +27 82 555 0134 or (021) 555-0134. Due 2026-12-31 or 5 January 2027. ID 8001015009087, not 8001015009088."
    )
    found = entities.of([Block(kind="text", page=3, text=text)])
    assert [row["value"] for row in found["amount"]] == ["1250.50", "3400000.00", "99.00"]
    assert [row["text"] for row in found["company"]] == ["Blue Crane Trading CC", "Karoo (Edms) Bpk"]
    assert [row["value"] for row in found["vat_number"]] == ["4740101508"]
    assert [row["value"] for row in found["phone"]] == ["+27825550134", "+27215550134"]
    assert [row["value"] for row in found["date"]] == ["2026-12-31", "2027-01-05"]
    assert [row["text"] for row in found["id_number"]] == ["••••••••••087"]
    assert {row["page"] for rows in found.values() for row in rows} == {3}


def test_a_page_drawn_out_of_order_is_read_by_columns() -> None:
    def line(text: str, left: float, top: float, width: float = 200) -> Line:
        return Line(text=text, left=left, right=left + width, top=top, bottom=top - 10)

    drawn = [
        line("right 2", 300, 660),
        line("left 1", 50, 680),
        line("title", 50, 720, 450),
        line("right 1", 300, 680),
        line("left 2", 50, 660),
    ]
    assert [each.text for each in in_order(drawn)] == ["title", "left 1", "left 2", "right 1", "right 2"]
    as_is = [line("a", 50, 700), line("b", 50, 680), line("c", 300, 700)]
    assert in_order(as_is) == as_is
