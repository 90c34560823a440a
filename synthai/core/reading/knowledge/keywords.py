"""The words that say what a text is about, by YAKE, which learns from the text alone."""

from typing import Any, Final

MOST: Final = 12
_LETTERS: Final = 120_000
_LEAST_WORDS: Final = 25
_FORMS: Final = frozenset({"pty", "ltd", "pty ltd", "edms", "bpk", "vat", "zar", "page"})
# Little words of Afrikaans, since the library has no list of them.
_AFRIKAANS: Final = frozenset(
    [
        "die",
        "'n",
        "en",
        "van",
        "in",
        "is",
        "het",
        "vir",
        "te",
        "wat",
        "op",
        "dat",
        "met",
        "hy",
        "sy",
        "ons",
        "jy",
        "jou",
        "julle",
        "hulle",
        "hul",
        "u",
        "dit",
        "nie",
        "na",
        "aan",
        "as",
        "om",
        "ook",
        "by",
        "uit",
        "sal",
        "word",
        "was",
        "deur",
        "kan",
        "moet",
        "maar",
        "oor",
        "of",
        "nog",
        "tot",
        "een",
        "hierdie",
        "daardie",
        "dan",
        "waar",
        "toe",
        "so",
        "al",
        "sou",
        "wees",
        "my",
        "haar",
        "hom",
        "onder",
        "geen",
        "enige",
        "elke",
        "alle",
        "baie",
        "meer",
        "mag",
        "moes",
        "kon",
        "indien",
        "wanneer",
        "sodat",
        "omdat",
        "want",
        "gaan",
        "kom",
        "maak",
        "binne",
        "teen",
        "tussen",
        "voor",
        "agter",
        "sonder",
        "volgens",
        "elk",
        "ander",
        "reeds",
        "net",
        "daar",
        "hier",
        "wie",
        "hoe",
        "asook",
        "sowel",
        "ingevolge",
        "sodanige",
        "word't",
        "ek",
        "jul",
        "ter",
        "hê",
        "gehad",
        "weer",
        "almal",
        "iets",
        "niks",
    ]
)


def of(text: str, language: str) -> list[str] | None:
    """The keywords, the most telling first; None in a language whose little words are not known."""
    if language not in {"en", "af"}:
        return None
    if len(text.split()) < _LEAST_WORDS:
        return []
    import yake  # noqa: PLC0415 - it brings half a graph library; tables and short texts do without

    stopwords = _AFRIKAANS if language == "af" else None
    found: Any = yake.KeywordExtractor(
        lan="en", n=2, dedupLim=0.7, top=MOST * 2, stopwords=stopwords
    ).extract_keywords(text[:_LETTERS])
    return _tidy([words for words, _score in found])


def _tidy(found: list[str]) -> list[str]:
    """Without those that only repeat a longer one, and without figures."""
    kept: list[str] = []
    for words in found:
        low = words.lower()
        if any(each.isdigit() for each in words) or (len(words) < 4 and not words.isupper()) or low in _FORMS:
            continue
        if not any(low in other.lower() or other.lower() in low for other in kept):
            kept.append(words)
    return kept[:MOST]
