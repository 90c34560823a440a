"""Questions for the places of a Word file: what nobody knows yet is asked, with a kind that its name suggests until somebody chooses another."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from synthai.core.facts.gathering import TODAY

# Facts that are gathered: a file may use them, and nobody is asked.
KNOWN_AREAS: Final = ("organisation", "people", "sales", "products")
KINDS: Final = (
    "text", "longtext", "name", "company", "place", "product", "money", "number", "percent", "date", "yesno", "email", "phone", "address",
    "vat_number", "id_number", "registration_number", "bank_account",
)  # fmt: skip
_CAPITALS: Final = {"vat": "VAT", "id": "ID", "bee": "BEE", "po": "PO", "uif": "UIF"}
_GUESSES: Final = (
    (r"vat(_?number|_?no)?", "vat_number"),
    (r"(registration|reg)(_?number|_?no)?", "registration_number"),
    (r"id(_?number|_?no)", "id_number"),
    (r"(bank_)?account(_?number|_?no)?", "bank_account"),
    (r".*e_?mail.*", "email"),
    (r".*(phone|mobile|cell|tel)(_?number|_?no)?", "phone"),
    (r".*address.*", "address"),
    (r".*(date|day|deadline|expiry)|start|end|due|.*_on", "date"),
    (r".*(amount|price|total|fee|salary|wage|rent|cost|deposit|value|rate_per.*)", "money"),
    (r".*(percent|percentage|interest|margin)", "percent"),
    (r".*(count|quantity|number_of.*|units|hours|days|months|years)", "number"),
    (r".*(description|notes?|text|details|terms|scope|conditions)", "longtext"),
    (r"(is|has|may|wants)_.*", "yesno"),
)


def is_asked(key: str) -> bool:
    """Whether a place has to be asked for."""
    return key != TODAY and key.partition(".")[0] not in KNOWN_AREAS


def fields_of(
    values: Iterable[str],
    lists: Mapping[str, Iterable[str]],
    before: Iterable[Mapping[str, Any]] = (),
    *,
    optional: Collection[str] = (),
) -> list[dict[str, Any]]:
    """The fields of a blueprint for the places of a file. What `before` says about the same key holds on."""
    kept = {field["key"]: field for field in before}
    found = [_field(key, kept.get(key), required=key not in optional) for key in values if is_asked(key)]
    for key, parts in lists.items():
        if is_asked(key):
            found.append(_list(key, parts, kept.get(key)))
    return found


def _list(key: str, parts: Iterable[str], before: Mapping[str, Any] | None) -> dict[str, Any]:
    was = {field["key"]: field for field in (before or {}).get("field", ())}
    below = [_field(part, was.get(part)) for part in parts] or [_field("name", was.get("name"))]
    label = before["label"] if before and before["kind"] == "list" else label_of(key)
    return {"key": key, "kind": "list", "label": label, "required": False, "field": below}


def _field(key: str, before: Mapping[str, Any] | None, *, required: bool = True) -> dict[str, Any]:
    if before is not None and before["kind"] != "list":
        return {"key": key, "kind": before["kind"], "label": before["label"], "required": before["required"]}
    return {"key": key, "kind": kind_of(key), "label": label_of(key), "required": required}


def kind_of(key: str) -> str:
    """A kind by the last word of the name."""
    last = key.rpartition(".")[2]
    for pattern, kind in _GUESSES:
        if re.fullmatch(pattern, last):
            return kind
    return "text"


def label_of(key: str) -> str:
    """A question until somebody words it better: "Customer VAT number"."""
    words = key.replace(".", " ").replace("_", " ").split()
    return " ".join(
        _CAPITALS.get(word, word.capitalize() if place == 0 else word) for place, word in enumerate(words)
    )[:200]
