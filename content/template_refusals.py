"""Why something cannot be done with a template or a clause: what is wrong, and how to mend it."""

from django.utils.translation import gettext_lazy as _

from synthai.core.errors import Conflict, DomainError


class TemplatePutAway(Conflict):
    """Changing what was put away."""

    code = "content.template.put_away"
    title = _("The template was put away")
    message = _("This template was put away. Bring it back first.")
    remedy = _("Bring the template back, then repeat the change.")


class TemplateNotReady(Conflict):
    """Publishing a template that could not be written."""

    code = "content.template.not_ready"
    title = _("The template cannot be published yet")
    message = _("This template would go wrong. The first of what is to be mended: %(first)s")
    remedy = _("Mend what the linter found, then publish it.")


class NothingToPublish(Conflict):
    """Publishing what was published already."""

    code = "content.template.nothing_new"
    title = _("Nothing was changed")
    message = _("Nothing was changed since version %(number)s was published.")
    remedy = _("Change the template first, or use the version that is there.")


class LanguageTaken(DomainError):
    """A language that the template is in already, as its own or as a translation."""

    code = "content.template.language_taken"
    title = _("The template is in this language already")
    message = _(
        "The template is in this language already. Take its translation out first, or choose another language."
    )
    remedy = _("Choose a language that the template is not in, or take that translation out first.")
    status = 422
    field = "language"


class PartChanged(Conflict):
    """Two editors of one block or question."""

    code = "content.template.part_changed"
    title = _("Somebody else changed it meanwhile")
    message = _(
        "%(name)s changed this while you wrote. What you typed is still here: save again to put it in place of theirs."
    )
    remedy = _("Fetch the template again, look at what changed, and send your change once more.")


class PartGone(Conflict):
    """A block or a question that somebody removed."""

    code = "content.template.part_gone"
    title = _("It was removed meanwhile")
    message = _(
        "Somebody removed this from the template while you wrote. What you typed is still here: copy it, and add it anew."
    )
    remedy = _("Fetch the template again and add the part anew.")


class NothingToUndo(Conflict):
    """Undoing after something else was changed."""

    code = "content.template.nothing_to_undo"
    title = _("It cannot be brought back any more")
    message = _("Something else was changed meanwhile, so this cannot be brought back.")
    remedy = _("Add it anew, or begin again from a published version.")


class TooManyTemplates(DomainError):
    """More templates or clauses than an organisation keeps."""

    code = "content.template.too_many"
    title = _("There are too many of them")
    message = _("An organisation keeps %(most)s of them at most. Put away what nobody uses.")
    remedy = _("Put away what nobody uses any more.")
    status = 422


class ClausePutAway(Conflict):
    """Changing what was put away."""

    code = "content.clause.put_away"
    title = _("The clause was put away")
    message = _("This clause was put away. Bring it back first.")
    remedy = _("Bring the clause back, then repeat the change.")


class ClauseRefused(DomainError):
    """A clause whose text is no template, or that falls back on itself."""

    code = "content.clause.refused"
    title = _("The clause cannot be used")
    message = _("%(what)s")
    remedy = _("Change the clause as the detail says.")
    status = 422
