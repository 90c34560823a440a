"""Marketing texts as pages and the API find them."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from content.models import BannedWord, CopyRequest, CopyVariant
from synthai.core.errors import NotFound


def copies() -> Any:
    """All that are kept, each with how many variants it has and how many were used, for a list by key."""
    return CopyRequest.objects.kept().annotate(
        variant_count=_counted(CopyVariant.objects.all()),
        used_count=_counted(CopyVariant.objects.filter(used_at__isnull=False)),
    )


def _counted(rows: Any) -> Any:
    counted = (
        rows.filter(request=OuterRef("pk")).values("request").annotate(number=Count("pk")).values("number")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def get_copy(public_id: str) -> CopyRequest:
    """One that is kept. Raises NotFound."""
    return _one(CopyRequest.objects.kept(), public_id)


def get_removed(public_id: str) -> CopyRequest:
    """One that can be put back, or is kept. Raises NotFound."""
    return _one(CopyRequest.objects.all(), public_id)


def is_removed(public_id: str) -> bool:
    """Whether it can be put back."""
    return CopyRequest.objects.filter(public_id=public_id, removed_at__isnull=False).exists()


def _one(rows: Any, public_id: str) -> CopyRequest:
    found: CopyRequest | None = (
        rows.select_related("organisation").filter(public_id=public_id).order_by("pk").first()
    )
    if found is None:
        raise NotFound
    return found


def variants_of(row: CopyRequest) -> list[CopyVariant]:
    """Its variants in order. One query."""
    return list(CopyVariant.objects.filter(request=row).order_by("number"))


def get_variant(public_id: str) -> CopyVariant:
    """One variant of a text that is kept. Raises NotFound."""
    found: CopyVariant | None = (
        CopyVariant.objects.select_related("request")
        .filter(public_id=public_id, request__removed_at__isnull=True)
        .order_by("pk")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def favourites() -> list[CopyVariant]:
    """The variants that are kept as favourites, newest first; 50 at most. One query."""
    rows = CopyVariant.objects.select_related("request").filter(
        is_favourite=True, request__removed_at__isnull=True
    )
    return list(rows.order_by("-created_at", "-pk")[:50])


def words() -> list[BannedWord]:
    """The words that are never used. One query."""
    return list(BannedWord.objects.order_by("word"))


def get_word(public_id: str) -> BannedWord:
    """One of them. Raises NotFound."""
    found: BannedWord | None = BannedWord.objects.filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found
