"""Facts, and what follows from them.

`publish` writes an outbox row in the transaction of the fact; the relay (synthai.core.outbox) hands it to every
receiver at least once, in no promised order. Each app's receivers.py is the table of what follows:

    on(billing.events.InvoicePaid, tasks.enrolments_activate)

A receiver is a tenant task called with `event_id`, `name`, `payload` and `organisation_id`; it dedupes by the event id.
"""

import logging
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from celery import current_app
from django.db import transaction
from django.utils.module_loading import autodiscover_modules
from kombu.exceptions import OperationalError as BrokerUnreachable

from synthai.core.correlation import current_request_id
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import active_organisation_id

RELAY_TASK = "synthai.core.outbox.outbox_relay"
logger = logging.getLogger("synthai.events")

_kinds: dict[str, type["Event"]] = {}
_receivers: dict[str, list[Any]] = {}


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of every fact, named in the past tense: `pricing.events.ImportFinished`.

    Fields are ids and plain values (text, numbers, booleans, dates, lists and dicts of them), never personal
    data. A subclass is only ever extended, and receivers ignore fields they do not know.
    """

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        known = _kinds.setdefault(cls.dotted_name(), cls)
        if known.__module__ != cls.__module__:
            raise TypeError(f"{known.__module__} and {cls.__module__} both have an event {cls.__name__}.")

    @classmethod
    def dotted_name(cls) -> str:
        """App and class: "pricing.ImportFinished". Stable: stored in the outbox."""
        return f"{cls.__module__.removeprefix('synthai.').split('.')[0]}.{cls.__name__}"


def payload_of(event: Event) -> dict[str, Any]:
    """The fields as JSON can hold them. Raises TypeError for anything that is not plain."""
    return {field.name: _plain(getattr(event, field.name)) for field in fields(event)}


def publish(event: Event) -> OutboxEvent:
    """Record the fact in the running transaction, for the active organisation (or none), and wake the relay.

    Raises TransactionManagementError outside a transaction: a fact without its work could be lost or be false.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            f"{event.dotted_name()} was published outside a transaction: publish inside the service's atomic block."
        )
    row: OutboxEvent = OutboxEvent.objects.create(
        organisation_id=active_organisation_id(),
        name=event.dotted_name(),
        payload=payload_of(event),
        request_id=current_request_id() or "",
    )
    _wake_relay_on_commit()
    return row


def on(event: type[Event], task: Any) -> None:
    """Let `task` (a tenant task, or a system task for facts of no organisation) follow `event`."""
    tasks = _receivers.setdefault(event.dotted_name(), [])
    if task not in tasks:
        tasks.append(task)


def receivers_of(name: str) -> list[Any]:
    """The tasks that follow the event of this name, in the order of their registration."""
    _discover()
    return list(_receivers.get(name, ()))


def wake_relay() -> None:
    """Ask a worker to relay what waits. When Valkey is out of reach, the sweep of the next minute does it."""
    try:
        current_app.tasks[RELAY_TASK].apply_async(expires=60, retry=False)
    except (BrokerUnreachable, OSError):
        logger.warning("The relay could not be woken; the sweep of the next minute takes over.")


@cache
def _discover() -> None:
    """Import every app's receivers.py once, when the first event is relayed: then all apps are loaded."""
    autodiscover_modules("receivers")


def _wake_relay_on_commit() -> None:
    """Once per transaction (or savepoint), however many facts it has."""
    connection = transaction.get_connection()
    if not any(entry[1] is wake_relay for entry in connection.run_on_commit):
        transaction.on_commit(wake_relay, robust=True)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple | frozenset | set):
        return [_plain(inner) for inner in value]
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    raise TypeError(f"An event carries plain values, not {type(value).__name__}.")
