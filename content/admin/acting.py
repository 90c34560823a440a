"""Verbs that staff call for rows of any organisation."""

from typing import Any, Protocol

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from synthai.core.access import Actor, staff_actor
from synthai.core.errors import DomainError
from synthai.core.tenancy import tenant

MOST = 100


class Verb(Protocol):
    """A service for the row with this key."""

    def __call__(self, key: int, /, *, by: Actor, now: Any) -> Any: ...


def for_each(request: HttpRequest, queryset: QuerySet[Any], verb: Verb, done: str) -> None:
    """Call a service for each row in its organisation; a refusal does not stop the others."""
    for row in queryset.select_related("organisation").order_by("pk")[:MOST]:
        try:
            with tenant(row.organisation):
                verb(row.pk, by=staff_actor(request, row.organisation_id), now=timezone.now())
        except DomainError as error:
            messages.error(request, f"{row.public_id}: {error}")
        else:
            messages.success(request, f"{row.public_id}: {done}")
