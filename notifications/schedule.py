"""What beat does for notifications."""

from datetime import timedelta
from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "notifications-mail-sweep": {
        "task": "notifications.tasks.mail_sweep",
        "schedule": timedelta(seconds=20),
    },
    "notifications-deliveries-sweep": {
        "task": "notifications.tasks.deliveries_sweep",
        "schedule": timedelta(seconds=20),
    },
    "notifications-callbacks-sweep": {
        "task": "notifications.tasks.callbacks_sweep",
        "schedule": timedelta(seconds=20),
    },
    "notifications-escalations-sweep": {
        "task": "notifications.tasks.escalations_sweep",
        "schedule": timedelta(seconds=20),
    },
    "notifications-announcements-sweep": {
        "task": "notifications.tasks.announcements_sweep",
        "schedule": timedelta(minutes=1),
    },
    "notifications-team-announcements-sweep": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": timedelta(minutes=1),
        "kwargs": {
            "model": "notifications.TeamAnnouncement",
            "task": "notifications.tasks.team_announcements_sweep",
            "due": "at_work",
        },
    },
    "notifications-facts-sweep": {
        "task": "notifications.tasks.facts_sweep",
        "schedule": timedelta(minutes=2),
    },
    "notifications-providers-watch": {
        "task": "notifications.tasks.providers_watch",
        "schedule": timedelta(minutes=1),
    },
    "notifications-replays-sweep": {
        "task": "notifications.tasks.replays_sweep",
        "schedule": timedelta(minutes=2),
    },
    "notifications-inbox-wake": {
        "task": "notifications.tasks.inbox_wake",
        "schedule": timedelta(minutes=1),
    },
    "notifications-mail-purge": {
        "task": "notifications.tasks.mail_purge",
        "schedule": timedelta(hours=24),
    },
    "notifications-senders-check": {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": timedelta(minutes=30),
        "kwargs": {
            "model": "notifications.Sender",
            "due": "to_check_again",
            "task": "notifications.tasks.sender_check_again",
        },
    },
}
