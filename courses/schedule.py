"""What beat does for courses."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {}
