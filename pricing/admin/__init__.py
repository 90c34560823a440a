"""Staff view of pricing."""

from pricing.admin import catalogue, decisions

__all__ = ["catalogue", "decisions"]
