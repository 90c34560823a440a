"""Staff view of what people are told. Read-only rows; what changes goes through a service."""

from notifications.admin import messages

__all__ = ["messages"]
