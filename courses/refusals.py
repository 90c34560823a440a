"""Why something cannot be done with a course: what is wrong, and how to mend it."""

from django.utils.translation import gettext_lazy as _

from synthai.core.errors import Conflict, DomainError


class CoursePutAway(Conflict):
    """Changing what was put away."""

    code = "courses.course.put_away"
    title = _("The course was put away")
    message = _("This course was put away. Bring it back first.")
    remedy = _("Bring the course back, then repeat the change.")


class NotReady(DomainError):
    """What is missing before a course can be published."""

    code = "courses.course.not_ready"
    title = _("The course cannot be published yet")
    message = _("This is missing before the course can be published: %(missing)s")
    remedy = _("Mend what the detail lists and publish again.")
    status = 422


class HourIsPast(DomainError):
    """A moment to publish at that is not to come, or too far off."""

    code = "courses.course.hour_is_past"
    title = _("Courses go live at a moment to come")
    message = _("Choose a moment that is still to come, within a year.")
    field = "live_at"
    status = 422


class NothingWaits(Conflict):
    """Nothing is scheduled."""

    code = "courses.course.nothing_waits"
    message = _("No version of this course waits to go live.")


class CourseClosed(Conflict):
    """Starting what is not published."""

    code = "courses.course.closed"
    title = _("The course cannot be started")
    message = _("This course is not published at the moment, so nobody can start it.")
    remedy = _("Wait until it is published, or ask who writes it.")


class CourseFull(Conflict):
    """No place left."""

    code = "courses.course.full"
    title = _("No place is left")
    message = _(
        "The course has %(seats)s places and %(left)s are left, which is not enough. Give it more places, or ask who "
        "looks after it."
    )
    remedy = _("Give the course more places, or take somebody out.")


class ByAssignmentOnly(Conflict):
    """Starting a course that is only assigned."""

    code = "courses.course.by_assignment"
    title = _("This course is assigned")
    message = _(
        "This course is only open to people it was assigned to. Ask your manager to assign it to you."
    )
    remedy = _("Have the course assigned.")


class NotInCourse(Conflict):
    """A lesson of a course the person is not in."""

    code = "courses.lesson.not_in_course"
    title = _("Start the course first")
    message = _("Start the course first; its lessons open then.")
    remedy = _("Enrol, then fetch the lesson.")


class LessonClosed(Conflict):
    """A lesson whose turn has not come."""

    code = "courses.lesson.closed"
    title = _("This lesson is not open yet")
    message = _("%(why)s")
    remedy = _("Do first what the detail names.")


class FileRefused(DomainError):
    """A file that a course does not take."""

    code = "courses.media.refused"
    title = _("This file cannot be used")
    message = _("This file cannot be used in a course.")
    field = "file"
    status = 422


class AddressRefused(DomainError):
    """A video elsewhere that is not on the list."""

    code = "courses.block.address_refused"
    title = _("This address cannot be shown")
    message = _(
        "Only videos of YouTube and Vimeo can be shown. Paste the address of the video's page, as "
        "https://www.youtube.com/watch?v=…"
    )
    field = "url"
    status = 422


class PrerequisiteCircle(DomainError):
    """Two courses that would wait for each other."""

    code = "courses.course.circle"
    title = _("The courses would wait for each other")
    message = _("“%(title)s” itself waits for this course, so nobody could start either.")
    field = "needs"
    status = 422


class FolderRefused(DomainError):
    """An archive that is no course."""

    code = "courses.folder.refused"
    title = _("This archive is no course")
    message = _("This archive cannot be read as a course.")
    field = "file"
    status = 422


class NobodyChosen(DomainError):
    """An assignment without people."""

    code = "courses.assignment.nobody"
    title = _("Nobody was chosen")
    message = _("Choose at least one person, or a role that somebody has.")
    field = "people"
    status = 422


class DueInThePast(DomainError):
    """A due date that has gone by."""

    code = "courses.assignment.due_in_the_past"
    title = _("The due date has gone by")
    message = _("Choose a due date from today on.")
    field = "due_on"
    status = 422


class PersonOnly(DomainError):
    """An API key asking for what belongs to a person."""

    code = "courses.person_only"
    title = _("Courses are taken by people")
    message = _("An API key takes no courses. Use the access token of the person who does.")
    remedy = _("Sign in as the person whose courses they are; keys see courses, and take none.")
    status = 403
