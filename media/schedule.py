"""What beat does for media."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {}
