"""The deeds of notifications in words, for the audit trail."""

from django.utils.translation import gettext_lazy as _

from synthai.core.audit_words import deeds, fields, nouns

nouns(
    {
        "notifications.mail": _("Mail"),
        "notifications.delivery": _("Notification on its way"),
        "notifications.providercallback": _("Message of a provider"),
        "notifications.defaults": _("Defaults of notifications"),
        "notifications.budget": _("Budget of messages"),
        "notifications.template": _("Template of notifications"),
    }
)
deeds(
    {
        "notifications.mail.sent_again": _("sent a mail again"),
        "notifications.delivery.sent_again": _("sent a notification again"),
        "notifications.callback.handled_again": _("let a provider's message be handled again"),
        "notifications.defaults.changed": _("changed what people are told by default"),
        "notifications.budget.changed": _("changed what messages may cost in a month"),
        "notifications.template.written": _("wrote at a template"),
        "notifications.template.handed_in": _("asked for a template's approval"),
        "notifications.template.published": _("approved a template and put it into use"),
        "notifications.template.discarded": _("threw a template's draft away"),
        "notifications.template.taken_up": _("went on writing at an earlier template"),
        "notifications.template.withdrawn": _("went back to the words in code"),
        "notifications.template.put_back": _("put an earlier template back into use"),
        "notifications.template.provider_said": _("noted what WhatsApp says of a template"),
        "notifications.template.tried": _("sent a template to themselves as a test"),
    }
)
fields(
    {
        "notifications.template.version": _("Version"),
        "notifications.template.copied_from": _("Copy of"),
        "monthly_limit": _("Limit a month"),
        "defaults": _("Defaults"),
    }
)
