"""Which acts ask for fresh proof of who one is: one line for every act of accounts. An act without a line fails
tests/tenancy/test_proof.py.

An act is a route's name and a method that changes something; acts before one has signed in are not here.
"""

from typing import Any

Act = tuple[str, str]

BANK = {"holder": "Umoja Foods", "bank": "FNB", "account": "62001234567", "branch_code": "250655"}
INVITED = {"email": "new@umoja.example", "role": "administrator"}

# With what is sent, where that decides.
NEEDED: dict[Act, dict[str, Any]] = {
    ("accounts:organisation-delete", "POST"): {},
    ("accounts:ownership-transfer", "POST"): {},
    ("accounts:member-role", "POST"): {"role": "viewer"},
    ("accounts:member-branches", "POST"): {},
    ("accounts:member-invite", "POST"): INVITED,
    ("accounts:role-create", "POST"): {},
    ("accounts:role-change", "POST"): {},
    ("accounts:role-delete", "POST"): {},
    ("accounts:rule-create", "POST"): {},
    ("accounts:rule-change", "POST"): {},
    ("accounts:rule-delete", "POST"): {},
    ("accounts:key-create", "POST"): {},
    ("accounts:key-change", "POST"): {},
    ("accounts:key-rotate", "POST"): {},
    ("accounts:key-take-over", "POST"): {},
    ("accounts:bank-details", "POST"): BANK,
    ("accounts:bank-details-remove", "POST"): {},
    ("accounts:factor-rule", "POST"): {"roles": "member", "grace_days": "7"},
    ("accounts:support", "POST"): {"reason": "help", "minutes": "60", "level": "look"},
    ("accounts:sso-provider-add", "POST"): {},
    ("accounts:sso-provider", "POST"): {},
    ("accounts:sso-provider-switch", "POST"): {"is_enabled": "0"},
    ("accounts:sso-provider-remove", "POST"): {},
    ("accounts:sso-domain-add", "POST"): {"domain": "another.example"},
    ("accounts:sso-domain-check", "POST"): {},
    ("accounts:sso-domain-remove", "POST"): {},
    ("accounts:sso-domain-joining", "POST"): {"role": "viewer"},
    ("accounts:sso-provider-certificate", "POST"): {"deed": "make"},
    ("accounts:sso-requirement", "POST"): {"is_required": "0"},
    ("api:organisation-deletion", "POST"): {},
    ("api:organisation-ownership", "POST"): {"member": "x"},
    ("api:member", "PATCH"): {"role": "viewer"},
    ("api:invitations", "POST"): INVITED,
    ("api:roles", "POST"): {"name": "Clerk", "capabilities": ["accounts.member.view"]},
    ("api:role", "PATCH"): {"name": "Clerk", "capabilities": ["accounts.member.view"]},
    ("api:role", "DELETE"): {},
    ("api:rules", "POST"): {"name": "Limit", "definition": {}},
    ("api:rule", "PATCH"): {"name": "Limit", "definition": {}},
    ("api:rule", "DELETE"): {},
    ("api:keys", "POST"): {},
    ("api:key", "PATCH"): {},
    ("api:key-rotate", "POST"): {},
    ("api:key-take-over", "POST"): {},
    ("api:support", "POST"): {"reason": "help"},
    ("api:organisation-bank", "PUT"): BANK,
    ("api:organisation-bank", "DELETE"): {},
}

# Pages that ask when they are opened: forms, so that nothing typed is lost, and the download of the whole trail.
ASKS_WHEN_OPENED = {
    "accounts:organisation-delete",
    "accounts:ownership-transfer",
    "accounts:member-branches",
    "accounts:role-create",
    "accounts:role-delete",
    "accounts:rule-create",
    "accounts:key-create",
    "accounts:sso-provider-add",
    "accounts:trail-export",
}

OWN = "about oneself, no right of anybody's"
NARROWS = "takes away only, and may have to be quick"
TAKES_BACK = "puts back what was a moment ago, and nothing else"
LOOKS = "changes nothing"
GUARDED = "allauth asks by its own guard, with the same ten minutes"
ORDINARY = "the daily work, no right of anybody's"

FREE: dict[Act, str] = {
    ("accounts:start", "POST"): OWN,
    ("accounts:profile", "POST"): OWN,
    ("accounts:sign-in-way-link", "POST"): GUARDED,
    ("accounts:sign-in-way-unlink", "POST"): GUARDED,
    ("accounts:device-end", "POST"): NARROWS,
    ("accounts:session-end", "POST"): NARROWS,
    ("accounts:session-end-others", "POST"): NARROWS,
    ("accounts:trust-withdraw", "POST"): NARROWS,
    ("accounts:checklist", "POST"): OWN,
    ("accounts:team-undo", "POST"): TAKES_BACK,
    ("accounts:role-see", "POST"): LOOKS,
    ("accounts:invitation-send-again", "POST"): "the same address, the same role",
    ("accounts:invitation-revoke", "POST"): NARROWS,
    ("accounts:member-remove", "POST"): NARROWS,
    ("accounts:member-leave", "POST"): OWN,
    ("accounts:key-revoke", "POST"): NARROWS,
    ("accounts:organisation-settings", "POST"): ORDINARY,
    ("accounts:organisation-language", "POST"): ORDINARY,
    ("accounts:organisation-logo", "POST"): ORDINARY,
    ("accounts:organisation-logo-remove", "POST"): ORDINARY,
    ("accounts:organisation-undo", "POST"): TAKES_BACK,
    ("accounts:branch-create", "POST"): ORDINARY,
    ("accounts:branch-change", "POST"): ORDINARY,
    ("accounts:branch-close", "POST"): NARROWS,
    ("accounts:branch-reopen", "POST"): ORDINARY,
    ("accounts:branch-undo", "POST"): TAKES_BACK,
    ("accounts:join", "POST"): OWN,
    ("accounts:organisation-keep", "POST"): TAKES_BACK,
    ("accounts:support-end", "POST"): NARROWS,
    ("accounts:support-leave", "POST"): NARROWS,
    ("accounts:trail-check", "POST"): LOOKS,
    ("accounts:sso-provider-test", "POST"): "signs nobody in; switching on asks",
    ("api:token-proof", "POST"): "is the proof",
    ("api:device", "DELETE"): NARROWS,
    ("api:me", "PATCH"): OWN,
    ("api:organisations", "POST"): OWN,
    ("api:invitation-accept", "POST"): OWN,
    ("api:support", "DELETE"): NARROWS,
    ("api:trail-checks", "POST"): LOOKS,
    ("api:organisation", "PATCH"): ORDINARY,
    ("api:organisation-logo", "PUT"): ORDINARY,
    ("api:organisation-logo", "DELETE"): ORDINARY,
    ("api:branches", "POST"): ORDINARY,
    ("api:branch", "PATCH"): ORDINARY,
    ("api:branch-close", "POST"): NARROWS,
    ("api:branch-reopen", "POST"): ORDINARY,
    ("api:organisation-deletion", "DELETE"): TAKES_BACK,
    ("api:rule-lint", "POST"): LOOKS,
    ("api:why", "POST"): LOOKS,
    ("api:role-see", "POST"): LOOKS,
    ("api:key", "DELETE"): NARROWS,
    ("api:leave", "POST"): OWN,
    ("api:member", "DELETE"): NARROWS,
    ("api:invitation", "DELETE"): NARROWS,
    ("api:invitation-send-again", "POST"): "the same address, the same role",
}
