"""Why something cannot be said under a piece, or done with what was said: what is wrong, and how to mend it."""

from django.utils.translation import gettext_lazy as _

from synthai.core.errors import Conflict, DomainError


class CommentsClosed(Conflict):
    """Commenting on a piece that takes no comments, or none any more."""

    code = "publishing.comment.closed"
    title = _("Comments are closed")
    message = _("Nobody can comment on this piece at the moment.")
    remedy = _("Who may publish opens and closes comments in the settings of the piece.")


class CommentEmpty(DomainError):
    """Nothing but spaces."""

    code = "publishing.comment.empty"
    title = _("Nothing is written")
    message = _("Write something first.")
    field = "text"
    status = 422


class CommentTooLong(DomainError):
    """More than fits."""

    code = "publishing.comment.too_long"
    title = _("The comment is too long")
    message = _("This has %(length)s characters; %(most)s fit. Shorten it, or write two comments.")
    field = "text"
    status = 422


class TooManyComments(DomainError):
    """A brake against floods."""

    code = "publishing.comment.too_many"
    title = _("Too many comments in a short time")
    message = _("You have written %(count)s comments in a short time. Wait a little, then go on.")
    remedy = _("Wait as many seconds as Retry-After says.")
    status = 429
    retry_after = 60


class CommentGone(Conflict):
    """Replying to what was hidden or taken back."""

    code = "publishing.comment.gone"
    title = _("The comment is gone")
    message = _("This comment was taken back or hidden, so nobody can reply to it.")


class RepliesGoOneDeep(Conflict):
    """Replying to a reply."""

    code = "publishing.comment.one_deep"
    title = _("Replies go one level deep")
    message = _("Reply to the comment at the top of the thread; a reply itself takes no replies.")
    remedy = _("Send the id of the comment that begins the thread.")


class TooLateToChange(Conflict):
    """Changing a comment after its time."""

    code = "publishing.comment.too_late"
    title = _("The comment cannot be changed any more")
    message = _(
        "A comment can be changed for 15 minutes, since others may have answered it. Take it back and write it anew."
    )
    remedy = _("Delete the comment and send a new one.")


class CommentHidden(Conflict):
    """Changing what a moderator hid."""

    code = "publishing.comment.hidden"
    title = _("A moderator hid this comment")
    message = _("A moderator hid this comment, so it cannot be changed. Its reason stands beside it.")


class ReasonMissing(DomainError):
    """Hiding or reporting without a word."""

    code = "publishing.comment.reason"
    title = _("A reason is missing")
    message = _("Say why in a few words.")
    field = "reason"
    status = 422


class OwnComment(Conflict):
    """Reporting what one wrote oneself."""

    code = "publishing.comment.own"
    title = _("This comment is yours")
    message = _("This comment is yours: take it back if it should not stand.")
    remedy = _("Delete the comment.")
