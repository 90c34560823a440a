"""Jobs that staff restart or stop: one service call for each chosen row, in its organisation."""

from typing import TYPE_CHECKING, Any, Protocol

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from synthai.core.access import Actor, staff_actor
from synthai.core.errors import DomainError
from synthai.core.tenancy import tenant

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.functional import _StrOrPromise

MOST = 100


class Verb(Protocol):
    """A service of runs or imports."""

    def __call__(self, key: int, /, *, by: Actor, now: "datetime") -> Any: ...


def for_each(request: HttpRequest, queryset: QuerySet[Any], verb: Verb, done: "_StrOrPromise") -> None:
    """Call a service for each row, and say what became of each; a refusal does not stop the others."""
    for row in queryset.select_related("organisation").order_by("pk")[:MOST]:
        try:
            with tenant(row.organisation):
                verb(row.pk, by=staff_actor(request, row.organisation_id), now=timezone.now())
        except DomainError as error:
            messages.error(request, f"{row.public_id}: {error}")
        else:
            messages.success(request, f"{row.public_id}: {done}")
