"""Who may read along while a document is written: whoever may read documents of that organisation, as the pages judge it; of a
confidential one its writer, and who may see such documents."""

from typing import Any, Final

from django.utils.crypto import constant_time_compare

from content import permissions
from content.services import live_text
from synthai.core import realtime

CONFIDENTIAL: Final = "confidential"


def offer() -> None:
    """Register the guard of `content.run.<organisation>-<run>`, and what hearing of documents asks for."""
    realtime.register_area(live_text.AREA, capability=permissions.DOCUMENT_VIEW)
    realtime.register_area(CONFIDENTIAL, capability=permissions.CONFIDENTIAL_VIEW)
    realtime.register_guard(
        live_text.PREFIX, may_read, many=may_read_each, audience=live_text.organisation_of
    )


def may_read(user: Any, topic: str, session: Any = None) -> bool:
    """Whether the person may read documents of the organisation that the topic names."""
    return may_read_each([(user, topic, session)])[0]


def may_read_each(asked: Any) -> list[bool]:
    """The same for many at a time: judged as a topic of the organisation, by whoever judges those."""
    topics = [_of_organisation(user, topic) for user, topic, _session in asked]
    named = [(user, of, session) for (user, _topic, session), of in zip(asked, topics, strict=True) if of]
    verdicts = iter(realtime.may_listen_each(named))
    return [bool(of) and next(verdicts) for of in topics]


def _of_organisation(user: Any, topic: str) -> str:
    """The area of the organisation that one has to hear to hear this."""
    organisation, run, mark = live_text.named(topic)
    is_open = not mark or constant_time_compare(mark, live_text.mark(run, user.pk))
    area = live_text.AREA if is_open else CONFIDENTIAL
    return realtime.organisation_topic(organisation, area) if organisation else ""
