"""What is written as a folder of Markdown is read back as it was."""

import random

import pytest

from courses.engine.folder import Page, Piece, heading_taken, name_in_words, read, written

WORDS = [
    "VAT",
    "till",
    "R 20 000",
    ":::",
    "\\:::",
    "::: image",
    "---",
    "# Title",
    "**bold**",
    "“quotes”",
    '"',
    "&amp;",
    "",
]


def line(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=chance.randint(0, 4))).strip()


def piece(chance: random.Random) -> Piece:
    kind = chance.choice(["text", "callout", "code", "image", "embed"])
    text = "\n".join(["Words first", *(line(chance) for _ in range(chance.randint(0, 4))), "and last"])
    src = "media/till.png" if kind == "image" else ""
    data = {} if kind == "text" else {"tone": " ".join(line(chance).split()), "alt": 'A "slip" & <more>'}
    return Piece(kind=kind, text=text, src=src, data=data)


def test_reading_gives_back_what_was_written() -> None:
    chance = random.Random(7)
    for _ in range(150):
        page = Page(
            settings={"title": "Money: in and out", "minutes": "5"},
            pieces=tuple(piece(chance) for _ in range(chance.randint(0, 6))),
        )
        assert read(written(page)) == page


def test_reads_what_a_person_writes() -> None:
    page = read("# Your first till slip\r\n\r\nLook at it.\r\n\r\n![A slip](media/slip.png)\n\nThen count.\n")
    title, rest = heading_taken(page)
    assert title == "Your first till slip"
    assert [(each.kind, each.text, each.src) for each in rest.pieces] == [
        ("text", "Look at it.", ""),
        ("image", "", "media/slip.png"),
        ("text", "Then count.", ""),
    ]
    assert rest.pieces[1].data == {"alt": "A slip"}


def test_a_rule_of_dashes_at_the_top_is_no_settings() -> None:
    assert read("---\nJust a line above.\n").pieces[0].text == "---\nJust a line above."


def test_a_block_that_nobody_closed_ends_with_the_file() -> None:
    assert read('::: callout tone="warning"\nCareful').pieces == (
        Piece(kind="callout", text="Careful", data={"tone": "warning"}),
    )


@pytest.mark.parametrize(
    ("name", "words"), [("02-money_in.md", "Money in"), ("3. Vat basics", "Vat basics"), ("07", "07")]
)
def test_names_of_files_become_titles(name: str, words: str) -> None:
    assert name_in_words(name) == words
