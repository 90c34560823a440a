"""What beat does for content."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {}
