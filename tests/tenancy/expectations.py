"""Who may open what: one line for every route. A route without a line fails tests/tenancy/test_urls.py.

`Everyone`: no sign-in needed. `Person`: anybody signed in, for what is their own. `Guarded`: under an organisation, by
method; the capability, or None for any member. `Staff`: the admin. `ids` says what the address names, as nouns of
tests/tenancy/world.py; each is also tried with another organisation's (or person's) row, which must not be found.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Everyone:
    """Answers nobody too, with one of these statuses."""

    statuses: tuple[int, ...] = (200,)
    ids: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Person:
    """Answers whoever is signed in."""

    methods: tuple[str, ...] = ("GET",)
    ids: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Guarded:
    """Answers members of the organisation in the address who hold the method's capability."""

    methods: dict[str, str | None]
    ids: dict[str, str] = field(default_factory=dict)
    data: dict[str, Any] = field(
        default_factory=dict
    )  # where an empty form is refused before the row is looked up


@dataclass(frozen=True)
class Staff:
    """Answers staff only."""


Expectation = Everyone | Person | Guarded | Staff


def reads(capability: str | None, **ids: str) -> Guarded:
    return Guarded({"GET": capability}, ids)


def posts(capability: str | None, **ids: str) -> Guarded:
    return Guarded({"POST": capability}, ids)


def form(capability: str | None, **ids: str) -> Guarded:
    """A page with a form that posts to itself."""
    return Guarded({"GET": capability, "POST": capability}, ids)


SITE: dict[str, Expectation] = {
    "site:home": Everyone((200, 302)),
    "site:manifest": Everyone(),
    "site:styleguide": Everyone(),
    "healthz": Everyone(),
    "readyz": Everyone((200, 503)),
    "development:outbox": Everyone(),
    "api-ground:schema": Everyone(),
    "api-ground:docs": Everyone(),
    "api-ground:problem-list": Everyone(),
    "api-ground:problem-detail": Everyone(ids={"code": "problem"}),
    "api-ground:root": Everyone((404,)),
    "api-ground:unknown": Everyone((404,), {"rest": "nonsense"}),
}

SIGN_IN: dict[str, Expectation] = {
    "account_login": Everyone((200, 302)),
    "account_logout": Everyone((200, 302)),
    "account_inactive": Everyone(),
    "account_signup": Everyone((200, 302)),
    "account_email_verification_sent": Everyone(),
    "account_reset_password": Everyone((200, 302)),
    "account_reset_password_done": Everyone(),
    "account_reset_password_from_key": Everyone(ids={"uidb36": "nonsense", "key": "nonsense"}),
    "account_reset_password_from_key_done": Everyone(),
    "account_confirm_email": Everyone(ids={"key": "nonsense"}),
    "account_confirm_login_code": Everyone((302,)),
    "account_request_login_code": Everyone((200, 302)),
    "account_reauthenticate": Person(),
    "account_email": Person(),
    "account_change_password": Person(),
    "account_set_password": Person(),
}

SECOND_FACTORS: dict[str, Expectation] = {
    "mfa_index": Person(),
    "mfa_authenticate": Everyone((302,)),
    "mfa_reauthenticate": Person(),
    "mfa_trust": Everyone((302,)),
    "mfa_activate_totp": Person(),
    "mfa_deactivate_totp": Person(),
    "mfa_view_recovery_codes": Person(),
    "mfa_generate_recovery_codes": Person(),
    "mfa_list_webauthn": Person(),
    "mfa_add_webauthn": Person(),
    "mfa_reauthenticate_webauthn": Person(),
    "mfa_remove_webauthn": Person(ids={"passkey": "passkey"}),
    "mfa_edit_webauthn": Person(ids={"passkey": "passkey"}),
    "mfa_keep_webauthn": Person(("POST",), {"passkey": "passkey"}),
    "mfa_login_webauthn": Everyone((302,)),
}

PEOPLE: dict[str, Expectation] = {
    "accounts:home": Person(),
    "accounts:start": Person(("GET", "POST")),
    "accounts:organisation-list": Person(),
    "accounts:join": Person(("POST",)),
    "accounts:profile": Person(("GET", "POST")),
    "accounts:proof-given": Person(),
    "accounts:sign-in-again": Person(),
    "accounts:device-list": Person(),
    "accounts:device-end": Person(("POST",), {"device": "device"}),
    "accounts:session-end": Person(("POST",), {"session": "session"}),
    "accounts:session-end-others": Person(("POST",)),
    "accounts:trust-withdraw": Person(("POST",)),
    "accounts:invitation-accept": Everyone((404, 410), {"token": "nonsense"}),
    "accounts:invitation-sign-out": Everyone((405,), {"token": "nonsense"}),
    "notifications:notification-list": Person(),
    "notifications:bell": Person(),
    "notifications:notification-read-all": Person(("POST",)),
    "notifications:notification-open": Person(("POST",), {"public_id": "notification"}),
    "notifications:notification-read": Person(("POST",), {"public_id": "notification"}),
    "accounts:jwks": Everyone(),
    "accounts:app-authorize": Everyone((400,)),
    "api:token": Everyone((405,)),
    "api:token-code": Everyone((405,)),
    "api:token-second-factor": Everyone((405,)),
    "api:token-proof": Person(("POST",)),
    "api:devices": Person(),
    "api:device": Person(("DELETE",), {"device": "device"}),
    "api:token-refresh": Everyone((405,)),
    "api:token-revoke": Everyone((405,)),
    "api:me": Person(("GET", "PATCH")),
    "api:organisations": Person(("GET", "POST")),
    "api:invitation-accept": Person(("POST",)),
    "api:notifications": Person(),
    "api:notifications-unread": Person(),
    "api:notifications-read-all": Person(("POST",)),
    "api:notification": Person(("PATCH",), {"public_id": "notification"}),
}

TEAM: dict[str, Expectation] = {
    "accounts:dashboard": reads(None),
    "accounts:checklist": posts(None),
    "accounts:team": reads("accounts.member.view"),
    "accounts:team-undo": posts("accounts.member.view"),
    "accounts:role-table": reads("accounts.member.view"),
    "accounts:rule-list": reads("accounts.rule.change"),
    "accounts:rule-create": form("accounts.rule.change"),
    "accounts:rule-change": form("accounts.rule.change", rule="rule"),
    "accounts:rule-delete": posts("accounts.rule.change", rule="rule"),
    "accounts:why": reads(None),
    "accounts:key-list": reads("accounts.key.change"),
    "accounts:key-create": form("accounts.key.change"),
    "accounts:key-change": form("accounts.key.change", key="key"),
    "accounts:key-rotate": Guarded({"POST": "accounts.key.change"}, {"key": "key"}, {"overlap_hours": "0"}),
    "accounts:key-take-over": posts("accounts.key.change", key="key"),
    "accounts:key-revoke": posts("accounts.key.change", key="key"),
    "accounts:branch-list": reads("accounts.branch.change"),
    "accounts:branch-create": form("accounts.branch.change"),
    "accounts:branch-undo": posts("accounts.branch.change"),
    "accounts:branch-change": form("accounts.branch.change", branch="branch"),
    "accounts:branch-close": posts("accounts.branch.change", branch="branch"),
    "accounts:branch-reopen": posts("accounts.branch.change", branch="branch"),
    "accounts:member-branches": form("accounts.member.change_role", member="member"),
    "accounts:role-create": form("accounts.role.change"),
    "accounts:role-see": form("accounts.role.change"),
    "accounts:role-change": form("accounts.role.change", role="role"),
    "accounts:role-delete": form("accounts.role.change", role="role"),
    "accounts:member-invite": posts("accounts.member.invite"),
    "accounts:invitation-send-again": posts("accounts.member.invite", invitation="invitation"),
    "accounts:invitation-revoke": posts("accounts.member.invite", invitation="invitation"),
    "accounts:member-role": Guarded(
        {"POST": "accounts.member.change_role"}, {"member": "member"}, {"role": "viewer"}
    ),
    "accounts:member-remove": posts("accounts.member.remove", member="member"),
    "accounts:member-leave": form(None),
    "accounts:ownership-transfer": form("accounts.organisation.transfer"),
    "accounts:organisation-settings": Guarded({"GET": None, "POST": "accounts.organisation.change"}),
    "accounts:organisation-logo": posts("accounts.organisation.change"),
    "accounts:organisation-logo-remove": posts("accounts.organisation.change"),
    "accounts:organisation-undo": posts("accounts.organisation.change"),
    "accounts:organisation-logo-picture": reads(None, logo="logo", picture="logo_picture"),
    "accounts:factor-rule": form("accounts.organisation.change"),
    "accounts:organisation-delete": form("accounts.organisation.delete"),
    "accounts:organisation-keep": posts("accounts.organisation.delete"),
    "accounts:support": form("accounts.support.allow"),
    "accounts:support-end": posts("accounts.support.allow"),
    "accounts:support-leave": posts(None),
    "api:support": Guarded(
        {
            "GET": "accounts.support.allow",
            "POST": "accounts.support.allow",
            "DELETE": "accounts.support.allow",
        }
    ),
    "accounts:trail": reads("accounts.audit.view"),
    "accounts:trail-export": reads("accounts.audit.export"),
    "accounts:trail-check": posts("accounts.audit.view"),
    "accounts:trail-check-state": reads("accounts.audit.view", check="audit_check"),
    "api:trail": reads("accounts.audit.view"),
    "api:trail-checks": posts("accounts.audit.view"),
    "api:trail-check": reads("accounts.audit.view", check="audit_check"),
    "api:organisation": Guarded({"GET": None, "PATCH": "accounts.organisation.change"}),
    "api:organisation-logo": Guarded(
        {"GET": None, "PUT": "accounts.organisation.change", "DELETE": "accounts.organisation.change"}
    ),
    "api:organisation-logo-picture": reads(None, logo="logo", picture="logo_picture"),
    "api:organisation-deletion": Guarded(
        {"POST": "accounts.organisation.delete", "DELETE": "accounts.organisation.delete"}
    ),
    "api:organisation-ownership": posts("accounts.organisation.transfer"),
    "api:roles": Guarded({"GET": "accounts.member.view", "POST": "accounts.role.change"}),
    "api:rules": form("accounts.rule.change"),
    "api:rule-lint": posts("accounts.rule.change"),
    "api:rule": Guarded(
        dict.fromkeys(("GET", "PATCH", "DELETE"), "accounts.rule.change"),
        {"rule": "rule"},
        {"name": "Limit", "definition": {}},
    ),
    "api:why": posts(None),
    "api:branches": Guarded({"GET": "accounts.member.view", "POST": "accounts.branch.change"}),
    "api:branch": Guarded(
        {"GET": "accounts.member.view", "PATCH": "accounts.branch.change"},
        {"branch": "branch"},
        {"name": "Soweto", "code": "SOW"},
    ),
    "api:branch-close": posts("accounts.branch.change", branch="branch"),
    "api:branch-reopen": posts("accounts.branch.change", branch="branch"),
    "api:keys": form("accounts.key.change"),
    "api:key": Guarded(dict.fromkeys(("GET", "PATCH", "DELETE"), "accounts.key.change"), {"key": "key"}),
    "api:key-rotate": posts("accounts.key.change", key="key"),
    "api:key-take-over": posts("accounts.key.change", key="key"),
    "api:role-see": posts("accounts.role.change"),
    "api:role": Guarded(
        {
            "GET": "accounts.member.view",
            "PATCH": "accounts.role.change",
            "DELETE": "accounts.role.change",
        },
        {"role": "role"},
        {"name": "Clerk", "capabilities": ["accounts.member.view"]},
    ),
    "api:leave": posts(None),
    "api:members": reads("accounts.member.view"),
    "api:member": Guarded(
        {
            "GET": "accounts.member.view",
            "PATCH": "accounts.member.change_role",
            "DELETE": "accounts.member.remove",
        },
        {"member": "member"},
        {"role": "viewer"},
    ),
    "api:invitations": form("accounts.member.invite"),
    "api:invitation": Guarded(
        {"GET": "accounts.member.invite", "DELETE": "accounts.member.invite"}, {"invitation": "invitation"}
    ),
    "api:invitation-send-again": posts("accounts.member.invite", invitation="invitation"),
}

PRICING: dict[str, Expectation] = {
    "pricing:recommendation-list": reads("pricing.product.view"),
    "pricing:accept-many": posts("pricing.recommendation.accept"),
    "pricing:undo-many": posts("pricing.recommendation.accept"),
    "pricing:accept": posts("pricing.recommendation.accept", public_id="recommendation"),
    "pricing:reject": posts("pricing.recommendation.accept", public_id="recommendation"),
    "pricing:undo": posts("pricing.recommendation.accept", public_id="recommendation"),
    "pricing:product-detail": reads("pricing.product.view", public_id="product"),
    "pricing:product-list": reads("pricing.product.view"),
    "pricing:product-edit": form("pricing.product.change", public_id="product"),
    "pricing:import-list": reads("pricing.product.view"),
    "pricing:import-create": form("pricing.import.create"),
    "pricing:import-detail": reads("pricing.product.view", public_id="import"),
    "pricing:import-map": posts("pricing.import.create", public_id="import"),
    "pricing:import-cancel": posts("pricing.import.create", public_id="import"),
    "pricing:import-retry": posts("pricing.import.create", public_id="import"),
    "pricing:import-remap": posts("pricing.import.create", public_id="import"),
    "pricing:import-undo": posts("pricing.import.undo", public_id="import"),
    "pricing:import-report": reads("pricing.product.view", public_id="import"),
    "pricing:sample-remove": form("pricing.import.undo"),
    "pricing:run-list": reads("pricing.product.view"),
    "pricing:run-start": posts("pricing.run.create"),
    "pricing:run-detail": reads("pricing.product.view", public_id="run"),
    "pricing:run-banner": reads("pricing.product.view", public_id="run"),
    "pricing:run-cancel": posts("pricing.run.cancel", public_id="run"),
    "pricing:price-list": reads("pricing.pricelist.export"),
    "pricing:price-list-file": reads("pricing.pricelist.export", file_format="file_format"),
    "pricing:settings": Guarded({"GET": "pricing.product.view", "POST": "pricing.settings.change"}),
}

PRICING_API: dict[str, Expectation] = {
    "api:pricing-imports": Guarded({"GET": "pricing.product.view", "POST": "pricing.import.create"}),
    "api:pricing-import": Guarded(
        {"GET": "pricing.product.view", "PATCH": "pricing.import.create"},
        {"public_id": "import"},
        {"mapping": {}},
    ),
    "api:pricing-import-start": posts("pricing.import.create", public_id="import"),
    "api:pricing-import-problems": reads("pricing.product.view", public_id="import"),
    "api:pricing-import-report": reads("pricing.product.view", public_id="import"),
    "api:pricing-import-cancel": posts("pricing.import.create", public_id="import"),
    "api:pricing-import-retry": posts("pricing.import.create", public_id="import"),
    "api:pricing-import-undo": posts("pricing.import.undo", public_id="import"),
    "api:pricing-products": reads("pricing.product.view"),
    "api:pricing-product": Guarded(
        {"GET": "pricing.product.view", "PATCH": "pricing.product.change"}, {"public_id": "product"}
    ),
    "api:pricing-sample-remove": posts("pricing.import.undo"),
    "api:pricing-runs": Guarded({"GET": "pricing.product.view", "POST": "pricing.run.create"}),
    "api:pricing-run": reads("pricing.product.view", public_id="run"),
    "api:pricing-run-cancel": posts("pricing.run.cancel", public_id="run"),
    "api:pricing-recommendations": reads("pricing.product.view"),
    "api:pricing-accept-many": posts("pricing.recommendation.accept"),
    "api:pricing-recommendation": reads("pricing.product.view", public_id="recommendation"),
    "api:pricing-accept": posts("pricing.recommendation.accept", public_id="recommendation"),
    "api:pricing-reject": posts("pricing.recommendation.accept", public_id="recommendation"),
    "api:pricing-undo": posts("pricing.recommendation.accept", public_id="recommendation"),
    "api:pricing-price-list": reads("pricing.pricelist.export"),
    "api:pricing-guard-rails": Guarded({"GET": "pricing.product.view", "PATCH": "pricing.settings.change"}),
}

SSO: dict[str, Expectation] = {
    "accounts:social-start": Everyone((404,), {"provider": "nonsense"}),
    "accounts:sso-start": Everyone(),
    "accounts:sso-go": Everyone((404,), {"provider": "nonsense"}),
    "accounts:sign-in-ways": Person(),
    "accounts:sign-in-way-link": Person(("POST",), {"provider": "nonsense"}),
    "accounts:sign-in-way-unlink": Person(("POST",)),
    "socialaccount_signup": Everyone((302,)),
    "socialaccount_login_cancelled": Everyone(),
    "google_callback": Everyone((404,)),
    "microsoft_callback": Everyone((404,)),
    "apple_callback": Everyone((405,)),
    "apple_finish_callback": Everyone((404,)),
    "openid_connect_callback": Everyone((404,), {"provider_id": "nonsense"}),
    "saml_acs": Everyone((405,), {"provider": "nonsense"}),
    "saml_finish_acs": Everyone((404,), {"provider": "nonsense"}),
    "saml_sls": Everyone((404,), {"provider": "nonsense"}),
    "oidc_signed_out": Everyone((404,), {"provider": "nonsense"}),
    "oidc_back_channel": Everyone((405,), {"provider": "nonsense"}),
    "saml_metadata": Everyone((404,), {"provider": "nonsense"}),
    "accounts:sso": reads("accounts.sso.change"),
    "accounts:sso-provider-add": form("accounts.sso.change", protocol="protocol"),
    "accounts:sso-provider": form("accounts.sso.change", provider="sso_provider"),
    "accounts:sso-provider-switch": posts("accounts.sso.change", provider="sso_provider"),
    "accounts:sso-provider-test": posts("accounts.sso.change", provider="sso_provider"),
    "accounts:sso-provider-certificate": posts("accounts.sso.change", provider="sso_provider"),
    "accounts:sso-provider-remove": posts("accounts.sso.change", provider="sso_provider"),
    "accounts:sso-domain-add": posts("accounts.sso.change"),
    "accounts:sso-domain-check": posts("accounts.sso.change", domain="sso_domain"),
    "accounts:sso-domain-remove": posts("accounts.sso.change", domain="sso_domain"),
    "accounts:sso-domain-joining": posts("accounts.sso.change", domain="sso_domain"),
    "accounts:sso-requirement": posts("accounts.sso.change"),
}

EXPECTATIONS: dict[str, Expectation] = {
    **SITE,
    **SIGN_IN,
    **SSO,
    **SECOND_FACTORS,
    **PEOPLE,
    **TEAM,
    **PRICING,
    **PRICING_API,
}


def expectation(name: str) -> Expectation | None:
    """The line for a route; the admin's, some hundred made by Django, share one."""
    return Staff() if name.startswith("admin:") else EXPECTATIONS.get(name)
