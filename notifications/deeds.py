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
        "notifications.subscription": _("Something that people follow"),
    }
)
deeds(
    {
        "notifications.mail.sent_again": _("sent a mail again"),
        "notifications.delivery.sent_again": _("sent a notification again"),
        "notifications.callback.handled_again": _("let a provider's message be handled again"),
        "notifications.topic.team_follows": _("let a team follow something"),
        "notifications.topic.team_stopped": _("let a team follow something no more"),
        "notifications.defaults.changed": _("changed what people are told by default"),
        "notifications.budget.changed": _("changed what messages may cost in a month"),
    }
)
fields({"monthly_limit": _("Limit a month"), "defaults": _("Defaults"), "topic": _("What is followed")})
