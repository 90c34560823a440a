"""How the staff admin looks: the theme's own settings (django-unfold)."""

from typing import Any

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "SynthAI staff",
    "SITE_HEADER": "SynthAI staff",
    "DASHBOARD_CALLBACK": "synthai.staff.dashboard.dashboard",
    "COMMAND": {"search_callback": "synthai.staff.search.found_rows", "show_history": True},
    "SIDEBAR": {
        "show_search": True,
        "command_search": True,
        "show_all_applications": True,
        "navigation": "synthai.staff.navigation.side_bar",
    },
}
