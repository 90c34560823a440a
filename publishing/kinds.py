"""What people are told about pieces on their way to readers. Sentences are written in services/telling.py."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.kinds import category, kind

REVIEW: Final = category(
    "publishing_review",
    title=_("Writing and review"),
    text=_("Pieces that wait for your review, what became of yours, and what colleagues say about them."),
)
_AT_ONCE: Final = {
    Channel.IN_APP: Frequency.NOW,
    Channel.EMAIL: Frequency.NOW,
    Channel.PUSH: Frequency.NOW,
    Channel.WEB_PUSH: Frequency.NOW,
}
_QUIETLY: Final = {Channel.IN_APP: Frequency.NOW}

ASKED: Final = kind(
    "publishing.review_asked",
    category=REVIEW,
    title=_("A piece waits for your review"),
    channels=_AT_ONCE,
    example={
        "title": _("To review: How we count our stock"),
        "body": _("Bongani asks you to read it. “Is the part about VAT right?”"),
    },
    because=_("you may review pieces"),
)
APPROVED: Final = kind(
    "publishing.review_approved",
    category=REVIEW,
    title=_("Your piece was approved"),
    channels=_AT_ONCE,
    example={"title": _("Approved: How we count our stock"), "body": _("Thandi: “Well written.”")},
    because=_("you sent this piece for review"),
)
RETURNED: Final = kind(
    "publishing.review_returned",
    category=REVIEW,
    title=_("Your piece was sent back"),
    channels=_AT_ONCE,
    example={"title": _("Sent back: How we count our stock"), "body": _("Thandi: “Say who counts.”")},
    because=_("you sent this piece for review"),
)
PUBLISHED: Final = kind(
    "publishing.published",
    category=REVIEW,
    title=_("Your piece is published"),
    channels={Channel.IN_APP: Frequency.NOW, Channel.EMAIL: Frequency.DAILY},
    example={"title": _("Published: How we count our stock"), "body": _("Readers see it now.")},
    because=_("you wrote this piece, or planned when it goes live"),
)
MISSED: Final = kind(
    "publishing.missed",
    category=REVIEW,
    title=_("A planned piece could not go live"),
    channels=_AT_ONCE,
    example={
        "title": _("Not published: How we count our stock"),
        "body": _("Block 3, picture: The picture was put away in the media library: choose another one."),
    },
    because=_("you planned or wrote this piece"),
)
TAKEN_OVER: Final = kind(
    "publishing.taken_over",
    category=REVIEW,
    title=_("Somebody took over writing"),
    channels=_QUIETLY,
    example={
        "title": _("Thandi writes on: How we count our stock"),
        "body": _("Thandi took over from you. What you wrote is kept."),
    },
    because=_("you were writing in this piece"),
)
NOTED: Final = kind(
    "publishing.noted",
    category=REVIEW,
    title=_("A note on a piece for you"),
    channels=_AT_ONCE,
    example={"title": _("A note on: How we count our stock"), "body": _("Thandi: “Who counts on Fridays?”")},
    because=_("you were asked, wrote the piece, or take part in this talk"),
)
