"""Staff view of what people are told. Read-only rows; what changes goes through a service."""

from notifications.admin import messages, wording

__all__ = ["messages", "wording"]
