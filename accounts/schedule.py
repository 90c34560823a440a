"""What beat does for accounts."""

from datetime import timedelta
from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "accounts-support-expire-due": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": timedelta(minutes=1),
        "kwargs": {"model": "accounts.SupportAccess", "task": "accounts.tasks.support_expire"},
        "options": {"expires": 55},
    },
    "accounts-organisations-purge-due": {
        "task": "accounts.tasks.organisations_purge_due",
        "schedule": timedelta(hours=1),
    },
    "accounts-token-families-forget": {
        "task": "accounts.tasks.token_families_forget",
        "schedule": timedelta(hours=24),
    },
    "accounts-sessions-forget": {
        "task": "accounts.tasks.sessions_forget",
        "schedule": timedelta(hours=24),
    },
    "accounts-sso-certificates": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": timedelta(hours=24),
        "kwargs": {
            "model": "accounts.SsoProvider",
            "due": "to_look_after",
            "task": "accounts.tasks.sso_certificates_look_after",
        },
    },
    "accounts-logos-forget-replaced": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": timedelta(minutes=15),
        "kwargs": {
            "model": "accounts.Logo",
            "due": "outdated",
            "task": "accounts.tasks.logos_forget_replaced",
        },
    },
    "accounts-sso-domains": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": timedelta(hours=12),
        "kwargs": {
            "model": "accounts.SsoDomain",
            "due": "to_check_again",
            "task": "accounts.tasks.sso_domains_check_again",
        },
    },
    "accounts-keys-expiring": {
        "task": "accounts.tasks.keys_tell_of_expiry",
        "schedule": timedelta(hours=12),
    },
}
