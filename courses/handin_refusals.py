"""Why something cannot be done with a hand-in: what is wrong, and how to mend it."""

from django.utils.translation import gettext_lazy as _

from synthai.core.errors import Conflict, DomainError


class TaskRefused(DomainError):
    """Rules or a rubric that cannot be."""

    code = "courses.handin.task_refused"
    title = _("These rules cannot be used")
    message = _("These rules cannot be used. Look at what may be handed in, the day, and the rubric.")
    remedy = _("Mend what the detail names and save again.")
    status = 422


class AlreadyHandedIn(Conflict):
    """Changing what was handed in."""

    code = "courses.handin.handed_in"
    title = _("It was handed in already")
    message = _(
        "This was handed in already, perhaps on another device, so nothing was changed. Take it back to change it."
    )
    remedy = _("Take it back while nobody has marked it, change it, and hand it in again.")


class NoMoreTries(Conflict):
    """Another try where none is allowed."""

    code = "courses.handin.no_more_tries"
    title = _("No other try is allowed")
    message = _("This assignment cannot be handed in again. Ask whoever gives the course if you need to.")


class DueOver(Conflict):
    """After a day that holds."""

    code = "courses.handin.due_over"
    title = _("The time to hand in is over")
    message = _("This assignment was to be handed in by %(day)s, and takes nothing after that.")
    remedy = _("Ask whoever gives the course for more time.")


class NothingToHandIn(DomainError):
    """Handing in nothing."""

    code = "courses.handin.nothing"
    title = _("There is nothing to hand in yet")
    message = _("There is nothing to hand in yet. Add your work first: %(takes)s.")
    status = 422


class LinkRefused(DomainError):
    """A link that is none."""

    code = "courses.handin.link"
    title = _("This is no link")
    message = _("Paste the whole address, as https://example.co.za/page")
    field = "link"
    status = 422


class NotTaken(DomainError):
    """Work of a kind the assignment does not take."""

    code = "courses.handin.not_taken"
    title = _("The assignment does not take this")
    message = _("This assignment takes no files. It takes: %(takes)s.")
    field = "file"
    status = 422


class TooManyFiles(Conflict):
    """One file more than allowed."""

    code = "courses.handin.too_many_files"
    title = _("No more files fit")
    message = _("At most %(most)s files can be handed in. Remove one first.")


class WorkFileRefused(DomainError):
    """A file that is not taken."""

    code = "courses.handin.file_refused"
    title = _("This file cannot be handed in")
    message = _("This file cannot be handed in.")
    field = "file"
    status = 422


class BeingMarked(Conflict):
    """Somebody is at it."""

    code = "courses.handin.being_marked"
    title = _("Somebody is marking it")
    message = _("%(name)s is marking this now. Take it over if they have stopped.")
    remedy = _("Mark another one, or take it over.")


class CannotTakeBack(Conflict):
    """Taking back what is being marked or was marked."""

    code = "courses.handin.cannot_take_back"
    title = _("It cannot be taken back any more")
    message = _("Your work is being marked or was marked already, so it cannot be taken back.")


class NotHandedIn(Conflict):
    """Marking what the learner took back."""

    code = "courses.handin.not_handed_in"
    title = _("It is not handed in")
    message = _("The learner has taken this back. It comes to the queue again when it is handed in.")


class RubricUnfinished(DomainError):
    """A criterion without a level."""

    code = "courses.handin.rubric_unfinished"
    title = _("The rubric is not finished")
    message = _("Choose a level for “%(title)s”.")
    status = 422


class AgainstPassMark(DomainError):
    """Passed below the pass mark, or the other way round."""

    code = "courses.handin.against_pass_mark"
    title = _("The points say otherwise")
    message = _(
        "%(points)s points were given and %(needed)s are needed to pass. Choose what fits the points."
    )
    status = 422


class MarkSettled(Conflict):
    """Undoing a mark too late."""

    code = "courses.handin.mark_settled"
    title = _("The learner has seen the mark")
    message = _("The learner has been told, so this cannot be undone. Mark it again to correct it.")
    remedy = _("Mark it again; the history keeps both.")
