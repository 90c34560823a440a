"""South African telephone numbers, as people write them, in E.164. Numbers of other countries pass in international form.

The rules are those of the national plan: country code 27, nine national digits, trunk prefix 0. Number portability means that
a prefix tells mobile from fixed, never the network.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["mobile", "fixed", "other", "foreign"]

_ALLOWED: Final = re.compile(r"[0-9+()\-./\s\u00a0\u2010-\u2013]{1,40}\Z")
_MOBILE: Final = re.compile(r"(?:6\d|7\d|8[1-4])\d{7}\Z")
_FIXED: Final = re.compile(r"[1-5]\d{8}\Z")
_OTHER: Final = re.compile(r"8[0567]\d{7}\Z")  # toll-free, shared cost, voice over IP: nothing to write to
_FOREIGN: Final = re.compile(r"(?!27)[1-9]\d{7,14}\Z")


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number that exists in a numbering plan."""

    e164: str
    kind: Kind

    @property
    def takes_messages(self) -> bool:
        """Whether SMS and WhatsApp may be tried: mobiles, and foreign numbers, of which we cannot tell."""
        return self.kind in {"mobile", "foreign"}

    @property
    def national(self) -> str:
        """As South Africans write it: 082 123 4567. Foreign numbers stay as they are."""
        if self.kind == "foreign":
            return self.e164
        digits = self.e164.removeprefix("+27")
        return f"0{digits[:2]} {digits[2:5]} {digits[5:]}"


def read(text: str) -> Number | None:
    """The number that was meant, or None when it is none."""
    if not _ALLOWED.match(text.strip()):
        return None
    joined = re.sub(r"[^0-9+]", "", text.replace("(0)", ""))
    digits = joined.lstrip("+")
    if "+" in digits or joined.startswith("++"):
        return None
    if joined.startswith("+") and not digits.startswith("27"):
        return Number(e164=f"+{digits}", kind="foreign") if _FOREIGN.match(digits) else None
    return _south_african(digits.removeprefix("00"))


def _south_african(digits: str) -> Number | None:
    if digits.startswith("27") and len(digits) in {11, 12}:
        digits = digits[2:]
    national = digits.removeprefix("0")
    for kind, form in (("mobile", _MOBILE), ("fixed", _FIXED), ("other", _OTHER)):
        if form.match(national):
            return Number(e164=f"+27{national}", kind=kind)  # type: ignore[arg-type]  # mypy reads the tuple as text
    return None
