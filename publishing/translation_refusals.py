"""Why something cannot be done with a translation: what is wrong, and how to mend it."""

from django.utils.translation import gettext_lazy as _

from synthai.core.errors import Conflict, DomainError, NotAllowed


class TranslationExists(Conflict):
    """A second translation into a language."""

    code = "publishing.translation.exists"
    title = _("There is a translation into this language already")
    message = _("There is a translation into %(language)s already. Go on with that one.")
    remedy = _("Open the translation that is there; one that was put away can be brought back.")
    field = "language"


class LanguageRefused(DomainError):
    """A language that a translation cannot have."""

    code = "publishing.translation.language_refused"
    title = _("It cannot be translated into this language")
    message = _("The piece is written in %(language)s. Choose another language of the list.")
    remedy = _("Send a language that the piece is not written in.")
    status = 422
    field = "language"


class NoTranslation(Conflict):
    """What only a translation has, of a piece that is none."""

    code = "publishing.translation.none"
    title = _("This piece is no translation")
    message = _("This piece is no translation of another one, so there is nothing that it could follow.")
    remedy = _("Name a translation: a piece that was begun as one.")


class OriginalOutOfSight(Conflict):
    """Following an original that is not there for this person any more."""

    code = "publishing.translation.original_out_of_sight"
    title = _("The original is not there")
    message = _(
        "The original of this translation is not published, or not for you to read. The translation can be written without it."
    )
    remedy = _("Ask an editor to publish the original, or write the translation without it.")


class NoSuchRevision(DomainError):
    """A translation cannot follow what the original never said."""

    code = "publishing.translation.no_such_revision"
    title = _("The original has no such revision")
    message = _("The original says something else by now. Look at the page again, then mark it up to date.")
    remedy = _("Send the number of the revision that the translation was compared with.")
    status = 409


class WiderThanOriginal(NotAllowed):
    """Opening a translation to more people than its original, without the right to publish."""

    code = "publishing.translation.wider"
    title = _("The original is for fewer people")
    message = _(
        "A translation is read by whom its original is read by. Only who may publish can open it to more people."
    )
    remedy = _("Choose the audience of the original, or ask somebody who may publish.")
    field = "audience"


class PersonReads(DomainError):
    """A program cannot say that a person has read what a machine wrote."""

    code = "publishing.translation.person_reads"
    title = _("Only a person reads a machine draft")
    message = _(
        "That a machine's words were read is said by a person. Sign in and mark it on the translation's page."
    )
    remedy = _("Use a person's token in place of an organisation's key.")
    status = 403


class AlreadyDrafting(Conflict):
    """One run at a time for a translation."""

    code = "publishing.translation.already_drafting"
    title = _("A machine is at it already")
    message = _("A machine translates this piece already. Wait until that is done, or stop it.")
    remedy = _("Wait for the run, or cancel it.")


class NotDrafting(Conflict):
    """Only what goes on can be stopped."""

    code = "publishing.translation.not_drafting"
    title = _("No machine is at it")
    message = _("No machine translates this piece now, so there is nothing to stop.")
    remedy = _("Read the translation: it says how the last run ended.")


class NothingToDraft(Conflict):
    """Every part is translated."""

    code = "publishing.translation.nothing_to_draft"
    title = _("There is nothing to translate")
    message = _("Every part has its words already. Name a part to have it translated anew.")
    remedy = _("Name the parts to translate.")


class CannotDraft(Conflict):
    """No machine writes here now: why stands in the sentence."""

    code = "publishing.translation.cannot_draft"
    title = _("No machine translates here now")
    message = _("%(why)s")
    remedy = _("Translate beside the original, or ask again when that is mended.")
