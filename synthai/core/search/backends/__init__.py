"""Who ranks: PostgreSQL, or an OpenSearch of the installation's own in front of it.

Entries are kept in PostgreSQL either way, and what a person is shown is read from there, inside the tenant and with the
person's tokens asked again. So another backend gives nothing away by being wrong, and can be lost.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from django.conf import settings

from synthai.core.events import publish
from synthai.core.search.asking import Ask, Lists
from synthai.core.search.events import OrganisationLeftSearch
from synthai.core.search.pieces import SearchPiece
from synthai.core.tenancy import all_tenants


class OutOfReach(RuntimeError):
    """The backend does not answer, or answers that it cannot."""


class Ranking(Protocol):
    """Whoever makes lists of a question."""

    def lists(self, ask: Ask) -> Lists:
        """What matches, best first, of the ask's organisation and tokens alone. Raises OutOfReach."""


class Other(Ranking, Protocol):
    """A backend that keeps entries of its own."""

    def keep(
        self,
        organisation_id: int,
        kind: str,
        pieces: Mapping[str, SearchPiece],
        *,
        vectors: Mapping[str, list[tuple[str, str]] | None],
        at: datetime,
    ) -> None:
        """Write these over what was there, unless that was written later than `at`. Raises OutOfReach."""

    def drop(self, organisation_id: int, kind: str, keys: Sequence[str], *, at: datetime) -> None:
        """Take these out. Raises OutOfReach."""

    def forget(self, organisation_id: int) -> None:
        """Take out all of an organisation. Raises OutOfReach."""


def other() -> Other | None:
    """The backend that the settings name beside PostgreSQL, if any."""
    if not settings.OPENSEARCH_URL:
        return None
    from synthai.core.search.backends import opensearch  # noqa: PLC0415 - for who has one

    return opensearch.OpenSearch(settings.OPENSEARCH_URL, settings.OPENSEARCH_INDEX)


def forget_organisation(organisation_id: int) -> None:
    """Have all of an organisation taken out of the other backend, where there is one. Needs a transaction.

    A fact in the outbox that belongs to no organisation, since the organisation's own go with it: the task that follows is
    tried again while the backend is out of reach, and staff see it when it gives up.
    """
    if settings.OPENSEARCH_URL:
        with all_tenants(reason="search: an organisation leaves the other backend"):
            publish(OrganisationLeftSearch(number=organisation_id))
