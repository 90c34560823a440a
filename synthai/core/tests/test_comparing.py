"""Two versions word by word."""

from time import process_time

from synthai.core.comparing import Part, Piece, compare, words


def test_words_that_came_and_went_and_nothing_else() -> None:
    assert words("We pay R 1 234.56 in 30 days.", "We pay R 1 300.00 in 14 days.") == (
        Piece("same", "We pay"),
        Piece("removed", " R 1 234.56"),
        Piece("added", " R 1 300.00"),
        Piece("same", " in"),
        Piece("removed", " 30"),
        Piece("added", " 14"),
        Piece("same", " days."),
    )
    assert words("the same", "the same") == (Piece("same", "the same"),)
    assert words("", "") == ()


def test_a_new_paragraph_does_not_disturb_those_below() -> None:
    old = "First of all.\n\nSecond stays.\n\nThird stays."
    new = "First of all.\n\nA new one.\n\nSecond stays.\n\nThird stays."
    assert [piece.kind for piece in words(old, new)] == ["same", "added", "same"]


def test_sections_are_paired_by_key_and_shown_where_they_stood() -> None:
    old = [Part("a", "A", "one"), Part("b", "B", "gone"), Part("c", "C", "kept")]
    new = [Part("a", "A", "one two"), Part("d", "D", "new"), Part("c", "C", "kept")]
    found = compare(old, new)
    assert [(change.key, change.state) for change in found] == [
        ("a", "changed"), ("b", "removed"), ("d", "added"), ("c", "same"),
    ]  # fmt: skip
    assert (found[0].added, found[1].removed) == (1, 1)
    assert compare([Part("a", "Old", "x")], [Part("a", "New", "x")])[0].state == "changed"


def test_both_texts_can_be_read_back_whatever_they_are() -> None:
    old = "A\tb  c\n\n\nd – e’s **bold**\n- x\n- y\n" * 7
    new = "A b  c\n\nd – e’s *bold*\n- x\n- z\n" * 5
    pieces = words(old, new)
    assert "".join("".join(p.text for p in pieces if p.kind != "removed").split()) == "".join(new.split())
    assert "".join("".join(p.text for p in pieces if p.kind != "added").split()) == "".join(old.split())


def test_a_long_text_changed_everywhere_costs_little() -> None:
    old = "\n\n".join(f"word{n} other text here that is long enough to matter {n * 7}" for n in range(800))
    begun = process_time()
    words(old, old.replace("other", "some other"))
    words("a b c d " * 5000, "a c b d " * 5000)
    assert process_time() - begun < 2
