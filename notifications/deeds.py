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
        "notifications.sender": _("Own sender of mails"),
    }
)
deeds(
    {
        "notifications.mail.sent_again": _("sent a mail again"),
        "notifications.delivery.sent_again": _("sent a notification again"),
        "notifications.callback.handled_again": _("let a provider's message be handled again"),
        "notifications.defaults.changed": _("changed what people are told by default"),
        "notifications.budget.changed": _("changed what messages may cost in a month"),
        "notifications.sender.changed": _("changed from which address mails come"),
        "notifications.sender.removed": _("removed the own sender of mails"),
        "notifications.sender.restored": _("brought the own sender of mails back"),
        "notifications.sender.proven": _("found the records of the sender's domain"),
        "notifications.sender.lapsed": _("no longer found the records of the sender's domain"),
    }
)
fields({"monthly_limit": _("Limit a month"), "defaults": _("Defaults"), "reply_to": _("Answers go to")})
