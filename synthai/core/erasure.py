"""Who deletes what when an organisation ends (POPIA s24): each app its own rows, from the top of the stack down.

accounts runs the erasers in one transaction inside the organisation's tenant, then counts what is left of every
tenant table; a row that no eraser took stops the purge. So a new table without an eraser is found, not forgotten.
"""

from collections.abc import Callable

Eraser = Callable[[int], object]

_erasers: dict[str, tuple[int, Eraser]] = {}


def organisation_eraser(key: str, eraser: Eraser, *, order: int) -> None:
    """Register `eraser(organisation_id)`; lower `order` runs first (apps higher in the stack use lower numbers).

    It runs in an open transaction with the tenant active, deletes with querysets, and leaves files to
    `transaction.on_commit`. Registering the same key again replaces it.
    """
    _erasers[key] = (order, eraser)


def organisation_erasers() -> list[tuple[str, Eraser]]:
    """Name and function of every eraser, in the order to run them."""
    ordered = sorted(_erasers.items(), key=lambda entry: (entry[1][0], entry[0]))
    return [(key, eraser) for key, (_, eraser) in ordered]
