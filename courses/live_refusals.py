"""Why something cannot be done with a live class or a learning path: what is wrong, and how to mend it."""

from django.utils.translation import gettext_lazy as _

from synthai.core.errors import Conflict, DomainError


class DateWrong(DomainError):
    """A date that cannot be."""

    code = "courses.class.date"
    title = _("This date cannot be")
    message = _("A class begins at a moment to come, within two years, and lasts from 5 minutes to 24 hours.")
    field = "starts_on"
    status = 422


class ZoneUnknown(DomainError):
    """A time zone that is not on the list."""

    code = "courses.class.zone"
    title = _("This time zone is not known")
    message = _("Choose a time zone of the list, for example Africa/Johannesburg.")
    field = "zone"
    status = 422


class LinkWrong(DomainError):
    """A link that is no https address."""

    code = "courses.class.link"
    title = _("This link cannot be used")
    message = _("Paste the whole link as it begins: https://… Other kinds of address are not taken.")
    field = "join_url"
    status = 422


class PlaceMissing(DomainError):
    """Neither a link nor an address."""

    code = "courses.class.place"
    title = _("Where does it take place?")
    message = _("Give a link for a class online, or an address for one where people meet.")
    field = "address"
    status = 422


class TrainerMissing(DomainError):
    """A class that nobody teaches."""

    code = "courses.class.trainer"
    title = _("Nobody teaches this class")
    message = _("Choose at least one trainer of your team.")
    field = "trainers"
    status = 422


class LessonWrong(DomainError):
    """A lesson that is not done by being at a class."""

    code = "courses.class.lesson"
    title = _("This lesson cannot be done by being there")
    message = _("Choose a lesson of this course whose rule is “Its live class attended”.")
    field = "lesson"
    status = 422


class TooFewPlaces(DomainError):
    """Fewer places than people who have one."""

    code = "courses.class.too_few_places"
    title = _("More people have a place already")
    message = _("%(taken)s people have a place already. Give at least so many, or take somebody out first.")
    field = "seats"
    status = 422


class ClassOver(Conflict):
    """Answering or changing what has ended."""

    code = "courses.class.over"
    title = _("The class is over")
    message = _("This class is over, so nothing about it can be changed any more.")


class ClassIsCancelled(Conflict):
    """Doing something with what does not take place."""

    code = "courses.class.cancelled"
    title = _("The class was cancelled")
    message = _("This class was cancelled. Plan another date instead.")


class NotForYou(Conflict):
    """Signing up to a class of a course one is not in."""

    code = "courses.class.not_for_you"
    title = _("This class is for people of its course")
    message = _("This class belongs to the course “%(title)s”. Start the course first, then sign up.")


class TakenOut(Conflict):
    """Signing up after a trainer took one out."""

    code = "courses.class.taken_out"
    title = _("You were taken out of this class")
    message = _("A trainer took you out of this class. Ask them to put you back.")


class LinkNotYet(Conflict):
    """The link before its time, or without a place."""

    code = "courses.class.link_not_yet"
    title = _("The link is not open yet")
    message = _("The link opens 15 minutes before the class, for people who have a place.")


class CodeWrong(DomainError):
    """A code that is not shown now."""

    code = "courses.class.code"
    title = _("This code does not hold")
    message = _(
        "This code does not hold any more, or is mistyped. Enter the one that is shown in the class now."
    )
    field = "code"
    status = 422


class TooManyTries(DomainError):
    """A person who tries code after code."""

    code = "courses.class.too_many_tries"
    title = _("Too many codes were tried")
    message = _("Too many tries. Wait five minutes, or ask the trainer to mark you.")
    status = 429
    retry_after = 300


class NotNow(Conflict):
    """Noting attendance at the wrong time."""

    code = "courses.class.not_now"
    title = _("Attendance is noted at the class")
    message = _("Attendance can be noted from half an hour before the class begins.")


class CheckInClosed(Conflict):
    """The code long after the class."""

    code = "courses.class.check_in_closed"
    title = _("Check-in is closed")
    message = _(
        "The code is taken from half an hour before the class to 15 minutes after its end. Ask the trainer to mark you."
    )


class ReportRefused(DomainError):
    """A file that is no report of attendance."""

    code = "courses.class.report"
    title = _("This file cannot be read as a report")
    message = _("%(why)s")
    field = "file"
    status = 422


class PathNotReady(DomainError):
    """What is missing before a path can be published."""

    code = "courses.path.not_ready"
    title = _("The path cannot be published yet")
    message = _("This is missing before the path can be published: %(missing)s")
    status = 422


class PathPutAway(Conflict):
    """Changing what was put away."""

    code = "courses.path.put_away"
    title = _("The path was put away")
    message = _("This path was put away. Bring it back first.")


class PathClosed(Conflict):
    """Starting what is not published."""

    code = "courses.path.closed"
    title = _("The path cannot be started")
    message = _("This path is not published at the moment, so nobody can start it.")


class StepTwice(Conflict):
    """A course that is in the path already."""

    code = "courses.path.twice"
    title = _("The course is in the path already")
    message = _("“%(title)s” is in this path already.")


class TooManyElectives(DomainError):
    """More electives asked for than there are."""

    code = "courses.path.electives"
    title = _("There are fewer electives")
    message = _(
        "The path has %(count)s electives. Ask for at most so many, or mark more courses as elective."
    )
    field = "electives_needed"
    status = 422
