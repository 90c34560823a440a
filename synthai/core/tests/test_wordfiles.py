"""Word files of customers: what they ask for, how they are filled, and everything that is refused before anything of it runs."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from synthai.core.documents import wordfiles
from synthai.core.documents.wordfiles import WordFileRefused, filling, inspecting
from synthai.core.facts.base import Fact, Source, SourceKind
from synthai.core.facts.values import Name, NameKind, Value, Words
from synthai.core.money import Money
from synthai.core.testing import word_files

SOURCE = Source(SourceKind.ANSWER, "Answered")
DAY = date(2026, 11, 29)


def facts(**values: Value) -> list[Fact]:
    return [Fact(key.replace("__", "."), value, SOURCE, DAY) for key, value in values.items()]


KNOWN = facts(
    customer__name=Name("Nkosi & Sons <Pty>", NameKind.COMPANY),
    start=date(2027, 1, 15),
    reference=Words("R-7"),
    organisation__name=Name("Umoja Foods", NameKind.COMPANY),
    lines__0__what=Words("Maize meal"),
    lines__0__amount=Money(Decimal(1500)),
    lines__1__what=Words("Rice\nlong grain"),
    lines__1__amount=Money(Decimal(700)),
    witnesses__0__name=Name("Sipho", NameKind.PERSON),
)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The work itself in this process: a child for each of these files would take a minute. What the child adds has tests of its own."""
    work: dict[str, Callable[..., object]] = {
        "inspecting.inspect": inspecting.inspect,
        "filling.fill": filling.fill,
    }

    def run(path: str, arguments: tuple[object, ...], **_limits: int) -> object:
        return work[path.removeprefix(f"{wordfiles.__name__}.")](*arguments)

    monkeypatch.setattr(wordfiles, "run_limited", run)


def laid(content: bytes, folder: Path) -> Path:
    path = folder / "upload.docx"
    path.write_bytes(content)
    return path


def refusal(content: bytes, folder: Path) -> str:
    with pytest.raises(WordFileRefused) as caught:
        wordfiles.inspect(laid(content, folder))
    return str(caught.value)


def test_finds_places_in_text_header_conditions_and_rows(tmp_path: Path) -> None:
    found = wordfiles.inspect(laid(word_files.letter(), tmp_path))
    assert set(found.values) == {
        "customer.name",
        "customer.vat_number",
        "start",
        "reference",
        "organisation.name",
    }
    assert found.lists == {"witnesses": ("name",), "lines": ("what", "amount")}


def test_fills_every_place_and_repeats_rows(tmp_path: Path) -> None:
    filled = wordfiles.fill(laid(word_files.letter(), tmp_path), KNOWN, language="en")
    text = word_files.text_of(filled)
    assert "Dear Nkosi & Sons <Pty>" in text
    assert "We begin on 15\u00a0January\u00a02027." in text.replace(" January", "\u00a0January").replace(
        " 2027", "\u00a02027"
    )
    assert "VAT number" not in text
    assert "Our reference R-7" in text
    assert "Witness: Sipho" in text
    assert "Rice\nlong grain" in text
    assert "1\u00a0500" in text.replace(" ", "\u00a0")
    assert "{" not in text
    assert text.index("Maize meal") < text.index("Rice")


@pytest.mark.usefixtures("here")
def test_what_is_not_known_stands_as_its_question_in_brackets(tmp_path: Path) -> None:
    text = word_files.text_of(
        wordfiles.fill(laid(word_files.made("On {{ start }}"), tmp_path), [], language="en")
    )
    assert text.strip().startswith("On [")


@pytest.mark.usefixtures("here")
def test_places_that_word_parted_over_runs_are_joined(tmp_path: Path) -> None:
    parted = word_files.in_body(
        word_files.made("x"),
        "<w:p><w:r><w:t>Dear {</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>{ customer.</w:t></w:r><w:r><w:t>name }}</w:t></w:r></w:p>",
    )
    path = laid(parted, tmp_path)
    assert wordfiles.inspect(path).values == ("customer.name",)
    assert "Dear Nkosi & Sons" in word_files.text_of(wordfiles.fill(path, KNOWN, language="en"))


@pytest.mark.parametrize(
    "typed",
    [
        "</w:t></w:r><w:r><w:t>x",
        "{{ organisation.name }}",
        "{% for a in b %}",
        "\"'&<>",
        "\x00\x07\ue003",
        "]]>",
    ],
)
@pytest.mark.usefixtures("here")
def test_what_facts_say_is_never_read_as_layout_or_template(typed: str, tmp_path: Path) -> None:
    path = laid(word_files.made("A {{ customer.name }} Z"), tmp_path)
    filled = wordfiles.fill(path, facts(customer__name=Words(typed)), language="en")
    shown = typed.replace("\x00", " ").replace("\x07", " ").replace("\ue003", "")
    assert f"A {shown} Z" in word_files.text_of(filled).replace("\ue003", "")


@pytest.mark.parametrize(
    "nasty",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ customer.__init__ }}",
        "{{ customer['name'] }}",
        "{{ range(1000000000) }}",
        "{% include '/etc/passwd' %}",
        "{% import 'x' as y %}",
        "{% set x = 1 %}",
        "{{ lipsum.__globals__ }}",
        "{{ customer.name | attr('x') }}",
        "{% for a in b %}{% for c in d %}{% for e in f %}x{% endfor %}{% endfor %}{% endfor %}",
        "{{ '<w:p/>' }}",
        "{{ 7 * 7 }}",
        "{{ cycler }}{{ self }}{{ x() }}",
        "{% raw %}{{ x }}{% endraw %}{{ y.__z }}",
    ],
)
@pytest.mark.usefixtures("here")
def test_template_injection_is_refused_with_the_place(nasty: str, tmp_path: Path) -> None:
    said = refusal(word_files.made(f"Dear {nasty}"), tmp_path)
    assert "cannot be used" in said
    assert "\ue003" not in said


@pytest.mark.usefixtures("here")
def test_a_place_that_is_not_closed_is_named(tmp_path: Path) -> None:
    assert "{{ customer.name" in refusal(word_files.made("Dear {{ customer.name, hello"), tmp_path)
    assert "Near" in refusal(word_files.made("Dear customer.name }} hello {{ x }}"), tmp_path)


@pytest.mark.usefixtures("here")
def test_a_file_without_places_says_how_to_write_one(tmp_path: Path) -> None:
    assert "{{ customer.name }}" in refusal(word_files.made("Dear customer"), tmp_path)


def _bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("word/document.xml", b"0" * (80 << 20))
    return content.getvalue()


def _laughs() -> bytes:
    dtd = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    return word_files.changed(
        word_files.letter(),
        "word/document.xml",
        lambda text: text.replace("<w:document", f"{dtd}<w:document", 1),
    )


LETTER = word_files.letter()
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "no Word file"),
    "text": (lambda: b"Dear {{ customer.name }}", "no Word file"),
    "old": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "password"),
    "sheet": (lambda: word_files.changed(LETTER, "[Content_Types].xml", lambda text: text.replace("wordprocessingml.document.main", "spreadsheetml.sheet.main")), "no Word file"),
    "cut short": (lambda: LETTER[: len(LETTER) // 2], "no Word file"),
    "zip bomb": (_bomb, "unpacks to far more"),
    "billion laughs": (_laughs, "definitions"),
    "external entity": (lambda: word_files.changed(LETTER, "word/styles.xml", lambda text: text.replace("<w:styles", '<!DOCTYPE x SYSTEM "file:///etc/passwd"><w:styles', 1)), "definitions"),
    "macros by kind": (lambda: word_files.changed(LETTER, "[Content_Types].xml", lambda text: text.replace("vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", "vnd.ms-word.document.macroEnabled.main+xml")), "macros"),
    "macros by file": (lambda: word_files.changed(LETTER, "word/vbaProject.bin", lambda _text: "x"), "macros"),
    "active control": (lambda: word_files.changed(LETTER, "word/activeX/activeX1.xml", lambda _text: "<x/>"), "macros"),
    "embedded object": (lambda: word_files.changed(LETTER, "word/embeddings/oleObject1.bin", lambda _text: "x"), "embedded object"),
    "object element": (lambda: word_files.in_body(LETTER, "<w:p><w:r><w:object/></w:r></w:p>"), "embedded object"),
    "imported page": (lambda: word_files.in_body(LETTER, "<w:altChunk/>"), "embedded object"),
    "remote picture": (lambda: word_files.related(LETTER, "image", "https://evil.example/p.png"), "fetches"),
    "remote template": (lambda: word_files.related(LETTER, "attachedTemplate", "https://evil.example/t.dotm"), "fetches"),
    "file picture": (lambda: word_files.related(LETTER, "image", "file:///etc/passwd"), "fetches"),
    "share": (lambda: word_files.related(LETTER, "image", r"\\evil\share\p.png", mode="Internal"), "fetches"),
    "frame": (lambda: word_files.related(LETTER, "frame", "https://evil.example/"), "fetches"),
    "link to a file": (lambda: word_files.related(LETTER, "hyperlink", "file:///etc/passwd"), "leads to"),
    "link to a script": (lambda: word_files.related(LETTER, "hyperlink", "javascript:x()"), "leads to"),
    "field": (lambda: word_files.in_body(LETTER, '<w:p><w:fldSimple w:instr=" INCLUDEPICTURE &quot;http://evil.example/p.png&quot; "/></w:p>'), "INCLUDEPICTURE"),
    "field in pieces": (lambda: word_files.in_body(LETTER, "<w:p><w:r><w:instrText>DD</w:instrText></w:r><w:r><w:instrText>EAUTO c:\\x</w:instrText></w:r></w:p>"), "DDEAUTO"),
    "link by field": (lambda: word_files.in_body(LETTER, '<w:p><w:fldSimple w:instr=" HYPERLINK &quot;file:///c:/x&quot; "/></w:p>'), "leads to"),
    "vml picture": (lambda: word_files.in_body(LETTER, '<w:p><w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:shape><v:imagedata src="http://evil.example/p.png"/></v:shape></w:pict></w:r></w:p>'), "fetches"),
    "not xml": (lambda: word_files.changed(LETTER, "word/document.xml", lambda text: text[:400]), "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.usefixtures("here")
def test_refuses_with_a_sentence_that_says_how_to_mend(name: str, tmp_path: Path) -> None:
    make, words = HOSTILE[name]
    said = refusal(make(), tmp_path)
    assert words in said
    assert said.endswith(".")


@pytest.mark.usefixtures("here")
def test_a_protected_archive_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    content = bytearray(LETTER)
    for place in range(len(content) - 10):
        if content[place : place + 4] == b"PK\x01\x02":
            content[place + 8] |= 1
    assert "password" in refusal(bytes(content), tmp_path)


@pytest.mark.usefixtures("here")
def test_links_that_people_write_are_fine(tmp_path: Path) -> None:
    content = word_files.related(LETTER, "hyperlink", "mailto:hello@umoja.example")
    assert wordfiles.inspect(laid(content, tmp_path)).values
    content = word_files.in_body(
        LETTER, '<w:p><w:fldSimple w:instr=" DATE \\@ &quot;d MMMM yyyy&quot; "/></w:p>'
    )
    assert wordfiles.inspect(laid(content, tmp_path)).values


def test_too_much_work_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordfiles, "SECONDS", 0)
    assert "too much work" in refusal(LETTER, tmp_path)
