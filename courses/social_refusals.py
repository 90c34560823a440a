"""Why something cannot be said, rated, reminded of or opened: what is wrong, and how to mend it."""

from django.utils.translation import gettext_lazy as _

from synthai.core.errors import Conflict, DomainError


class TooManyPosts(DomainError):
    """A brake against floods."""

    code = "courses.post.too_many"
    title = _("Too many questions and answers in an hour")
    message = _(
        "You have written %(count)s questions and answers in the last hour. Wait a little, then go on."
    )
    remedy = _("Wait as many seconds as Retry-After says.")
    status = 429
    retry_after = 600


class NothingWritten(DomainError):
    """Nothing but spaces."""

    code = "courses.post.empty"
    title = _("Nothing is written")
    message = _("Write something first.")
    field = "text"
    status = 422


class TooLong(DomainError):
    """More than fits."""

    code = "courses.text.too_long"
    title = _("The text is too long")
    message = _("This has %(length)s characters; %(most)s fit. Shorten it.")
    field = "text"
    status = 422


class ThreadGone(Conflict):
    """Answering what is hidden or was taken back."""

    code = "courses.post.gone"
    title = _("The question is gone")
    message = _("This question was taken back or hidden, so it cannot be answered.")


class IsHidden(Conflict):
    """Changing what a trainer hid."""

    code = "courses.post.hidden"
    title = _("A trainer hid this")
    message = _("A trainer hid this, so it cannot be changed. Ask them, or write it anew.")


class ReasonMissing(DomainError):
    """Hiding without a word."""

    code = "courses.post.reason"
    title = _("A reason is missing")
    message = _("Say why: the author reads it.")
    field = "reason"
    status = 422


class NotFarEnough(Conflict):
    """A review of what one does not know."""

    code = "courses.review.not_far_enough"
    title = _("Take half of the course first")
    message = _("You can review a course when you have done at least half of it.")
    remedy = _("Go on with the course, then review it.")


class RemindedToday(Conflict):
    """A second reminder on one day."""

    code = "courses.reminder.today"
    title = _("Reminded today already")
    message = _("%(name)s was reminded of this course today already. Once a day is enough.")
    remedy = _("Wait until tomorrow.")


class NothingToRemindOf(Conflict):
    """Reminding who is done or gone."""

    code = "courses.reminder.nothing"
    title = _("Nothing to remind of")
    message = _("Only who is still in progress can be reminded.")


class TooManyBookmarks(Conflict):
    """More than anybody finds again."""

    code = "courses.bookmark.too_many"
    title = _("Too many bookmarks")
    message = _("There are %(count)s bookmarks in this course. Remove some first.")


class OpensInThePast(DomainError):
    """A day that has gone by."""

    code = "courses.release.in_the_past"
    title = _("The day has gone by")
    message = _("Choose a day from today on, or open the lesson now.")
    field = "opens_on"
    status = 422


class WaitsAlready(Conflict):
    """The same course for the same invitation."""

    code = "courses.invited.already"
    title = _("Invited already")
    message = _("%(email)s has an open invitation with this course already.")
    field = "email"
