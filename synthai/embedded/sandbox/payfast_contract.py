"""What PayFast asks of a form and of an API request: order, encoding, signatures, limits. Written from its contract."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from urllib.parse import parse_qsl

# The documented order of the form's fields, by their documented groups.
FIELDS = (
    *("merchant_id", "merchant_key", "return_url", "cancel_url", "notify_url"),  # merchant
    *("name_first", "name_last", "email_address", "cell_number"),  # buyer
    *("m_payment_id", "amount", "item_name", "item_description"),  # transaction
    *("custom_int1", "custom_int2", "custom_int3", "custom_int4", "custom_int5"),
    *("custom_str1", "custom_str2", "custom_str3", "custom_str4", "custom_str5"),
    *("email_confirmation", "confirmation_address", "payment_method"),  # options
    *("subscription_type", "billing_date", "recurring_amount", "frequency", "cycles"),  # recurring billing
    *("subscription_notify_email", "subscription_notify_webhook", "subscription_notify_buyer"),
)
LIMITS = {"m_payment_id": 100, "item_name": 100, "item_description": 255} | {
    f"custom_str{number}": 255 for number in range(1, 6)
}
MINIMUM = Decimal("5.00")
MISMATCH = "signature: Generated signature does not match submitted signature"
# Trimmed as PHP does.
BLANKS = " \t\n\r\0\x0b"

_KEPT = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")
_AMOUNT = re.compile(r"\d+\.\d\d", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def php_encode(text: str) -> str:
    """PHP's urlencode, byte by byte."""
    return "".join(
        chr(byte) if byte in _KEPT else "+" if byte == 0x20 else f"%{byte:02X}" for byte in text.encode()
    )


def joined(pairs: Iterable[tuple[str, str]]) -> str:
    """`a=1&b=2`, encoded."""
    return "&".join(f"{name}={php_encode(value)}" for name, value in pairs)


def sign(text: str, passphrase: str) -> str:
    """MD5 of a parameter string and the passphrase, if there is one."""
    if passphrase:
        text += f"&passphrase={php_encode(passphrase)}"
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def sign_api(values: Mapping[str, str], passphrase: str) -> str:
    """Headers, body and query, sorted with the passphrase among them, empty ones left out."""
    pairs = [*values.items(), ("passphrase", passphrase)]
    used = [(name, value) for name, value in pairs if value and name not in {"testing", "signature"}]
    return sign(joined(sorted(used)), "")


class Form:
    """A posted form: its fields as they came, and what PayFast has against it."""

    def __init__(self, body: bytes) -> None:
        self.pairs = parse_qsl(body.decode("utf-8", errors="replace"), keep_blank_values=True)
        self.fields = {name: value.strip(BLANKS) for name, value in self.pairs}

    def get(self, name: str) -> str:
        """The value, or ""."""
        return self.fields.get(name, "")

    def problems(self, *, merchant_id: str, merchant_key: str, passphrase: str) -> list[str]:
        """In PayFast's manner: the field, then what is wrong with it."""
        found = []
        if (self.get("merchant_id"), self.get("merchant_key")) != (merchant_id, merchant_key):
            found.append("merchant_id: Unknown merchant ID or merchant key")
        found += [f"{name}: This field is required" for name in ("amount", "item_name") if not self.get(name)]
        found += [
            f"{name}: No more than {limit} characters"
            for name, limit in LIMITS.items()
            if len(self.get(name)) > limit
        ]
        known = {*FIELDS, "signature"}
        found += [f"{name}: Unknown field" for name, _value in self.pairs if name not in known]
        if len(self.fields) != len(self.pairs):
            found.append("form: A field came twice")
        return [*found, *self._amounts(), *self._recurring(passphrase), *self._signature(passphrase)]

    def _amounts(self) -> list[str]:
        found = [
            f"{name}: Write it with a point and two decimals"
            for name in ("amount", "recurring_amount")
            if self.get(name) and not _AMOUNT.fullmatch(self.get(name))
        ]
        if found or not self.get("amount"):
            return found
        amount = Decimal(self.get("amount"))
        if amount < MINIMUM and not (amount == 0 and self.get("subscription_type")):
            found.append("amount: The minimum is R5.00")
        if self.get("recurring_amount") and Decimal(self.get("recurring_amount")) < MINIMUM:
            found.append("recurring_amount: The minimum is R5.00")
        return found

    def _recurring(self, passphrase: str) -> list[str]:
        kind = self.get("subscription_type")
        if not kind:
            return []
        found = [] if passphrase else ["passphrase: Recurring billing needs one in the merchant's settings"]
        if kind not in {"1", "2"}:
            found.append("subscription_type: 1 or 2")
        if kind == "1":
            if self.get("frequency") not in {"1", "2", "3", "4", "5", "6"}:
                found.append("frequency: 1 to 6")
            if not self.get("cycles").isdigit():
                found.append("cycles: This field is required")
            if self.get("billing_date") and not _DAY.fullmatch(self.get("billing_date")):
                found.append("billing_date: YYYY-MM-DD")
        return found

    def _signature(self, passphrase: str) -> list[str]:
        given = self.get("signature")
        if not given:
            return ["signature: This field is required"] if passphrase else []
        pairs = [(name, self.get(name)) for name in FIELDS if self.get(name)]
        if given == sign(joined(pairs), passphrase):
            return []
        return [f"{MISMATCH}{self._guess(given, pairs, passphrase)}"]

    def _guess(self, given: str, pairs: list[tuple[str, str]], passphrase: str) -> str:
        """PayFast leaves one alone with this; a sandbox may say what it looks like."""
        blank = [(name, self.get(name)) for name in FIELDS if name in self.fields]
        without_zero = [(name, value) for name, value in pairs if value != "0"]
        guesses = {
            " (it fits the fields in alphabetical order: that is the API's rule, not the form's)": sign(
                joined(sorted(pairs)), passphrase
            ),
            " (it fits without the passphrase)": sign(joined(pairs), ""),
            " (it fits with blank fields: leave them out)": sign(joined(blank), passphrase),
            ' (it fits without fields that are "0": those are not blank)': sign(
                joined(without_zero), passphrase
            ),
        }
        return next((words for words, signature in guesses.items() if signature == given), "")
