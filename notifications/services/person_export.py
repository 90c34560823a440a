"""What we hold about what a person is told, for herself and for staff who answer her (POPIA sections 23 and 25): choices, consents with
their proof, addresses masked, messages. No other person is in it."""

from datetime import datetime
from typing import Any

from notifications.channels.protocol import Channel
from notifications.models import Address, Choice, ChoiceChange, Delivery, Message, Notification
from notifications.models.message import CHANNELS
from notifications.services import addresses, choices, consents

MOST = 5000  # of what grows: the newest
_CHANNELS = dict(CHANNELS)


def of_person(user_id: int, *, now: datetime) -> dict[str, Any]:
    """All of it, as JSON holds it. The queries do not grow with the rows."""
    hours = choices.hours_of(user_id)
    return {
        "made_at": now.isoformat(),
        "hours": {
            "zone": hours.zone,
            "quiet_from": _text(hours.quiet_from),
            "quiet_until": _text(hours.quiet_until),
            "digest_hour": hours.digest_hour,
            "digest_weekday": hours.digest_weekday,
        },
        "choices": [
            {
                "category": row.category,
                "channel": row.channel,
                "frequency": row.frequency,
                "since": row.chosen_at.isoformat(),
            }
            for row in Choice.objects.filter(user_id=user_id).order_by("category", "channel")
        ],
        "consents": proof(user_id),
        "asked": [
            {"category": row.category, "wording": row.wording, "at": row.asked_at.isoformat()}
            for row in consents.asked(user_id)
        ],
        "changes": [_change(row) for row in _changes(user_id)],
        "addresses": [
            {
                "channel": row.channel,
                "address": addresses.masked(Channel(row.channel), row.value) or str(_CHANNELS[row.channel]),
                "label": row.label,
                "since": row.created_at.isoformat(),
            }
            for row in Address.objects.filter(user_id=user_id).order_by("pk")
        ],
        "inbox": [
            {
                "kind": row.kind,
                "title": row.title,
                "body": row.body,
                "at": row.created_at.isoformat(),
                "read_at": _text(row.read_at),
            }
            for row in Notification.objects.for_person(user_id).order_by("-created_at", "-pk")[:MOST]
        ],
        "messages": _messages(user_id),
    }


def proof(user_id: int) -> list[dict[str, Any]]:
    """Every consent given or withdrawn, newest first, with what was shown and how it came."""
    return [
        {
            **_change(row),
            "given": row.after not in ("", "off"),
            "wording": row.wording,
            "ip": row.ip,
            "evidence": row.evidence,
        }
        for row in consents.history(user_id)
    ]


def _changes(user_id: int) -> list[ChoiceChange]:
    return list(ChoiceChange.objects.filter(user_id=user_id).order_by("-at", "-pk")[:MOST])


def _change(row: ChoiceChange) -> dict[str, Any]:
    return {
        "what": row.what,
        "before": row.before,
        "after": row.after,
        "way": row.way,
        "at": row.at.isoformat(),
    }


def _messages(user_id: int) -> list[dict[str, Any]]:
    rows = list(Message.objects.filter(user_id=user_id).order_by("-created_at", "-pk")[:MOST])
    went: dict[int, list[dict[str, Any]]] = {}
    for each in Delivery.objects.filter(message__in=rows).order_by("pk"):
        found = {"channel": each.channel, "state": each.state, "finished_at": _text(each.finished_at)}
        went.setdefault(each.message_id, []).append(found)
    return [
        {
            "kind": row.kind,
            "values": row.values,
            "at": row.created_at.isoformat(),
            "decision": row.decision,
            "deliveries": went.get(row.pk, []),
        }
        for row in rows
    ]


def _text(value: Any) -> str | None:
    return value.isoformat() if value is not None else None
