"""Hints to editors' open tabs that somebody read. A burst becomes a hint a second, and the last reader is never lost.

A hint carries the piece's public id and nothing else: the page fetches its figures and is judged there.
"""

from typing import Final

from accounts import selectors as people
from synthai.core import realtime, valkey
from synthai.core.tasks import send_named

AREA: Final = "readers"
KIND: Final = "piece"
LATE: Final = "publishing.tasks.readers_hint_late"
PAUSE: Final = 1.0  # seconds between two hints


def topic_of(organisation_public_id: str) -> str:
    """What the pages of figures listen to."""
    return realtime.organisation_topic(organisation_public_id, AREA)


def counted(organisation_id: int, piece: str) -> None:
    """A figure of a piece (its public id) changed: tell open tabs, or at the end of the second when they were just told.

    Call it after the commit. Without Valkey nothing is told: tabs fetch by themselves.
    """
    try:
        client, length = valkey.client(), int(PAUSE * 1000)
        if client.set(_key("told", organisation_id), 1, nx=True, px=length):
            _push(organisation_id, piece)
        elif client.set(_key("late", organisation_id), 1, nx=True, px=length * 5):
            send_named(LATE, after=PAUSE, organisation_id=organisation_id, piece=piece)
    except valkey.Unreachable:
        return


def ring_late(organisation_id: int, piece: str) -> None:
    """The end of a burst: whatever came in since is on the page that is fetched now."""
    try:
        client = valkey.client()
        client.delete(_key("late", organisation_id))
        client.set(_key("told", organisation_id), 1, px=int(PAUSE * 1000))
    except valkey.Unreachable:
        return
    _push(organisation_id, piece)


def _push(organisation_id: int, piece: str) -> None:
    realtime.push(topic_of(people.public_id_of(organisation_id)), KIND, piece)


def _key(word: str, organisation_id: int) -> str:
    return valkey.key("publishing", "readers", word, str(organisation_id))
