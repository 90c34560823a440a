"""The text that is being written right now: in Valkey for who opens the page in the middle, in pieces for who watches.

What is shown here is void as soon as the section is written or begun anew; nothing of it is kept.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from synthai.core import realtime, valkey
from synthai.core.access import Actor

PREFIX: Final = "content.run."
AREA: Final = "content"
_KEPT = timedelta(hours=1)
_PARTS = 2


def topic(organisation_public_id: str, run_public_id: str) -> str:
    """What the page of a run listens to."""
    return f"{PREFIX}{organisation_public_id}-{run_public_id}"


def organisation_of(topic_: str) -> str:
    """The public id of the organisation whose run a topic names; nothing when it names none."""
    ids = topic_.removeprefix(PREFIX).split("-")
    return ids[0] if topic_.startswith(PREFIX) and len(ids) == _PARTS else ""


def topic_for(by: Actor, run_public_id: str) -> str:
    """The same for somebody's organisation."""
    return topic(by.organisation_public_id or "", run_public_id)


def hint(topic_: str, run_public_id: str, version: int) -> None:
    """Tell open pages now that the run moved: they fetch it anew."""
    realtime.push(topic_, "run", run_public_id, version)


def so_far(run_public_id: str, positions: Sequence[int]) -> dict[int, str]:
    """What was written of these sections so far. Nothing when Valkey does not answer."""
    if not positions:
        return {}
    try:
        found = valkey.client().mget([_key(run_public_id, each) for each in positions])
    except valkey.Unreachable:
        return {}
    return {each: str(text) for each, text in zip(positions, found, strict=True) if text}


class LiveText:
    """One section's text while it is written, by the one worker that holds its run."""

    def __init__(self, topic_: str, run_public_id: str, position: int) -> None:
        self._topic, self._name = topic_, str(position)
        self._key = _key(run_public_id, position)
        self._place = 0

    def add(self, text: str) -> None:
        """Some more of it. A page that opens now must find what it is not sent any more, so it is kept first."""
        if self.keep(text):
            self._place = realtime.push_piece(self._topic, self._name, text, place=self._place)

    def keep(self, text: str) -> bool:
        """Keep some more of it for who opens the page. False when Valkey does not answer."""
        try:
            pipe = valkey.client().pipeline(transaction=False)
            pipe.append(self._key, text)
            pipe.expire(self._key, _KEPT)
            pipe.execute()
        except valkey.Unreachable:
            return False
        return True

    def void(self) -> None:
        """What was shown does not hold: away with it, on open pages too."""
        self.forget()
        if self._place:
            realtime.push(self._topic, "void", self._name)
        self._place = 0

    def forget(self) -> None:
        """It is written, or given up."""
        try:
            valkey.client().delete(self._key)
        except valkey.Unreachable:
            return


def _key(run_public_id: str, position: int) -> str:
    return valkey.key("content", "writing", run_public_id, str(position))
