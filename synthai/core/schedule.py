"""What beat sends for the machinery; synthai/celery.py merges every app's schedule into one.

`expires` keeps a stopped worker from finding a pile of sweeps: one is enough.
"""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "core-outbox-relay": {
        "task": "synthai.core.outbox.outbox_relay",
        "schedule": 60.0,
        "options": {"queue": "default", "expires": 55},
    },
    "core-audit-anchor": {
        "task": "synthai.core.audit_anchors.audit_anchor",
        "schedule": 3600.0,
        "options": {"queue": "default", "expires": 3000},
    },
    "core-rows-forget": {
        "task": "synthai.core.housekeeping.rows_forget",
        "schedule": 3600.0,
        "options": {"queue": "default", "expires": 3000},
    },
    "core-uploads-forget": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 3600.0,
        "kwargs": {
            "model": "core.Upload",
            "task": "synthai.core.housekeeping.uploads_forget",
            "due": "stale",
        },
        "options": {"queue": "default", "expires": 3000},
    },
    "core-search-late": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 60.0,
        "kwargs": {
            "model": "core.SearchChange",
            "task": "synthai.core.search.tasks.search_index",
            "due": "late",
        },
        "options": {"queue": "default", "expires": 55},
    },
    "core-search-refresh": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 3600.0,
        "kwargs": {
            "model": "core.SearchEntry",
            "task": "synthai.core.search.tasks.search_refresh",
            "due": "outdated",
        },
        "options": {"queue": "default", "expires": 3000},
    },
    "core-search-catch-up": {
        "task": "synthai.core.search.tasks.search_catch_up",
        "schedule": 3600.0,
        "options": {"queue": "default", "expires": 3000},
    },
    "core-search-misses-forget": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 86400.0,
        "kwargs": {
            "model": "core.SearchMiss",
            "task": "synthai.core.search.tasks.search_misses_forget",
            "due": "stale",
        },
        "options": {"queue": "default", "expires": 80000},
    },
    "core-search-hits-forget": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": 86400.0,
        "kwargs": {
            "model": "core.SearchHit",
            "task": "synthai.core.search.tasks.search_hits_forget",
            "due": "stale",
        },
        "options": {"queue": "default", "expires": 80000},
    },
}
