"""How the staff admin looks: the theme's own settings (django-unfold)."""

from typing import Any

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "SynthAI staff",
    "SITE_HEADER": "SynthAI staff",
    "SITE_ICON": "synthai.staff.navigation.mark",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": "synthai.staff.navigation.mark"}],
    "COLORS": {
        "primary": {
            "50": "#f0f9f5",
            "100": "#dff2ea",
            "200": "#bfe5d5",
            "300": "#8fd1b6",
            "400": "#62d2a6",
            "500": "#2b9e78",
            "600": "#0b6b4f",
            "700": "#095a43",
            "800": "#07523c",
            "900": "#063f2f",
            "950": "#04241a",
        }
    },
    "DASHBOARD_CALLBACK": "synthai.staff.dashboard.dashboard",
    "COMMAND": {"search_callback": "synthai.staff.search.found_rows", "show_history": True},
    "SIDEBAR": {
        "show_search": True,
        "command_search": True,
        "show_all_applications": True,
        "navigation": "synthai.staff.navigation.side_bar",
    },
}
