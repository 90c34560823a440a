"""What a self-test found, in words: each thing we need or can use, whether it came, and how to mend it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts import policy
from accounts.models import SsoProvider
from accounts.sso import selectors
from accounts.sso.identity import Identity, looked_for

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked for."""

    title: "_StrOrPromise"
    is_right: bool
    is_needed: bool
    sentence: "_StrOrPromise"


def of(provider: SsoProvider, identity: Identity) -> list[Finding]:
    """All findings for what came back. Needs no tenant; one query."""
    return [
        _subject(identity),
        _email(provider, identity),
        _domain(provider, identity),
        _name(provider, identity),
        _groups(provider, identity),
        _sign_out(provider),
    ]


def sign_out_sentence(provider: SsoProvider) -> "_StrOrPromise":
    """Whether signing out here signs out there too, in words."""
    if provider.sign_out_url:
        return _("Whoever signs out here is signed out there too.")
    if provider.is_saml:
        return _(
            "Signing out here leaves people signed in there: the metadata names no single logout service for the binding "
            "HTTP-Redirect."
        )
    return _("Signing out here leaves people signed in there: the provider names no end_session_endpoint.")


def _subject(identity: Identity) -> Finding:
    is_right = bool(identity.subject)
    sentence = (
        _("It stays the same for this person, so we know them again when their address changes.")
        if is_right
        else _("No identifier came. Send a persistent NameID, or the claim “sub”.")
    )
    return Finding(title=_("Identifier"), is_right=is_right, is_needed=True, sentence=sentence)


def _email(provider: SsoProvider, identity: Identity) -> Finding:
    is_right = "@" in identity.email and not identity.is_email_doubted
    if is_right:
        sentence = identity.email
    elif identity.is_email_doubted:
        sentence = _("The provider says that %(email)s is not confirmed. Confirm it there.") % {
            "email": identity.email
        }
    elif identity.email:
        sentence = _("“%(value)s” came, which is no e-mail address. Choose another attribute.") % {
            "value": identity.email
        }
    else:
        sentence = _missing(provider, identity, "email")
    return Finding(title=_("E-mail address"), is_right=is_right, is_needed=True, sentence=sentence)


def _domain(provider: SsoProvider, identity: Identity) -> Finding:
    domain = selectors.domain_of(identity.email) if "@" in identity.email else ""
    if not domain:
        sentence = _("No e-mail address came, so there is no domain to look at. Mend the address first.")
        return Finding(title=_("E-mail domain"), is_right=False, is_needed=True, sentence=sentence)
    is_right = selectors.is_proven(domain, provider.organisation.pk)
    sentence = (
        _("%(domain)s is proven to be yours.")
        if is_right
        else _("%(domain)s is not proven to be yours: people with this address stay out until it is.")
    ) % {"domain": domain}
    return Finding(title=_("E-mail domain"), is_right=is_right, is_needed=True, sentence=sentence)


def _name(provider: SsoProvider, identity: Identity) -> Finding:
    sentence = identity.name or _missing(provider, identity, "name")
    return Finding(title=_("Name"), is_right=bool(identity.name), is_needed=False, sentence=sentence)


def _groups(provider: SsoProvider, identity: Identity) -> Finding:
    organisation = provider.organisation
    role = selectors.role_for(provider, identity.groups, organisation)
    if not identity.has_groups:
        sentence = _missing(provider, identity, "groups")
    else:
        sentence = _("Groups: %(groups)s. Role: %(role)s.") % {
            "groups": ", ".join(identity.groups) or "–",
            "role": policy.label_of(organisation, role) if role else _("none, it was deleted"),
        }
    is_needed = bool(provider.group_roles)
    return Finding(title=_("Groups"), is_right=identity.has_groups, is_needed=is_needed, sentence=sentence)


def _sign_out(provider: SsoProvider) -> Finding:
    return Finding(
        title=_("Single logout"),
        is_right=bool(provider.sign_out_url),
        is_needed=False,
        sentence=sign_out_sentence(provider),
    )


def _missing(provider: SsoProvider, identity: Identity, kind: str) -> str:
    return _("Missing. We looked for %(names)s; the provider sent %(sent)s.") % {
        "names": ", ".join(f"“{name}”" for name in looked_for(provider, kind)),
        "sent": ", ".join(f"“{name}”" for name in identity.sent) or _("no attributes"),
    }
