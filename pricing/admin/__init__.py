"""Staff view of pricing."""

from pricing.admin import decisions

__all__ = ["decisions"]
