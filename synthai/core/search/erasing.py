"""What is left of an organisation in search when it ends: nothing."""

from typing import Final

from synthai.core.models import (
    SearchAudience,
    SearchChange,
    SearchChunk,
    SearchCommon,
    SearchDay,
    SearchEntry,
    SearchHit,
    SearchMiss,
    SearchRead,
    SearchTerm,
)
from synthai.core.search import backends

_ALL: Final = (
    SearchChunk,
    SearchEntry,
    SearchAudience,
    SearchChange,
    SearchTerm,
    SearchCommon,
    SearchMiss,
    SearchRead,
    SearchHit,
    SearchDay,
)


def erase(organisation_id: int) -> None:
    """Delete all of it, in another backend too. Needs that tenant and a transaction."""
    for model in _ALL:
        model.objects.all().delete()
    backends.forget_organisation(organisation_id)
