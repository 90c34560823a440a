"""The answer that is being written right now: in Valkey for who opens the page in the middle, in pieces for who watches.

The topic of a question holds a mark that stands for who asked: with another person's mark it names another topic, on which nothing is ever
said. Nothing of what is shown here is kept.
"""

import re
from datetime import timedelta
from typing import Any, Final

from django.utils.crypto import constant_time_compare, salted_hmac

from publishing import permissions
from publishing.models import Question
from synthai.core import realtime, valkey
from synthai.core.access import Actor

PREFIX: Final = "publishing.answer."
AREA: Final = "answers"
_KEPT: Final = timedelta(minutes=10)
_TOPIC: Final = re.compile(r"publishing\.answer\.([A-Za-z0-9]+)-([A-Za-z0-9]+)-([0-9a-f]{16})")


def topic_of(organisation_public_id: str, question: Question) -> str:
    """What the page of a question listens to."""
    return (
        f"{PREFIX}{organisation_public_id}-{question.public_id}-{_mark(question.public_id, question.user_id)}"
    )


def topic_for(by: Actor, question: Question) -> str:
    """The same for who asked, without a query."""
    return topic_of(by.organisation_public_id or "", question)


def _mark(public_id: str, user_id: int | None) -> str:
    return salted_hmac("publishing.answer", f"{public_id}:{user_id}", algorithm="sha256").hexdigest()[:16]


def organisation_of(topic: str) -> str:
    """The public id of the organisation that a topic names; nothing when it names none."""
    found = _TOPIC.fullmatch(topic)
    return found[1] if found else ""


def offer() -> None:
    """Register the guard of these topics: who asked, as long as they may ask there."""
    realtime.register_area(AREA, capability=permissions.QUESTION_ASK)
    realtime.register_guard(PREFIX, may_read, many=may_read_each, audience=organisation_of)


def may_read(user: Any, topic: str, session: Any = None) -> bool:
    """Whether the person asked the question that the topic names, and may ask in its organisation."""
    return may_read_each([(user, topic, session)])[0]


def may_read_each(asked: Any) -> list[bool]:
    """The same for many at a time: judged as a topic of the organisation, by whoever judges those."""
    topics = [_of_organisation(user, topic) for user, topic, _session in asked]
    named = [(user, of, session) for (user, _topic, session), of in zip(asked, topics, strict=True) if of]
    verdicts = iter(realtime.may_listen_each(named))
    return [bool(of) and next(verdicts) for of in topics]


def _of_organisation(user: Any, topic: str) -> str:
    found = _TOPIC.fullmatch(topic)
    if found is None or not constant_time_compare(found[3], _mark(found[2], user.pk)):
        return ""
    return realtime.organisation_topic(found[1], AREA)


def so_far(question: Question) -> str:
    """What is written so far. Nothing when Valkey does not answer."""
    try:
        return str(valkey.client().get(_key(question)) or "")
    except valkey.Unreachable:
        return ""


class AnswerText:
    """The text of one answer, by the one worker that holds its question."""

    def __init__(self, topic: str, question: Question) -> None:
        self._topic, self._name, self._key = topic, question.public_id, _key(question)
        self._place = 0

    def add(self, text: str) -> None:
        """Some more of it. It is kept first: a page that opens now must find what it is not sent any more."""
        try:
            pipe = valkey.client().pipeline(transaction=False)
            pipe.append(self._key, text)
            pipe.expire(self._key, _KEPT)
            pipe.execute()
        except valkey.Unreachable:
            return
        self._place = realtime.push_piece(self._topic, self._name, text, place=self._place)

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


def hint(topic: str, question_public_id: str, version: int) -> None:
    """Tell open pages that the question moved: they fetch it anew."""
    realtime.push(topic, "question", question_public_id, version)


def _key(question: Question) -> str:
    return valkey.key("publishing", "answer", question.public_id)
