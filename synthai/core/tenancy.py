"""Which organisation the running code works for.

One context variable feeds both fences: the condition that every queryset of a tenant table compiles
(synthai.core.models.fence) and the setting that PostgreSQL's row-level security reads (synthai.core.postgres).
It crosses `await`, `sync_to_async` and `copy_context()`; a new thread starts with no tenant.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import Model

logger = logging.getLogger("synthai.tenancy")


class _All(Enum):
    ALL = "all"


ALL: Final = _All.ALL
Scope: TypeAlias = int | Literal[_All.ALL]

_scope: ContextVar[Scope | None] = ContextVar("synthai_tenant", default=None)


class TenantMissing(RuntimeError):
    """A tenant table was touched while no organisation is active."""


class WrongTenant(RuntimeError):
    """A row of one organisation was to be written while another is active."""


@contextmanager
def tenant(organisation: "Model | int") -> Iterator[int]:
    """Work for one organisation until the block ends; yields its primary key.

    Takes the organisation or its primary key. May be nested, also with another organisation: what was
    active before is active again afterwards. Raises TypeError for an organisation that was never saved.
    """
    key = organisation if isinstance(organisation, int) else organisation.pk
    if not isinstance(key, int) or isinstance(key, bool):
        raise TypeError(f"tenant() takes a saved organisation or its primary key, not {organisation!r}.")
    token = _scope.set(key)
    try:
        yield key
    finally:
        _scope.reset(token)


@contextmanager
def all_tenants(*, reason: str) -> Iterator[None]:
    """See every organisation's rows until the block ends: the single way round the fence.

    Allowed in core, staff admin, commands, migrations and roll-ups. Each entry is a log record of
    `synthai.tenancy` with its reason. Raises ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("all_tenants() needs a reason: it is kept in the log.")
    if _scope.get() is not ALL:
        logger.info("all tenants entered: %s", reason, extra={"reason": reason})
    token = _scope.set(ALL)
    try:
        yield
    finally:
        _scope.reset(token)


def active() -> Scope:
    """The active organisation's primary key, or ALL. Raises TenantMissing when none is active."""
    scope = _scope.get()
    if scope is None:
        raise TenantMissing("No organisation is active: enter one with `with tenant(organisation):`.")
    return scope


def active_or_none() -> Scope | None:
    """As `active()`, with None for no tenant: for code that must work on both sides of the fence."""
    return _scope.get()


def active_organisation_id() -> int | None:
    """The active organisation's primary key; None when there is none, or when all are open."""
    scope = _scope.get()
    return scope if isinstance(scope, int) else None


def bind(connection: "BaseDatabaseWrapper | None" = None) -> None:
    """Make the running transaction carry the active tenant, for statements that pass no Django cursor.

    Needed before `cursor.copy(…)` only. Raises TransactionManagementError outside a transaction, where
    there is nothing the setting could belong to.
    """
    from django.db import connection as default_connection  # noqa: PLC0415 - the backend imports this module

    chosen = connection or default_connection
    chosen.bind_tenant()  # type: ignore[attr-defined]  # synthai.core.postgres.base.DatabaseWrapper
