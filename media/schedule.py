"""What beat does for media."""

from typing import Any


def _sweep(task: str, schedule: float, *, due: str, expires: int) -> dict[str, Any]:
    """Send a task to each organisation with files that are `due`."""
    return {
        "task": "synthai.core.fan_out.abandoned_sweep",
        "schedule": schedule,
        "kwargs": {"model": "media.Asset", "task": f"media.tasks.{task}", "due": due},
        "options": {"expires": expires},
    }


SCHEDULE: dict[str, dict[str, Any]] = {
    "media-assets-sweep": _sweep("assets_sweep", 30.0, due="abandoned", expires=28),
    "media-assets-clean": _sweep("assets_clean", 86_400.0, due="forgotten", expires=3600),
}
