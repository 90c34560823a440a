"""The catalogues hold what the sources say, agree with it, and are complete where we say so."""

import gettext
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from synthai.languages import catalogues, command, faults
from synthai.languages.messages import Collected, Key, collect
from synthai.settings.languages import known

HOUR = Key("%(n)s hour", "%(n)s hours")


@cache
def sources() -> Collected:
    """Every sentence of the project, read once."""
    return collect()


def shelf(tmp_path: Path, told: str = '[af]\nname = "Afrikaans"\noffered = true\n') -> Path:
    (tmp_path / "languages.toml").write_text(told, encoding="utf-8")
    return tmp_path


def some(*keys: Key, part: str = "site", name: str = "templates/home/home.html") -> Collected:
    found = Collected()
    for key in keys:
        found.add(key, name, part)
    return found


@pytest.mark.parametrize("tag", known(catalogues.LOCALE))
def test_catalogues_are_as_the_sources_ask(tag: str) -> None:
    assert faults.of(catalogues.LOCALE, tag, sources()) == []


def test_what_is_claimed_names_files_that_say_something() -> None:
    names = {name for files in sources().files.values() for name in files}
    claims = [pattern for told in known(catalogues.LOCALE).values() for pattern in told.get("complete", [])]

    assert claims
    assert [pattern for pattern in claims if not any(faults.fits(name, pattern) for name in names)] == []


def test_sentences_of_templates_and_of_code_are_found() -> None:
    found = sources().files

    assert "templates/layouts/base.html" in found[Key("Skip to the content")]
    assert "accounts/forms.py" in found[Key("Trading name")]
    assert found[Key("%(keys)s passkey", "%(keys)s passkeys")] == {"templates/accounts/profile.html"}
    assert "allauth/account/forms.py" in found[Key("Current Password")]


def test_a_translation_is_kept_when_its_sentence_moves_to_another_part(tmp_path: Path) -> None:
    locale = shelf(tmp_path)
    catalogues.write_all(locale, some(Key("Save"), part="site"), {"af": {Key("Save"): ("Stoor",)}})

    catalogues.write_all(locale, some(Key("Save"), part="billing"))

    assert catalogues.translations(locale, "af") == {Key("Save"): ("Stoor",)}
    with catalogues.file_of(locale, "billing", "af").open("rb") as opened:
        kept = read_po(opened).get("Save")
    assert kept is not None
    assert kept.string == "Stoor"


def test_compiled_files_say_the_same_and_are_the_same_each_time(tmp_path: Path) -> None:
    locale = shelf(tmp_path)
    catalogues.write_all(
        locale, some(HOUR, Key("Back")), {"af": {HOUR: ("%(n)s uur", "%(n)s ure"), Key("Back"): ("Terug",)}}
    )
    made = catalogues.file_of(locale, "site", "af").with_suffix(".mo")
    first = made.read_bytes()

    with made.open("rb") as opened:
        spoken = gettext.GNUTranslations(opened)
    catalogues.compile_language(locale, "af")

    assert spoken.gettext("Back") == "Terug"
    assert (spoken.ngettext("%(n)s hour", "%(n)s hours", 1), spoken.ngettext(*HOUR_FORMS, 2)) == (
        "%(n)s uur",
        "%(n)s ure",
    )
    assert made.read_bytes() == first


HOUR_FORMS = (HOUR.text, HOUR.plural)


@pytest.mark.parametrize(
    ("key", "texts", "says"),
    [
        (Key("%(name)s stays"), ("%(naam)s bly",), "its places"),
        (Key("%(name)s stays"), ("Dit bly",), "its places"),
        (Key("<strong>%(a)s</strong>"), ("%(a)s",), "other marks"),
        (Key(" and "), ("en",), "begins or ends"),
        (HOUR, ("een uur", "baie ure"), "its places"),
    ],
)
def test_a_translation_that_does_not_fit_is_named(
    tmp_path: Path, key: Key, texts: tuple[str, ...], says: str
) -> None:
    locale = shelf(tmp_path)
    collected = some(key)
    catalogues.write_all(locale, collected, {"af": {key: texts}})

    found = faults.of(locale, "af", collected)

    assert len(found) == 1
    assert says in found[0]


def test_one_may_be_said_in_a_word(tmp_path: Path) -> None:
    locale = shelf(tmp_path)
    collected = some(HOUR)
    catalogues.write_all(locale, collected, {"af": {HOUR: ("een uur", "%(n)s ure")}})

    assert faults.of(locale, "af", collected) == []


def test_new_sentences_old_compiled_files_and_broken_claims_are_told(tmp_path: Path) -> None:
    locale = shelf(tmp_path, '[af]\nname = "Afrikaans"\noffered = true\ncomplete = ["templates/home/*"]\n')
    catalogues.write_all(locale, some(Key("Back")), {"af": {Key("Back"): ("Terug",)}})
    catalogues.file_of(locale, "site", "af").with_suffix(".mo").write_bytes(b"")

    found = faults.of(locale, "af", some(Key("Back"), Key("Next")))

    assert [fault.rpartition(":")[2].strip() for fault in found] == [
        "run bin/languages collect.",
        "“Next” of templates/home/home.html is not translated, and the file is said to be.",
        "run bin/languages compile.",
    ]


def test_a_language_that_waits_has_catalogues_and_nothing_compiled(tmp_path: Path) -> None:
    locale = shelf(tmp_path, '[zu]\nname = "isiZulu"\noffered = false\n')
    collected = some(HOUR)

    catalogues.write_all(locale, collected)

    assert faults.of(locale, "zu", collected) == []
    assert faults.coverage(locale, "zu", collected) == [faults.Share("site", 1, 0)]
    assert list(locale.rglob("*.mo")) == []


def test_the_command_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["translate"]) == 2
    assert "collect | compile | check" in capsys.readouterr().err
