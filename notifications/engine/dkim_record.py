"""The record of a DKIM key (RFC 6376, section 3.6.1): is it there, is it ours, is it whole?"""

import base64
import binascii
import re

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from notifications.engine.dns_findings import Finding, Level, Lookup, is_quoted

LEAST_BITS = 1024
GOOD_BITS = 2048
_SPACES = re.compile(r"\s+")


def check_text(domain: str, name: str, wanted: str, lookup: Lookup) -> list[Finding]:
    """The TXT record at `name` must show the key that `wanted` shows."""
    found = lookup(name, "TXT")
    if found is None:
        return [Finding("dns.silent", Level.SILENT, name)]
    if not found:
        return [missing(domain, name, "TXT", wanted, lookup)]
    if len(found) > 1:
        return [Finding("dkim.two", Level.BAD, name, {"count": str(len(found)), "wanted": wanted})]
    return [_of_text(name, found[0], wanted)]


def check_alias(domain: str, name: str, target: str, lookup: Lookup) -> list[Finding]:
    """The CNAME record at `name` must lead to the provider's key."""
    found = lookup(name, "CNAME")
    if found is None:
        return [Finding("dns.silent", Level.SILENT, name)]
    if not found:
        return [missing(domain, name, "CNAME", target, lookup)]
    if found[0].rstrip(".").lower() != target.rstrip(".").lower():
        return [Finding("alias.elsewhere", Level.BAD, name, {"found": found[0], "wanted": target})]
    short = _short_key(name, lookup)
    return [short] if short else [Finding("alias.good", Level.GOOD, name, {"wanted": target})]


def missing(domain: str, name: str, kind: str, wanted: str, lookup: Lookup) -> Finding:
    """Not there; or there under a name that a form has made twice as long."""
    doubled = f"{name}.{domain}"
    values = {"kind": kind, "wanted": wanted, "short": name.removesuffix(f".{domain}"), "doubled": doubled}
    code = "record.doubled" if lookup(doubled, kind) else "record.missing"
    return Finding(code, Level.BAD, name, values)


def bits_of(text: str) -> int | None:
    """How long the RSA key of a record is; None when it shows none."""
    try:
        der = base64.b64decode(_tags(text).get("p", ""), validate=True)
        key = load_der_public_key(der)
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        return None
    return key.key_size if isinstance(key, rsa.RSAPublicKey) else None


def _of_text(name: str, text: str, wanted: str) -> Finding:
    if is_quoted(text):
        return Finding("dkim.quoted", Level.BAD, name, {"found": text[:80], "wanted": wanted})
    tags, ours = _tags(text), _tags(wanted)
    if "p" not in tags or tags.get("v", "DKIM1") != "DKIM1" or tags.get("k", "rsa") != "rsa":
        return Finding("dkim.broken", Level.BAD, name, {"found": text[:80], "wanted": wanted})
    if not tags["p"]:
        return Finding("dkim.revoked", Level.BAD, name, {"wanted": wanted})
    if tags["p"] != ours["p"]:
        return _other_key(name, text, tags["p"], ours["p"], wanted)
    if "y" in tags.get("t", "").split(":"):
        return Finding("dkim.testing", Level.HINT, name)
    return Finding("dkim.good", Level.GOOD, name, {"bits": str(bits_of(text) or "")})


def _other_key(name: str, text: str, found: str, ours: str, wanted: str) -> Finding:
    if ours.startswith(found) or found.startswith(ours):
        values = {"letters": str(len(found)), "of": str(len(ours)), "wanted": wanted}
        return Finding("dkim.cut", Level.BAD, name, values)
    bits = bits_of(text)
    if bits is None:
        return Finding("dkim.broken", Level.BAD, name, {"found": text[:80], "wanted": wanted})
    if bits < LEAST_BITS:
        return Finding("dkim.too_short", Level.BAD, name, {"bits": str(bits), "wanted": wanted})
    return Finding("dkim.other_key", Level.BAD, name, {"bits": str(bits), "wanted": wanted})


def _short_key(name: str, lookup: Lookup) -> Finding | None:
    """A key that the provider shows behind its alias, when it is too short."""
    texts = [text for text in lookup(name, "TXT") or () if "p=" in text]
    bits = bits_of(texts[0]) if texts else None
    if bits is None or bits >= GOOD_BITS:
        return None
    if bits < LEAST_BITS:
        return Finding("dkim.too_short", Level.BAD, name, {"bits": str(bits), "wanted": ""})
    return Finding("dkim.short", Level.HINT, name, {"bits": str(bits)})


def _tags(text: str) -> dict[str, str]:
    found = {}
    for part in text.split(";"):
        tag, has_value, value = part.partition("=")
        if has_value:
            found[tag.strip()] = _SPACES.sub("", value)
    return found
