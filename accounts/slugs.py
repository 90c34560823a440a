"""Addresses of organisations: `Umoja Foods (Pty) Ltd` lives at /o/umoja-foods/."""

import re
import unicodedata

from accounts.models import Organisation
from accounts.models.organisation import SLUG_LENGTH

# Words that would read as a part of the product, or that somebody could use to pose as us.
RESERVED = frozenset(
    [
        "accounts",
        "admin",
        "administrator",
        "api",
        "app",
        "billing",
        "courses",
        "dev",
        "docs",
        "health",
        "help",
        "home",
        "invitations",
        "login",
        "logout",
        "mail",
        "new",
        "notifications",
        "o",
        "organisation",
        "organisations",
        "password",
        "pricing",
        "profile",
        "root",
        "security",
        "settings",
        "signup",
        "staff",
        "start",
        "static",
        "status",
        "styleguide",
        "support",
        "synthai",
        "system",
        "team",
        "test",
        "webhook",
        "webhooks",
        "ws",
        "www",
    ]
)
_COMPANY_FORMS = re.compile(r"\s*\(?\b(pty|proprietary|ltd|limited|cc|npc|inc|rf)\b\.?\)?", re.IGNORECASE)
_SPARE = 6  # room for "-12345"


def base_slug(name: str) -> str:
    """A slug from a name, not yet unique: ASCII, company form left out, never empty and never reserved."""
    ascii_name = (
        unicodedata.normalize("NFKD", _COMPANY_FORMS.sub("", name)).encode("ascii", "ignore").decode()
    )
    words = re.sub(r"[^a-z0-9]+", "-", ascii_name.lower()).strip("-")
    slug = words[: SLUG_LENGTH - _SPARE].strip("-") or "shop"
    return f"{slug}-shop" if slug in RESERVED or len(slug) < 2 else slug


def free_slug(name: str) -> str:
    """A slug from a name that no organisation has now; the unique constraint still decides a race."""
    base = base_slug(name)
    taken = set(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"
