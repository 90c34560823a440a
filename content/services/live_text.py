"""The text that is being written right now: in Valkey for who opens the page in the middle, in pieces for who watches.

What is shown here is void as soon as the section is written or begun anew; nothing of it is kept.
"""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.utils.crypto import salted_hmac

from content.models import WritingRun
from synthai.core import realtime, valkey
from synthai.core.access import Actor

PREFIX: Final = "content.run."
AREA: Final = "content"
_KEPT = timedelta(hours=1)
_TOPIC: Final = re.compile(r"content\.run\.([A-Za-z0-9]+)-([A-Za-z0-9]+)(?:-([0-9a-f]{16}))?")


def topic(organisation_public_id: str, run_public_id: str, only: str = "") -> str:
    """What the page of a run listens to. `only` is the mark of a confidential document's run, which its writer and few others hear."""
    return f"{PREFIX}{organisation_public_id}-{run_public_id}{f'-{only}' if only else ''}"


def topic_of(run: WritingRun) -> str:
    """The topic of a run, with the mark that its document asks for."""
    return topic(run.organisation.public_id, run.public_id, _mark_of(run))


def mark(run_public_id: str, user_id: int | None) -> str:
    """What stands for the writer in the topic of a run. Another reader's mark names another topic, on which nothing is ever said."""
    return salted_hmac("content.run", f"{run_public_id}:{user_id}", algorithm="sha256").hexdigest()[:16]


def named(topic_: str) -> tuple[str, str, str]:
    """The organisation, the run and the mark that a topic names; empty ones where it names none."""
    found = _TOPIC.fullmatch(topic_)
    return (found[1], found[2], found[3] or "") if found else ("", "", "")


def organisation_of(topic_: str) -> str:
    """The public id of the organisation whose run a topic names; nothing when it names none."""
    return named(topic_)[0]


def topic_for(by: Actor, run: WritingRun) -> str:
    """The same for somebody's organisation, without a query."""
    return topic(by.organisation_public_id or "", run.public_id, _mark_of(run))


def _mark_of(run: WritingRun) -> str:
    return mark(run.public_id, run.document.created_by_id) if run.document.is_confidential else ""


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
