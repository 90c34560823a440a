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
        "notifications.routing": _("Choice of providers"),
        "notifications.replay": _("Replay of failed messages"),
    }
)
deeds(
    {
        "notifications.mail.sent_again": _("sent a mail again"),
        "notifications.delivery.sent_again": _("sent a notification again"),
        "notifications.callback.handled_again": _("let a provider's message be handled again"),
        "notifications.defaults.changed": _("changed what people are told by default"),
        "notifications.routing.changed": _("changed how providers of messages are chosen"),
        "notifications.replay.started": _("sent failed notifications once more"),
        "notifications.replay.stopped": _("stopped sending failed notifications once more"),
        "notifications.message.viewed": _("looked at what became of a notification"),
        "notifications.budget.changed": _("changed what messages may cost in a month"),
    }
)
fields(
    {
        "free_first": _("Free ways first"),
        "order": _("Order of providers"),
        "monthly_limit": _("Limit a month"),
        "defaults": _("Defaults"),
    }
)
