"""The library of our own writing: every file reads, every sum is right, every rule of law is dated, and it is brought in once."""

import datetime as dt
import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import Resolver404, resolve

from accounts.services import platform_organisation
from publishing.engine import blocks, shelf, words
from publishing.engine.shelf import Written
from publishing.models import Piece, PieceAuthor, Revision, Series
from publishing.selectors.platform import platform_id
from publishing.services import library
from publishing.services.changing import changed
from publishing.terms import SUMMARY_LENGTH, TITLE_LENGTH
from publishing.tests.shelf import platform
from synthai.core.errors import NotFound
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

NOW: Final = dt.datetime(2026, 11, 29, 9, 0, tzinfo=dt.UTC)
TODAY: Final = dt.date(2026, 11, 30)
OWN_TITLE: Final = "A title of our editors"
WRITTEN: Final = library.written()
LAW: Final = re.compile(
    r"\bSARS\b|\bVAT\b|\bPOPIA\b|\bPAIA\b|\bECT Act\b|B-BBEE|\bUIF\b|\bBTW\b|\bSAID\b|\bWVB\b|minimum wage|minimumloon"
)
_LINK: Final = re.compile(r"\]\(([^)\s]*)\)")
_NUMBER: Final = r"(?:R )?\d[\d ]*(?:[.,]\d+)?(?: ?%)?"
_SUM: Final = re.compile(rf"(−?{_NUMBER}(?: [+−×÷] {_NUMBER})+) = (−?{_NUMBER})")


@pytest.fixture(params=WRITTEN, ids=lambda each: f"{each.folder}/{each.language}")
def each(request: pytest.FixtureRequest) -> Written:
    found: Written = request.param
    return found


def test_thirty_pieces_stand_there_and_ten_in_afrikaans() -> None:
    found = Counter(each.language for each in WRITTEN)
    assert found == {"en": 30, "af": 10}
    assert len({(each.language, each.slug) for each in WRITTEN}) == len(WRITTEN)
    originals = {each.folder: each for each in WRITTEN if each.language == "en"}
    for each in WRITTEN:
        original = originals[each.folder]
        assert (each.kind, each.audience, each.tags) == (original.kind, original.audience, original.tags)
        assert (each.series, each.position) == (original.series, original.position)


def test_its_head_is_whole(each: Written) -> None:
    told = library.titles()
    assert 10 < len(each.title) <= min(TITLE_LENGTH, 70)
    assert 60 < len(each.summary) <= min(SUMMARY_LENGTH, 200)
    assert words.slug_of(each.slug) == each.slug
    assert each.tags
    assert set(each.tags) <= set(told["tags"])
    assert told["series"][each.series][each.language]["title"]


def test_its_blocks_are_clean_and_it_is_of_a_readable_length(each: Written) -> None:
    found = each.blocks(dict.fromkeys(each.names, "a" * 16))
    again = [blocks.cleaned(one["id"], one["kind"], one["text"], one["data"]) for one in found]
    assert again == found
    assert len({block["id"] for block in found}) == len(found)
    kinds = Counter(block["kind"] for block in found)
    assert kinds["callout"] >= 3
    assert kinds["table"] >= 1
    assert sum(block["text"].startswith("# ") for block in found) >= 4
    assert kinds["related"] == 1
    assert all(all(row) for block in found for row in block["data"].get("rows", [])), "no cell is empty"
    assert 500 <= words.count(words.plain(found)) <= 1200
    assert not [block for block in found if re.search(r"^\||^:::|\|$", block["text"], re.MULTILINE)]


def test_it_leads_to_pieces_of_ours_and_to_addresses_that_are_there(each: Written) -> None:
    folders = {other.folder for other in WRITTEN}
    assert each.names
    assert set(each.names) <= folders - {each.folder}
    links = [url for part in each.parts for url in _LINK.findall(part.text)]
    links += [part.data["url"] for part in each.parts if part.kind == "action"]
    assert [url for url in links if not _is_there(url)] == []


def test_what_it_says_about_the_law_is_dated(each: Written) -> None:
    body = words.plain(each.blocks({})[:-1])
    last = each.parts[-1]
    assert str(each.checked_on.year) in last.data["title"]
    assert each.checked_on <= TODAY < each.check_on <= each.checked_on + dt.timedelta(days=366)
    if LAW.search(body):
        assert each.facts or each.doubtful
    assert all(re.search(r"\b(?:19|20)\d\d\b", fact) for fact in each.facts), (
        "a fact says since when, or of when"
    )


def test_its_sums_are_right(each: Written) -> None:
    """As `R 80.00 ÷ 0.80 = R 100.00`: worked out again, to the digit that is shown."""
    wrong = [
        f"{said} is {_shown(_reckoned(said), result)}, not {result}"
        for said, result in _SUM.findall(_plain(each))
        if _shown(_reckoned(said), result) != _shown(_number(result), result)
    ]
    assert wrong == []


def test_there_are_sums_and_none_hides() -> None:
    assert sum(len(_SUM.findall(_plain(each))) for each in WRITTEN) >= 60
    unread = [
        f"{each.folder}/{each.language}: {line}"
        for each in WRITTEN
        for line in _plain(each).splitlines()
        if re.search(r"\d[^=]* [+−×÷] [^=]*\d[^=]*= ", line) and not _SUM.search(line)
    ]
    assert unread == []


@pytest.mark.parametrize("text", [
    "no front\n", '+++\ntitle = "A"\n+++\nText\n', "+++\n+++\n",
])  # fmt: skip
def test_a_file_that_is_not_written_so_is_named(text: str) -> None:
    with pytest.raises(shelf.NotReadable, match=r"a-folder/en\.md"):
        shelf.read(text, folder="a-folder", language="en")


@pytest.mark.django_db
def test_the_command_makes_the_shelf_and_fills_it_once(cast: Cast) -> None:
    owner = cast.charlize.user.email
    with pytest.raises(CommandError, match="--owner"):
        call_command("seed_library", owner="nobody@example.com")
    call_command("seed_library", owner=owner)
    with tenant(platform_id() or 0):
        _edit(Piece.objects.get(slug="price-and-margin", language="en"), cast)
    call_command("seed_library", owner=owner)
    with tenant(platform_id() or 0):
        found = list(Piece.objects.order_by("pk"))
        assert len(found) == Revision.objects.count() == len(WRITTEN)
        assert all(piece.is_live(now=NOW + dt.timedelta(days=900)) for piece in found)
        assert [piece.slug for piece in found if piece.title == OWN_TITLE] == ["price-and-margin"]
        translated = [piece for piece in found if piece.language == "af"]
        assert {(piece.original_id is None, piece.follows) for piece in translated} == {(False, 1)}
        assert Series.objects.count() == len({(each.series, each.language) for each in WRITTEN})
        assert set(PieceAuthor.objects.values_list("name", flat=True)) == set(
            library.titles()["authors"].values()
        )
        led_to = {key for piece in found for block in piece.blocks for key in block["data"].get("pieces", [])}
        assert led_to <= {piece.public_id for piece in found}


@pytest.mark.django_db
def test_an_afrikaans_piece_leads_to_afrikaans_ones_where_there_are(cast: Cast) -> None:
    home = platform(cast)
    with tenant(home.organisation):
        made = library.load(by=home.editor.actor, now=NOW)
        here = {piece.public_id: piece.language for piece in made}
        piece = next(each for each in made if each.slug == "prys-en-marge")
        related = next(block for block in piece.blocks if block["kind"] == "related")
        assert [here[key] for key in related["data"]["pieces"]] == ["en", "en", "af"]
        assert library.load(by=home.editor.actor, now=NOW) == []


@pytest.mark.django_db
def test_the_platform_is_made_once_at_an_address_nobody_else_can_have(cast: Cast) -> None:
    email = cast.thandi.user.email
    made = [
        platform_organisation.have(
            slug=settings.PLATFORM_ORGANISATION, name="SynthAI", owner_email=email, now=NOW
        )
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert platform_id() == made[0].pk
    with pytest.raises(NotFound):
        platform_organisation.have(slug="another", name="Another", owner_email="nobody@example.com", now=NOW)


def _edit(piece: Piece, cast: Cast) -> None:
    """An editor gives it a title of their own, and does not publish it yet."""
    piece.title = OWN_TITLE
    changed(piece, ["title"], by=cast.charlize.actor, now=NOW)


def _is_there(url: str) -> bool:
    if not url.startswith("/"):
        return url.startswith("https://") and blocks.is_address(url)
    try:
        resolve(url)
    except Resolver404:
        return False
    return True


def _plain(each: Written) -> str:
    """The text and the tables, a line for each, with ordinary spaces and without marks."""
    lines = [
        *(part.text for part in each.parts),
        *(" | ".join(row) for part in each.parts for row in part.data.get("rows", [])),
    ]
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ").replace("*", "")


def _number(text: str) -> Fraction:
    found = re.search(r"\d[\d ]*(?:[.,]\d+)?", text)
    assert found is not None
    value = Fraction(found[0].replace(" ", "").replace(",", "."))
    value = value / 100 if "%" in text else value
    return -value if text.startswith("−") else value


def _reckoned(expression: str) -> Fraction:
    """The value, × and ÷ before + and −."""
    first, *rest = re.split(r" ([+−×÷]) ", expression)
    terms = [_number(first)]
    for sign, said in zip(rest[::2], rest[1::2], strict=True):
        match sign:
            case "+":
                terms.append(_number(said))
            case "−":
                terms.append(-_number(said))
            case "×":
                terms[-1] *= _number(said)
            case _:
                terms[-1] /= _number(said)
    return sum(terms, Fraction(0))


def _shown(value: Fraction, like: str) -> Decimal:
    """The value with as many digits as the text shows."""
    digits = len(re.sub(r"^[^.,]*[.,]?", "", like.rstrip("% ")))
    value = value * 100 if "%" in like else value
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
