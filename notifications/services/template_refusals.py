"""Why a step of a template is refused."""

from django.utils.translation import gettext_lazy as _

from synthai.core.errors import DomainError


class TemplateChanged(DomainError):
    """Somebody else saved meanwhile, or the version stands elsewhere by now."""

    code = "notifications.template_changed"
    title = _("Somebody changed this template meanwhile")
    status = 409
    message = _(
        "Somebody changed this template meanwhile. Read it again before you go on; nothing was saved."
    )


class TemplateHasMistakes(DomainError):
    """Lint found errors."""

    code = "notifications.template_has_mistakes"
    title = _("The template has mistakes")
    status = 422
    message = _("It cannot be used yet: %(sentence)s")


class OwnTemplate(DomainError):
    """Four eyes."""

    code = "notifications.own_template"
    title = _("Somebody else approves a template")
    status = 403
    message = _(
        "You wrote at this version: somebody else with the right to approve has to read and approve it."
    )


class TemplateUnknown(DomainError):
    """No such kind, channel or language, or the version never was in use."""

    code = "notifications.template_unknown"
    title = _("This template does not exist")
    status = 404
    message = _("There is no such template: the kind may be gone, or it does not use this channel.")
