"""Rows of a small tenant table to try the fences on: categories of products."""

from typing import Any

from pricing.models import Category
from synthai.core.tenancy import tenant


def unsaved(organisation: Any, name: str) -> Category:
    return Category(organisation=organisation, name=name)


def stored(organisation: Any, *wanted: str) -> list[Category]:
    """Rows of that organisation, whatever tenant is active."""
    with tenant(organisation):
        rows = [unsaved(organisation, name) for name in wanted]
        for row in rows:
            row.save()
        return rows


def names() -> list[str]:
    """What the ORM sees now."""
    return sorted(Category.objects.values_list("name", flat=True))
