"""What an SMS costs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.engine import segments


@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts"),
    [
        ("", "gsm7", 0, 1),
        ("a" * 160, "gsm7", 160, 1),
        ("a" * 161, "gsm7", 161, 2),
        ("a" * 306, "gsm7", 306, 2),
        ("a" * 307, "gsm7", 307, 3),
        ("€" * 80, "gsm7", 160, 1),
        ("€" * 81, "gsm7", 162, 2),
        ("ê" * 70, "ucs2", 70, 1),  # Afrikaans "môre" and "nêrens" cost double
        ("ê" * 71, "ucs2", 71, 2),
        ("ê" * 134, "ucs2", 134, 2),
        ("ê" * 135, "ucs2", 135, 3),
        ("é" * 160, "gsm7", 160, 1),
        ("\N{GRINNING FACE}" * 35, "ucs2", 70, 1),
        ("\N{GRINNING FACE}" * 36, "ucs2", 72, 2),
        ("R\N{NO-BREAK SPACE}120", "ucs2", 5, 1),
    ],
)
def test_counts_parts(text: str, encoding: str, units: int, parts: int) -> None:
    found = segments.count(text)
    assert (found.encoding, found.units, found.parts) == (encoding, units, parts)


@pytest.mark.parametrize("letter", "ḓḽṋṱṅḒḼṊṰṄ")
def test_tshivenda_letters_force_ucs2(letter: str) -> None:
    assert segments.count(f"Ndi khou {letter}oḓa").encoding == "ucs2"
    assert letter in segments.count(f"x{letter}").foreign
    assert letter in segments.plainer(f"x{letter}"), "a letter of a language is never replaced"


def test_an_escaped_letter_is_not_cut_in_two() -> None:
    # 152 letters, then a euro sign of two units: it moves to the second part whole, which the sum alone would not tell.
    text = "a" * 152 + "€" + "a" * 152
    assert segments.count(text).units == 306
    assert segments.count(text).parts == 3


def test_an_emoji_is_not_cut_in_two() -> None:
    text = "ê" * 66 + "\N{GRINNING FACE}" + "ê" * 66
    assert segments.count(text).units == 134
    assert segments.count(text).parts == 3


def test_plain_signs_make_a_text_cheaper() -> None:
    text = "“It\N{RIGHT SINGLE QUOTATION MARK}s due” – R\N{NO-BREAK SPACE}1\N{NO-BREAK SPACE}234.50…"
    assert segments.count(text).encoding == "ucs2"
    assert segments.count(segments.plainer(text)).encoding == "gsm7"
    assert segments.plainer(text) == '"It\'s due" - R 1 234.50...'


@given(st.text(max_size=400))
def test_parts_always_hold_the_text(text: str) -> None:
    found = segments.count(text)
    alone, joined = (160, 153) if found.encoding == "gsm7" else (70, 67)
    assert found.left >= 0
    assert found.units <= (alone if found.parts == 1 else found.parts * joined)
    assert found.parts == 1 or found.units > alone
    assert (found.encoding == "ucs2") == bool(found.foreign)
