"""What people are told about comments on pieces. Sentences are written in services/comment_telling.py."""

from django.utils.translation import gettext_lazy as _

from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.kinds import category, kind

COMMENTS = category(
    "comments",
    title=_("Comments"),
    text=_("What readers say under articles, and replies to what you said."),
)
_BELL = {
    Channel.IN_APP: Frequency.NOW,
    Channel.EMAIL: Frequency.OFF,
    Channel.PUSH: Frequency.NOW,
    Channel.WEB_PUSH: Frequency.NOW,
}
_QUIET = {Channel.IN_APP: Frequency.NOW, Channel.EMAIL: Frequency.OFF, Channel.WEB_PUSH: Frequency.OFF}
REPLIED = kind(
    "publishing.replied",
    category=COMMENTS,
    title=_("A reply to your comment"),
    channels=_BELL,
    example={"title": _("A reply under “Ask more for bread”"), "body": _("Open it to read and answer.")},
    because=_("you commented on this piece"),
)
COMMENTED = kind(
    "publishing.commented",
    category=COMMENTS,
    title=_("A comment on a piece of yours"),
    channels=_BELL,
    example={"title": _("A comment on “Ask more for bread”"), "body": _("Open it to read and answer.")},
    because=_("you wrote this piece"),
)
TO_MODERATE = kind(
    "publishing.to_moderate",
    category=COMMENTS,
    title=_("Comments wait for a moderator"),
    channels=_QUIET,
    example={"title": _("3 comments wait for you"), "body": _("2 are new, 1 was reported.")},
    because=_("you may show and hide comments"),
)
