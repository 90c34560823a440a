"""Pages of comments and of readers' figures that every browser check visits."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from publishing.models import Comment, Piece, PieceDay
from publishing.selectors import readers, reading
from publishing.selectors.reading import Shown
from publishing.services import comment_moderation, comments
from publishing.terms import Audience
from publishing.tests import shelf
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person
from tests.browser.page import Page

_LONG = """We tried this for three months in our shop in Gugulethu.

The bags alone were R 312,00 a month: nobody had ever counted them. What do you do about the taxi? See https://www.sars.gov.za/"""


def _before(person: Person, piece: Piece, word: str) -> Shown:
    with tenant(person.organisation), readers.beside(person.organisation, word) as found:
        reader = readers.of_actor(person.actor, found)
        return reading.get_by_key(found, piece.public_id, reader, now=timezone.now())


def _say(person: Person, piece: Piece, text: str, word: str, **more: Any) -> Comment:
    return comments.write(
        _before(person, piece, word), text=text, by=person.actor, now=timezone.now(), **more
    )


def under_a_shared_piece(cast: Cast) -> str:
    """What readers of several organisations say: one that waits, one with a name, an answer of the house."""
    made = shelf.platform(cast)
    piece = shelf.published(made.editor, "What a price has to pay for", allows_comments=True)
    first = _say(cast.charlize, piece, "What about the taxi?", "shared", signs=True)
    with tenant(made.organisation):
        comment_moderation.show(first.public_id, by=made.editor.actor, now=timezone.now())
    _say(made.editor, piece, "Count it in: R 18 a trip, twice a day.", "own", reply_to=first.public_id)
    _say(cast.bongani, piece, _LONG, "shared")
    return reverse("publishing:comments", args=["umoja-foods", "shared", piece.public_id])


def under_an_own_piece(cast: Cast) -> str:
    """The page of a piece, with what colleagues say."""
    piece = _own(cast)
    first = _say(cast.bongani, piece, "Does this hold for the branch too?", "own")
    _say(cast.thandi, piece, "Yes, from Monday.", "own", reply_to=first.public_id)
    return reverse("publishing:reading", args=["umoja-foods", "own", piece.public_id])


def queue(cast: Cast) -> str:
    """A comment that was reported."""
    piece = _own(cast)
    said = _say(cast.bongani, piece, "Buy my cousin's shoes, they are the best in town.", "own")
    reader = cast.hire("viewer", name="Sipho")
    comments.report(
        _before(reader, piece, "own"),
        said.public_id,
        reason="Advertising",
        by=reader.actor,
        now=timezone.now(),
    )
    return reverse("publishing:comment-queue", args=["umoja-foods"])


def figures(cast: Cast) -> str:
    """Two pieces that were read."""
    _read(cast)
    return reverse("publishing:readers", args=["umoja-foods"])


def figures_of_piece(cast: Cast) -> str:
    """One of them, day by day."""
    return reverse("publishing:readers-piece", args=["umoja-foods", _read(cast).public_id])


def _own(cast: Cast) -> Piece:
    return shelf.published(cast.thandi, "How we book a return", audience=Audience.TEAM, allows_comments=True)


def _read(cast: Cast) -> Piece:
    piece = _own(cast)
    other = shelf.published(cast.thandi, "Who to call when the power is off", audience=Audience.TEAM)
    today = timezone.localdate()
    with tenant(cast.umoja):
        for ago in range(28):
            opened = (ago * 7 + 3) % 11
            told = {"finished": opened // 2, "bookmarked": ago % 5 == 0, "searched": opened // 4}
            day = today - timedelta(days=ago)
            PieceDay.objects.create(piece=piece, day=day, opened=opened, **told)
            PieceDay.objects.create(piece=other, day=day, opened=ago % 4)
    return piece


PAGES = (
    Page(name="comments-shared", who="bongani", prepare=under_a_shared_piece),
    Page(name="comments-own", who="thandi", prepare=under_an_own_piece),
    Page(name="comment-queue", who="thandi", prepare=queue),
    Page(
        name="comment-queue-empty",
        path=lambda: reverse("publishing:comment-queue", args=["umoja-foods"]),
        who="thandi",
    ),
    Page(name="readers", who="thandi", prepare=figures),
    Page(name="readers-piece", who="thandi", prepare=figures_of_piece),
    Page(
        name="readers-empty", path=lambda: reverse("publishing:readers", args=["umoja-foods"]), who="thandi"
    ),
)
