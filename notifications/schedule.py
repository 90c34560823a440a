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
    "notifications-facts-sweep": {
        "task": "notifications.tasks.facts_sweep",
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
}
