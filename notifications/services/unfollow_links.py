"""The link of a message that ends following what it is about: sealed, for one person and one thing, good for nothing else."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from notifications import topics
from notifications.models import Fact, Message
from notifications.services import following, links
from notifications.services.topic_audience import TOPIC
from synthai.core.errors import NotFound
from synthai.core.tenancy import tenant

_UNFOLLOW = "notifications.unfollow"


@dataclass(frozen=True)
class Wish:
    """Who wants to hear no more of what."""

    user_id: int
    organisation_id: int
    topic: str
    subject: str

    @property
    def name(self) -> str:
        """What the thing is called; its kind when it is gone."""
        kind = topics.find(self.topic)
        with tenant(self.organisation_id):
            found = kind.things(self.organisation_id, [self.subject]).get(self.subject)
        return found.name if found else str(kind.title)


def path_of(message: Message) -> str:
    """The path for a message that was told to a topic; empty for any other. One query for what may be of a topic."""
    topic = message.thread.partition(":")[0]
    if topic not in topics.known() or message.organisation_id is None:
        return ""
    told = (
        Fact.objects.filter(key=message.key, audience=TOPIC).values_list("audience_args", flat=True).first()
    )
    if told is None:
        return ""
    content = [message.user_id, message.organisation_id, told["topic"], told["subject"]]
    return reverse("notifications:unfollow-by-link", args=[links.sealed(content, _UNFOLLOW)])


def read(token: str) -> Wish:
    """What a link asks for. Raises NotFound, UnknownThing."""
    user_id, organisation_id, topic, subject = links.read(token, _UNFOLLOW, 4)
    if not isinstance(organisation_id, int):
        raise NotFound
    topics.find(str(topic))
    return Wish(links.person(user_id), organisation_id, str(topic), str(subject))


def grant(wish: Wish, *, now: datetime) -> None:
    """Do it."""
    with tenant(wish.organisation_id):
        following.stop(wish.user_id, wish.topic, wish.subject, now=now)
