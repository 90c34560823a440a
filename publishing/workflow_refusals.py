"""Why a piece cannot be scheduled, reviewed or talked about: what is wrong, and how to mend it."""

from django.utils.translation import gettext_lazy as _

from synthai.core.errors import Conflict, DomainError, NotAllowed, PreconditionFailed


class TimePassed(DomainError):
    """Going live, or ending, in the past."""

    code = "publishing.schedule.time_passed"
    title = _("This time is over")
    message = _("This time is over already. Choose one that is still to come, or publish now.")
    remedy = _("Send a time in the future.")
    status = 422


class EndsTooEarly(DomainError):
    """Ending before it begins."""

    code = "publishing.schedule.ends_too_early"
    title = _("It ends before it begins")
    message = _("It would end before readers see it. Choose an end after the beginning.")
    remedy = _("Send an ends_at after goes_live_at.")
    status = 422
    field = "ends_at"


class AlreadyInReview(Conflict):
    """Asking twice."""

    code = "publishing.review.already_asked"
    title = _("It waits for review already")
    message = _("This piece waits for review already. Take it back first to ask somebody else.")
    remedy = _("Take the review back, then ask again.")


class NoReview(Conflict):
    """Deciding what nobody asked, or what somebody decided meanwhile."""

    code = "publishing.review.none_waits"
    title = _("No review waits")
    message = _("This piece does not wait for review. Somebody else decided meanwhile, or it was taken back.")
    remedy = _("Fetch the piece and look where it stands.")


class OwnPiece(NotAllowed):
    """Reviewing one's own work while somebody else may."""

    code = "publishing.review.own_piece"
    title = _("This is your own work")
    message = _("You wrote this or sent it for review, so somebody else reviews it: %(names)s.")
    remedy = _("Ask one of the people that the detail names.")


class CannotReview(DomainError):
    """Asking somebody who may not."""

    code = "publishing.review.cannot_review"
    title = _("This person reviews no pieces")
    message = _("This person may not review pieces, or is no member any more. Choose somebody of the list.")
    remedy = _("Send the id of a member who may change pieces of others, or none for whoever may.")
    status = 422
    field = "of"


class WordsWanted(DomainError):
    """Sending back without a word."""

    code = "publishing.review.words_wanted"
    title = _("Say what is to be changed")
    message = _("Say in a sentence what is to be changed, so that the writer knows.")
    remedy = _("Send words.")
    status = 422
    field = "words"


class ReadAnother(PreconditionFailed):
    """Deciding about what was changed since it was read."""

    code = "publishing.review.read_another"
    title = _("It was changed while you read")
    message = _("The piece was changed while you read it. Look at what changed, then decide.")
    remedy = _("Fetch the piece, read it, and send its version as seen.")


class EmptyNote(DomainError):
    """A note without words."""

    code = "publishing.note.empty"
    title = _("The note is empty")
    message = _("Write what you want to say.")
    remedy = _("Send words.")
    status = 422
    field = "words"


class CannotBeAsked(DomainError):
    """Asking somebody who does not see the draft."""

    code = "publishing.note.cannot_be_asked"
    title = _("This person does not see the draft")
    message = _("This person does not see this draft. Ask its writer or an editor.")
    remedy = _("Send the id of the piece's writer or of an editor.")
    status = 422
    field = "asked"


class PersonApproves(NotAllowed):
    """A program approving where a person has to."""

    code = "publishing.review.person_approves"
    title = _("A person approves pieces here")
    message = _("Here somebody else than its writer approves a piece. A person does that, and no key.")
    remedy = _("Have a person who may change pieces of others approve it.")


class NobodyElse(NotAllowed):
    """Approving what one had a hand in, where somebody else has to and nobody else may."""

    code = "publishing.review.nobody_else"
    title = _("Somebody else has to approve it")
    message = _(
        "You had a hand in this, and nobody else may approve it. Give another person the right to review; or let its writer "
        "take it back and send it again, when you changed it since."
    )
    remedy = _("Give another person a role that may change pieces of others, or switch the rule off.")


class NobodyToApprove(Conflict):
    """Demanding a review where one person alone may approve."""

    code = "publishing.rules.nobody_to_approve"
    title = _("Nobody could publish any more")
    message = _(
        "Only one person here may approve pieces, and nobody approves their own: nothing could be published any more. Give a second "
        "person a role that may change pieces of others first."
    )
    remedy = _("Give a second member a role that may change pieces of others, then switch the rule on.")
    field = "demands_review"


class WiderThanApproved(Conflict):
    """More readers for what readers see, where somebody else has to approve first."""

    code = "publishing.piece.wider_than_approved"
    title = _("It was approved for fewer readers")
    message = _(
        "Here somebody else approves a piece before it is published, and more people would read this one at once. Take it down, change "
        "who may read it, and send it for review."
    )
    remedy = _("Take the piece down, change its audience, have it approved, and publish it.")
    field = "audience"
