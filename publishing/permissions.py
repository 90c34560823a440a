"""What may be done with pieces, and who may do it: authors write, editors change what others wrote, publishers publish."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from synthai.core.access import capability

_EVERYBODY = ("owner", "administrator", "manager", "member", "viewer")
_WRITERS = ("owner", "administrator", "manager", "member")
_MANAGERS = ("owner", "administrator", "manager")

LIBRARY_READ: Final = capability("publishing.library.read", title=_("Read the library"), roles=_EVERYBODY)
LEADERS_READ: Final = capability(
    "publishing.leaders.read", title=_("Read what is meant for managers"), roles=_MANAGERS
)
QUESTION_ASK: Final = capability("publishing.question.ask", title=_("Ask the library"), roles=_EVERYBODY)
PIECE_WRITE: Final = capability(
    "publishing.piece.write", title=_("Write pieces and change one's own"), roles=_WRITERS
)
PIECE_EDIT: Final = capability(
    "publishing.piece.edit", title=_("Change pieces of others, and review them"), roles=_MANAGERS
)
PIECE_PUBLISH: Final = capability(
    "publishing.piece.publish", title=_("Publish pieces and take them down"), roles=_MANAGERS
)
COMMENT_WRITE: Final = capability("publishing.comment.write", title=_("Comment on pieces"), roles=_WRITERS)
COMMENT_MODERATE: Final = capability(
    "publishing.comment.moderate", title=_("Show and hide comments"), roles=_MANAGERS
)
WANTED_MANAGE: Final = capability(
    "publishing.wanted.manage", title=_("See what people search for in vain"), roles=_MANAGERS
)
RULES_SET: Final = capability(
    "publishing.rules.set",
    title=_("Decide whether pieces are reviewed before they are published"),
    roles=("owner", "administrator"),
)
HELP_CHOOSE: Final = capability(
    "publishing.help.choose",
    title=_("Choose whether a language model may read drafts"),
    roles=("owner", "administrator"),
)
