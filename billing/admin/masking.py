"""A gateway's message as staff may read it: who paid and what opens a card is masked, what it says of money is not.

Masked: names, e-mail addresses, phone numbers, addresses, tokens, authorisation codes, signatures, keys and pass phrases. Kept:
references, ids, amounts, states, dates, the card's brand and last four digits. What cannot be read is only measured.
"""

import hashlib
import json
import re
from typing import Any, Final
from urllib.parse import parse_qsl

MASK: Final = "•••"
_PERSONAL: Final = re.compile(
    r"name_(first|last)|first_?name|last_?name|full_?name|account_?name|e?_?mail|phone|cell|mobile|address|line[12]|postal"
    r"|city|\bip\b|ip_address|token|authorization|secret|signature|pass_?phrase|\bkey\b|api_?key|\bbin\b|\bname\b",
    re.IGNORECASE,
)
_MAIL: Final = re.compile(r"[^\s@\"',;<>]+@[^\s@\"',;<>]+\.[a-z]{2,}", re.IGNORECASE)
# What can be charged, by the shape of its value: Stripe's and Paystack's ids of cards and agreements.
_CHARGEABLE: Final = re.compile(r"(?:pm|tok|src|card|seti|auth|sub|cus)_[A-Za-z0-9]+\Z", re.IGNORECASE)
MOST: Final = 200


def masked(body: bytes) -> list[tuple[str, str]]:
    """The message's fields, in their order; personal ones masked."""
    if not body:
        return []
    try:
        text = body.decode("utf-8")
        found = (
            json.loads(text) if text.lstrip()[:1] in "{[" else dict(parse_qsl(text, keep_blank_values=True))
        )
    except (UnicodeDecodeError, ValueError):
        found = {}
    rows = list(_flat("", found)) if found else []
    if not rows:
        return [("(unreadable)", f"{len(body)} bytes, SHA-256 {hashlib.sha256(body).hexdigest()[:16]}…")]
    return rows[:MOST]


def masked_headers(headers: dict[str, Any]) -> list[tuple[str, str]]:
    """Headers, signatures masked."""
    return [
        (name, MASK if _PERSONAL.search(name) else str(value)[:200])
        for name, value in sorted(headers.items())
    ]


def _flat(path: str, value: Any) -> Any:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(f"{path}.{name}" if path else str(name), inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _flat(f"{path}[{number}]", inner)
    else:
        yield path, _shown(path, value)


def _shown(path: str, value: Any) -> str:
    last = path.rpartition(".")[2]
    if value in ("", None):
        return ""
    parts = path.lower().split(".")
    is_personal = _PERSONAL.search(last) or any(
        part in {"customer_details", "billing_details"} for part in parts
    )
    text = str(value)
    return MASK if is_personal or _CHARGEABLE.match(text) else _MAIL.sub(MASK, text)[:200]
