"""PayFast's two signatures. Both are MD5 over `name=value` pairs and the passphrase; nothing else about them is alike.

The form is signed in the documented order of fields and never sorted. The API is signed sorted by name.
A notification is checked over the bytes that came: see notification.py.
"""

import hashlib
from collections.abc import Iterable, Mapping
from urllib.parse import quote_plus

# The order in which the form is signed. PayFast's `notify_method`, `fica_idnumber` and `currency` are left out on purpose:
# sources disagree about their place.
FORM_ORDER = (
    *("merchant_id", "merchant_key", "return_url", "cancel_url", "notify_url"),
    *("name_first", "name_last", "email_address", "cell_number"),
    *("m_payment_id", "amount", "item_name", "item_description"),
    *(f"custom_int{number}" for number in range(1, 6)),
    *(f"custom_str{number}" for number in range(1, 6)),
    *("email_confirmation", "confirmation_address", "payment_method"),
    *("subscription_type", "billing_date", "recurring_amount", "frequency", "cycles"),
    *("subscription_notify_email", "subscription_notify_webhook", "subscription_notify_buyer"),
)
_NOT_IN_API_SIGNATURE = {"testing", "signature"}
# What PHP's trim() takes away; Python's strip() would take a non-breaking space too.
_PHP_BLANKS = " \t\n\r\0\x0b"


def encode(value: str) -> str:
    """As PHP's urlencode: blank to `+`, upper-case hex, and `~` is not safe."""
    return quote_plus(value).replace("~", "%7E")


def in_order(fields: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The form's fields in signing order, trimmed, without blank ones. "0" is not blank. Unknown names raise KeyError."""
    if unknown := fields.keys() - set(FORM_ORDER):
        raise KeyError(f"No field of PayFast's form: {', '.join(sorted(unknown))}")
    return tuple((name, value) for name in FORM_ORDER if (value := fields.get(name, "").strip(_PHP_BLANKS)))


def form_signature(fields: Iterable[tuple[str, str]], passphrase: str) -> str:
    """Of fields that stand in signing order already. An empty passphrase is no passphrase."""
    trimmed = ((name, value.strip(_PHP_BLANKS)) for name, value in fields)
    pairs = [f"{name}={encode(value)}" for name, value in trimmed if value]
    if passphrase:
        pairs.append(f"passphrase={encode(passphrase)}")
    return _md5("&".join(pairs).encode())


def api_signature(values: Mapping[str, str], passphrase: str) -> str:
    """Of headers, body and query together: sorted by name, empty values skipped, "0" kept."""
    signed = {name: value for name, value in values.items() if name not in _NOT_IN_API_SIGNATURE}
    signed["passphrase"] = passphrase
    return _md5(
        "&".join(f"{name}={encode(value)}" for name, value in sorted(signed.items()) if value).encode()
    )


def notification_signature(signed: bytes, passphrase: str) -> str:
    """Of a notification's body without its signature pair, as it came: blanks included, nothing decoded."""
    return _md5(signed + (f"&passphrase={encode(passphrase)}".encode() if passphrase else b""))


def _md5(text: bytes) -> str:
    return hashlib.md5(text, usedforsecurity=False).hexdigest()
