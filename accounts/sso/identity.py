"""What an identity provider said about somebody, in one shape for OpenID Connect and SAML."""

from dataclasses import dataclass
from typing import Any

from accounts.models import SsoProvider
from accounts.models.user import UserManager

# Looked for in this order where the administrator named no attribute.
EMAIL_CLAIMS = ("email",)
NAME_CLAIMS = ("name",)
GROUP_CLAIMS = ("groups", "roles")
_WS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"
EMAIL_ATTRIBUTES = (
    "email",
    "mail",
    "urn:oid:0.9.2342.19200300.100.1.3",
    f"{_WS}/emailaddress",
    "emailAddress",
)
NAME_ATTRIBUTES = (
    "name",
    "displayName",
    "urn:oid:2.16.840.1.113730.3.1.241",
    "http://schemas.microsoft.com/identity/claims/displayname",
    "cn",
    "urn:oid:2.5.4.3",
)
GROUP_ATTRIBUTES = (
    "groups",
    "memberOf",
    "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups",
    "http://schemas.xmlsoap.org/claims/Group",
    "urn:oid:1.3.6.1.4.1.5923.1.5.1.1",
)


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Somebody, as their provider describes them."""

    subject: str
    email: str
    name: str
    groups: tuple[str, ...]
    has_groups: bool  # were groups sent at all?
    is_email_doubted: bool  # the provider itself says that the address is not confirmed
    sent: tuple[str, ...]  # names of everything that was sent


def from_claims(provider: SsoProvider, claims: dict[str, Any]) -> Identity:
    """From OpenID Connect claims."""
    email = _first(claims, _named(provider.email_attribute, EMAIL_CLAIMS))
    groups = _all(claims, _named(provider.groups_attribute, GROUP_CLAIMS))
    return Identity(
        subject=str(claims["sub"]),
        email=UserManager.normalize_email(email),
        name=_first(claims, _named(provider.name_attribute, NAME_CLAIMS)),
        groups=groups or (),
        has_groups=groups is not None,
        is_email_doubted=claims.get("email_verified") in (False, "false"),
        sent=tuple(sorted(claims)),
    )


def from_attributes(
    provider: SsoProvider, attributes: dict[str, list[str]], *, name_id: str, is_name_id_email: bool
) -> Identity:
    """From a SAML assertion's attributes. A NameID in the form of an e-mail address stands in for the attribute."""
    email = _first(attributes, _named(provider.email_attribute, EMAIL_ATTRIBUTES))
    if not email and is_name_id_email and not provider.email_attribute:
        email = name_id
    groups = _all(attributes, _named(provider.groups_attribute, GROUP_ATTRIBUTES))
    return Identity(
        subject=name_id,
        email=UserManager.normalize_email(email),
        name=_first(attributes, _named(provider.name_attribute, NAME_ATTRIBUTES)),
        groups=groups or (),
        has_groups=groups is not None,
        is_email_doubted=False,
        sent=tuple(sorted(attributes)),
    )


def looked_for(provider: SsoProvider, kind: str) -> tuple[str, ...]:
    """The names under which we look for the "email", "name" or "groups"."""
    saml = {"email": EMAIL_ATTRIBUTES, "name": NAME_ATTRIBUTES, "groups": GROUP_ATTRIBUTES}
    oidc = {"email": EMAIL_CLAIMS, "name": NAME_CLAIMS, "groups": GROUP_CLAIMS}
    return _named(getattr(provider, f"{kind}_attribute"), (saml if provider.is_saml else oidc)[kind])


def _named(chosen: str, usual: tuple[str, ...]) -> tuple[str, ...]:
    return (chosen,) if chosen else usual


def _all(said: dict[str, Any], names: tuple[str, ...]) -> tuple[str, ...] | None:
    """Every value of the first attribute that is there; None when none is."""
    for name in names:
        if name in said:
            values = said[name] if isinstance(said[name], list) else [said[name]]
            return tuple(str(value).strip() for value in values)
    return None


def _first(said: dict[str, Any], names: tuple[str, ...]) -> str:
    return next(iter(_all(said, names) or ()), "")
