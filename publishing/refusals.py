"""Why something cannot be done with a piece: what is wrong, and how to mend it."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from publishing.engine.readiness import Trouble, first_words
from synthai.core.errors import Conflict, DomainError, Invalid, NotAllowed, PreconditionFailed


class PiecePutAway(Conflict):
    """Changing what was put away."""

    code = "publishing.piece.put_away"
    title = _("The piece was put away")
    message = _("This piece was put away. Bring it back first.")
    remedy = _("Bring the piece back, then repeat the change.")


class ChangedMeanwhile(PreconditionFailed):
    """Somebody changed the same part after the version that this editor saw. Both texts are told, so that no word is lost."""

    code = "publishing.piece.changed_meanwhile"
    title = _("Somebody changed this meanwhile")
    message = _(
        "Somebody else changed this part while you wrote. Both texts are shown: keep the one you want."
    )
    remedy = _(
        "Fetch the piece, put your words into what stands there now, and send it with the new version."
    )

    def __init__(self, *, part: str, mine: str, theirs: str, version: int) -> None:
        super().__init__()
        self.part, self.mine, self.theirs, self.version = part, mine, theirs, version

    def members(self) -> dict[str, object]:
        return {"part": self.part, "mine": self.mine, "theirs": self.theirs, "version": self.version}


class SlugTaken(Conflict):
    """Another piece has the address."""

    code = "publishing.piece.slug_taken"
    title = _("This address is taken")
    message = _("Another piece has the address “%(slug)s”. Choose another one, as “%(free)s”.")
    remedy = _("Send another slug.")
    field = "slug"


class TooManyBlocks(DomainError):
    """More than a piece may have."""

    code = "publishing.piece.too_many_blocks"
    title = _("The piece is too long")
    message = _("A piece has up to %(most)s blocks. Cut it into parts of a series.")
    remedy = _("Make a series of several pieces.")
    status = 422


class NotReady(DomainError):
    """Publishing what is not whole. `troubles` says each reason with the part it is about."""

    code = "publishing.piece.not_ready"
    title = _("The piece is not ready yet")
    message = _("%(first)s")
    remedy = _("Mend what is named in “errors”, then publish again.")
    status = 422

    def __init__(self, troubles: Sequence[Trouble]) -> None:
        super().__init__(first=first_words(troubles))
        self.troubles = list(troubles)
        self.errors = [
            {"pointer": each.pointer, "code": each.code, "detail": f"{each.where}: {each.words}"}
            for each in troubles
        ]

    def members(self) -> dict[str, object]:
        return {"troubles": [each.told() for each in self.troubles]}


class BlockGone(Conflict):
    """Writing in a block that somebody took out meanwhile."""

    code = "publishing.block.gone"
    title = _("The block was taken out")
    message = _(
        "Somebody took this block out while you wrote. Your words are still here: put them back, or leave it."
    )
    remedy = _("Add a block anew with your words, or bring the piece's last revision back.")


class DraftTooLarge(DomainError):
    """More letters than a piece may have."""

    code = "publishing.piece.too_large"
    title = _("The piece is too long")
    message = _("A piece holds up to a million letters. Cut it into parts of a series.")
    remedy = _("Make a series of several pieces.")
    status = 422


class AudienceRefused(DomainError):
    """An audience that pieces of this organisation do not have."""

    code = "publishing.piece.audience_refused"
    title = _("This audience is not for pieces of this organisation")
    message = _("Pieces of this organisation are read by: %(known)s. Choose one of these.")
    remedy = _("Send one of the audiences that the detail names.")
    status = 422
    field = "audience"


class NotForLive(NotAllowed):
    """Changing what readers of a live piece see at once, without the right to publish."""

    code = "publishing.piece.not_for_live"
    title = _("Readers see this piece")
    message = _("Readers see this piece now: its address and who may read it are changed by who may publish.")
    remedy = _("Ask somebody who may publish to change it.")


class PictureRefused(DomainError):
    """A cover that is no picture of the media library."""

    code = "publishing.piece.picture_refused"
    title = _("This is no picture of the media library")
    message = _("There is no such picture in the media library. Choose one of the list.")
    remedy = _("Send the id of a picture of the media library.")
    status = 422
    field = "cover"


class SeriesInUse(Conflict):
    """Taking a series away that pieces stand in."""

    code = "publishing.series.in_use"
    title = _("Pieces stand in this series")
    message = _("Pieces stand in this series. Take them out of it first.")
    remedy = _("Take every piece out of the series, then remove it.")


class ReaderOnly(DomainError):
    """An API key keeps no bookmarks and reads nothing to its end."""

    code = "publishing.reading.person_only"
    title = _("Only a person reads")
    message = _("Bookmarks, the reading list and what was read belong to a person. Sign in as one.")
    remedy = _("Use a person's token in place of an organisation's key.")
    status = 403


class UnknownMark(Invalid):
    """What is to be done with a piece is none of the things a reader does."""

    code = "publishing.reading.unknown_mark"
    title = _("There is no such mark")
    message = _("There is no such mark. Use the buttons of the piece's page.")
    remedy = _("Send one of bookmark, unbookmark, later, not-later, finish, unfinish.")


class NotWanted(DomainError):
    """Words that are not on the list of searches without result, or not any more."""

    code = "publishing.wanted.unknown"
    title = _("Nobody looked for this in vain")
    message = _("These words are not on the list any more. Searches in vain are kept for three months.")
    remedy = _("Fetch the list again.")
    status = 410


class NothingAsked(Invalid):
    """A question without words."""

    code = "publishing.question.empty"
    title = _("Nothing was asked")
    message = _("Write your question in a sentence, as you would ask somebody who knows.")
    remedy = _("Send a question of 3 to 300 letters.")
    field = "question"


class QuestionTooLong(Invalid):
    """More than a question."""

    code = "publishing.question.too_long"
    title = _("The question is too long")
    message = _("A question has up to %(most)s letters. Ask one thing at a time.")
    remedy = _("Shorten the question.")
    field = "question"


class AlreadyAsking(Conflict):
    """One question at a time."""

    code = "publishing.question.already_active"
    title = _("Your last question is still being answered")
    message = _("Your last question is still being answered. Wait for it, or stop it.")
    remedy = _("Wait for the answer, or cancel the question.")


class QuestionOver(Conflict):
    """Only what goes on can be stopped."""

    code = "publishing.question.not_active"
    title = _("The question has its answer")
    message = _("This question has ended already, so there is nothing to stop.")
    remedy = _("Read the question: it says how it ended.")


class OnlyPeopleAsk(DomainError):
    """An API key, or somebody of support, has no questions of its own."""

    code = "publishing.question.person_only"
    title = _("Only a person asks")
    message = _("Questions and answers belong to a person. Sign in as one.")
    remedy = _("Use a person's token in place of an organisation's key.")
    status = 403


class SourceGone(Invalid):
    """Narrowing to a piece that this person cannot read."""

    code = "publishing.question.no_such_piece"
    title = _("There is no such piece")
    message = _("There is no such piece that you may read. Ask without it.")
    remedy = _("Leave “within” out, or send “own/<id>” or “shared/<id>” of a piece that you may read.")
    field = "within"


class ReasonMissing(DomainError):
    """Letting a finding stay without saying why."""

    code = "publishing.finding.reason_missing"
    title = _("Say why it stays")
    message = _("Say in a few words why this stays as it is: who reads the list after you will ask.")
    remedy = _("Send a reason.")
    status = 422
    field = "reason"


class TooLittleText(DomainError):
    """Suggesting something for a draft that says hardly anything yet."""

    code = "publishing.suggestion.too_little"
    title = _("There is too little text yet")
    message = _(
        "Write a few sentences first: a suggestion is made of your text, and there is too little of it yet."
    )
    remedy = _("Write about thirty words of text, then ask again.")
    status = 422
