"""What beat does for publishing."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {}
