"""Staff view of what people are told. Read-only rows; what changes goes through a service."""

from notifications.admin import announcements, messages, rules, senders, wording

__all__ = ["announcements", "messages", "rules", "senders", "wording"]
