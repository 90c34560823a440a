"""What happened to one product's price: decisions with their undo, and changes of the price itself."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pricing.models import Decision, Product, ProductChange, Verb
from synthai.core.models import AuditEntry

LIMIT = 100


@dataclass(frozen=True, kw_only=True)
class DecisionLine:
    """One decision: who took it when, from which price to which (rand incl. VAT), from which day, and who undid it."""

    at: datetime
    what: str
    was_accepted: bool
    from_price: Decimal
    to_price: Decimal | None
    starts_on: date | None
    by: str
    undone_by: str = ""
    undone_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PriceChange:
    """The price itself changed: by a person, or out of a file (`file` and its import's id)."""

    at: datetime
    from_price: Decimal | None
    to_price: Decimal | None
    by: str
    file: str = ""
    import_id: str = ""


def decisions_of(product: Product) -> list[DecisionLine]:
    """The newest decisions about a product, newest first, each with the undo that followed. One query."""
    rows = Decision.objects.filter(product_id=product.pk).select_related("recommendation")
    rows = rows.only(
        "at", "verb", "price", "starts_on", "by_label", "organisation_id", "recommendation__organisation_id",
        "recommendation__current_price",
    ).order_by("-at", "-id")[:LIMIT]  # fmt: skip
    undone: dict[int, Decision] = {}
    found = []
    for row in rows:
        if row.verb == Verb.UNDO:
            undone[row.recommendation_id] = row
        else:
            found.append(_line(row, undone.pop(row.recommendation_id, None)))
    return found


def _line(row: Decision, undo: Decision | None) -> DecisionLine:
    return DecisionLine(
        at=row.at,
        what=str(Verb(row.verb).label),
        was_accepted=row.verb == Verb.ACCEPT,
        from_price=row.recommendation.current_price,
        to_price=row.price,
        starts_on=row.starts_on,
        by=row.by_label,
        undone_by=undo.by_label if undo else "",
        undone_at=undo.at if undo else None,
    )


def price_changes_of(product: Product) -> list[PriceChange]:
    """When the product's own price changed and by whom or what, newest first. Two queries."""
    typed = AuditEntry.objects.filter(
        object_type=product._meta.label_lower,
        object_id=product.public_id,
        code="pricing.product.changed",
        changes__has_key="current_price",
    ).order_by("-at")[:LIMIT]
    read = (
        ProductChange.objects.filter(product_id=product.pk).select_related("source").order_by("-id")[:LIMIT]
    )
    lines = [_typed(entry) for entry in typed] + [_read(change) for change in read if _moved(change)]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:LIMIT]


def _typed(entry: AuditEntry) -> PriceChange:
    before, after = entry.changes["current_price"]
    return PriceChange(at=entry.at, from_price=_amount(before), to_price=_amount(after), by=entry.actor_label)


def _moved(change: ProductChange) -> bool:
    before: dict[str, Any] = change.before
    return bool(before.get("current_price") != change.after.get("current_price"))


def _read(change: ProductChange) -> PriceChange:
    source = change.source
    return PriceChange(
        at=source.finished_at or source.uploaded_at,
        from_price=_amount(change.before.get("current_price")),
        to_price=_amount(change.after.get("current_price")),
        by=source.uploaded_by_label,
        file=source.file_name,
        import_id=source.public_id,
    )


def _amount(kept: Any) -> Decimal | None:
    return None if kept is None else Decimal(str(kept))
