"""A gateway's message into its table, in one statement and one commit: it stands between the gateway and its answer.

Django's bulk_create would open a transaction around it and count copies with a second statement: five round trips for one.
"""

import json
from typing import Any

from django.db import connection

from billing.models import GatewayMessage

_STORE = """
INSERT INTO billing_gatewaymessage (public_id, gateway, dedupe_key, kind, state, body, headers, source_ip, verdicts, copies,
    payment_reference, error, received_at, next_try_at, attempts)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 1, '', '', %s, %s, 0)
ON CONFLICT (gateway, dedupe_key) DO UPDATE SET copies = billing_gatewaymessage.copies + 1
"""


def store(row: GatewayMessage) -> None:
    """Keep it, or count another copy of the one that came before. No tenant may be active."""
    values: list[Any] = [
        row.public_id,
        row.gateway,
        row.dedupe_key,
        row.kind,
        row.state,
        bytes(row.body),
        json.dumps(row.headers),
        row.source_ip,
        json.dumps(row.verdicts),
        row.received_at,
        row.next_try_at,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_STORE, values)
