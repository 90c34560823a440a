"""What was found as pages show it: results, what to narrow them by, what was read as another word, what to know."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from publishing.terms import LANGUAGES, PieceKind
from synthai.core.search import kinds
from synthai.core.search.query import SIZE
from synthai.core.search.results import Notice, Result, Results
from synthai.site.search.asked import Asked

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

_FACETS: "Final[dict[str, _StrOrPromise]]" = {
    "kind": _lazy("Kind"),
    "language": _lazy("Language"),
    "format": _lazy("Form"),
    "topic": _lazy("Topic"),
}
_VALUES: "Final[dict[str, dict[str, _StrOrPromise]]]" = {
    "language": dict(LANGUAGES),
    "format": dict(PieceKind.choices),
}
_NOTICES: "Final[dict[Notice, _StrOrPromise]]" = {
    "late": _lazy("The index is catching up: what was changed in the last minutes may not be found yet."),
    "without_meaning": _lazy(
        "Only the words themselves are looked for at present, not what they mean. Try other words for the same thing."
    ),
    "without_backend": _lazy(
        "The search server does not answer, so our database searches for it. What you find is complete, in another order."
    ),
    "too_common": _lazy("Very many things have these words. Add a word to find the right one."),
}


def sentences(notices: Iterable[Notice]) -> list[dict[str, Any]]:
    """Notices in words, by their code."""
    return [{"code": code, "text": _NOTICES[code]} for code in notices]


def facet_label(name: str) -> "_StrOrPromise":
    """What a facet is called."""
    return _FACETS.get(name) or name.replace("_", " ").capitalize()


def value_label(name: str, value: str, given: "_StrOrPromise" = "") -> "_StrOrPromise":
    """What a value of a facet is called; where nobody named it, as it is written, for people."""
    known = kinds.kinds()
    if name == "kind" and value in known:
        return known[value].label
    return given or _VALUES.get(name, {}).get(value) or value.replace("-", " ").replace("_", " ").capitalize()


def drawn(asked: Asked, found: Results) -> dict[str, Any]:
    """Everything a list of results shows."""
    pages = -(-found.total // SIZE)
    return {
        "asked": asked,
        "results": [
            _result(each, number) for number, each in enumerate(found.results, 1 + SIZE * (asked.page - 1))
        ],
        "total": found.total,
        "is_capped": "too_common" in found.notices or found.total >= SIZE * 15,
        "chosen": _chosen(asked),
        "everything": asked.address(values={}),
        "facets": _facets(asked, found) if found.total > 1 else [],
        "mended": _mended(asked, found),
        "notices": sentences(found.notices),
        "pages": pages,
        "previous_url": asked.address(page=asked.page - 1) if asked.page > 1 else None,
        "next_url": asked.address(page=asked.page + 1) if asked.page < pages else None,
        "took_ms": found.took_ms,
    }


def _result(each: Result, place: int) -> dict[str, Any]:
    here = (get_language() or "en")[:2]
    return {
        "place": place,
        "kind": each.kind,
        "key": each.key,
        "label": each.label,
        "icon": each.icon or "search",
        "path": each.path,
        "title": each.title_parts,
        "extract": each.extract,
        "language": each.language,
        "language_label": "" if each.language[:2] == here else value_label("language", each.language),
        "changed_at": each.changed_at,
        "is_shelf": each.is_shelf,
        "why": "; ".join(str(why) for why in each.why),
    }


def _chosen(asked: Asked) -> list[dict[str, Any]]:
    """What it is narrowed by, each with the address without it."""
    held = asked.values()
    return [
        {
            "label": value_label(name, value),
            "facet": facet_label(name),
            "href": asked.address(values=_without(held, name, value)),
        }
        for name, values in held.items()
        for value in values
    ]


def _without(held: Mapping[str, tuple[str, ...]], name: str, value: str) -> dict[str, tuple[str, ...]]:
    left = {**held, name: tuple(each for each in held[name] if each != value)}
    return {each: values for each, values in left.items() if values}


def _facets(asked: Asked, found: Results) -> list[dict[str, Any]]:
    """What may be narrowed further: facets that tell results apart and are not chosen yet, each value with its count."""
    held = asked.values()
    drawn = [
        {
            "name": name,
            "label": facet_label(name),
            "values": [
                {
                    "label": value_label(name, each.value, each.label),
                    "language": each.value if name == "language" else "",
                    "count": each.count,
                    "href": asked.address(values={**held, name: (each.value,)}),
                }
                for each in counts
            ],
        }
        for name, counts in found.facets.items()
        if name not in held and (len(counts) > 1 or (counts and counts[0].count < found.total))
    ]
    return drawn[:5]


def _mended(asked: Asked, found: Results) -> dict[str, Any] | None:
    """“Showing results for …”, with the way to the words as they stand."""
    if not found.mended:
        return None
    return {
        "read_as": [{"word": word, "near": _listed(near)} for word, near in found.mended.items()],
        "exact_url": asked.address(exact=True),
    }


def _listed(words: tuple[str, ...]) -> str:
    return _(" or ").join(words)
