"""What is left of an organisation in search when it ends: nothing."""

from synthai.core.models import (
    SearchAudience,
    SearchChange,
    SearchChunk,
    SearchCommon,
    SearchEntry,
    SearchMiss,
    SearchTerm,
)
from synthai.core.search import backends


def erase(organisation_id: int) -> None:
    """Delete all of it, in another backend too. Needs that tenant and a transaction."""
    for model in (
        SearchChunk,
        SearchEntry,
        SearchAudience,
        SearchChange,
        SearchTerm,
        SearchCommon,
        SearchMiss,
    ):
        model.objects.all().delete()
    backends.forget_organisation(organisation_id)
