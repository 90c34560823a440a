"""The part of an address behind the @."""

import re

_DOMAIN = re.compile(r"^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$")
# Everybody has an address there, so nobody's record there proves anything about a business.
PUBLIC = frozenset(
    {
        "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com", "me.com",
        "proton.me", "protonmail.com", "aol.com", "gmx.com", "mail.com", "zoho.com", "webmail.co.za", "mweb.co.za",
        "telkomsa.net", "vodamail.co.za", "iafrica.com", "yahoo.co.za", "yahoo.co.uk", "yandex.com",
    }
)  # fmt: skip


def domain_of(text: str) -> str:
    """The domain of an address (or a domain itself) as the DNS has it. Empty when it is none."""
    name = text.strip().lower().rpartition("@")[2].rstrip(".")
    try:
        name = name.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    return name if _DOMAIN.match(name) else ""
