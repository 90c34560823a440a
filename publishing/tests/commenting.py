"""What tests of comments begin with: pieces that take them, people who say something, what follows from it."""

from typing import Any

from django.utils import timezone

from notifications.models import Notification
from publishing import tasks
from publishing.models import Comment, Piece
from publishing.selectors import readers, reading
from publishing.services import comments
from publishing.terms import Audience
from publishing.tests import shelf
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

HOME = "/o/umoja-foods/library/"


def own(cast: Cast, **fields: Any) -> Piece:
    return shelf.published(cast.thandi, "How we bake", audience=Audience.TEAM, allows_comments=True, **fields)


def shared(editor: Person, **fields: Any) -> Piece:
    return shelf.published(editor, "Ask more", allows_comments=True, **fields)


def before(person: Person, piece: Piece, word: str = "own") -> reading.Shown:
    with tenant(person.organisation), readers.beside(person.organisation, word) as found:
        return reading.get_by_key(
            found, piece.public_id, readers.of_actor(person.actor, found), now=timezone.now()
        )


def say(person: Person, piece: Piece, text: str = "Good.", word: str = "own", **more: Any) -> Comment:
    return comments.write(
        before(person, piece, word), text=text, by=person.actor, now=more.pop("now", timezone.now()), **more
    )


def page(person: Person, path: str) -> str:
    reply = person.client().get(path)
    assert reply.status_code == 200
    return str(reply.content, "utf-8")


def address(person: Person, piece: Piece, word: str = "own") -> str:
    return f"/o/{person.organisation.slug}/library/read/{word}/{piece.public_id}/comments/"


def follow(organisation: Any) -> None:
    """What follows from what was said, twice."""
    known = {
        "publishing.CommentShown": tasks.comments_tell,
        "publishing.CommentWaits": tasks.comments_wait,
    }
    with tenant(organisation):
        rows = list(OutboxEvent.objects.filter(name__in=known).order_by("pk"))
        for row in [*rows, *rows]:
            known[row.name](organisation_id=organisation.pk, payload=row.payload)


def told(kind: str) -> list[tuple[int, str]]:
    rows = Notification.objects.filter(kind=kind).order_by("pk")
    return list(rows.values_list("user_id", "title"))
