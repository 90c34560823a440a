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
        "notifications.template": _("Template of notifications"),
        "notifications.announcement": _("Announcement"),
        "notifications.teamannouncement": _("Announcement to the team"),
        "notifications.on_call": _("Who is asked first"),
        "notifications.consent": _("Consent to marketing"),
        "notifications.whatsapptemplate": _("WhatsApp template"),
        "notifications.sender": _("Own sender of mails"),
        "notifications.subscription": _("Something that people follow"),
    }
)
deeds(
    {
        "notifications.mail.viewed": _("looked at what became of a mail"),
        "notifications.mail.sent_again": _("sent a mail again"),
        "notifications.delivery.sent_again": _("sent a notification again"),
        "notifications.callback.handled_again": _("let a provider's message be handled again"),
        "notifications.topic.team_follows": _("let a team follow something"),
        "notifications.topic.team_stopped": _("let a team follow something no more"),
        "notifications.defaults.changed": _("changed what people are told by default"),
        "notifications.routing.changed": _("changed how providers of messages are chosen"),
        "notifications.replay.started": _("sent failed notifications once more"),
        "notifications.replay.stopped": _("stopped sending failed notifications once more"),
        "notifications.message.viewed": _("looked at what became of a notification"),
        "notifications.budget.changed": _("changed what messages may cost in a month"),
        "notifications.sender.changed": _("changed from which address mails come"),
        "notifications.sender.removed": _("removed the own sender of mails"),
        "notifications.sender.restored": _("brought the own sender of mails back"),
        "notifications.sender.proven": _("found the records of the sender's domain"),
        "notifications.sender.lapsed": _("no longer found the records of the sender's domain"),
        "notifications.template.written": _("wrote at a template"),
        "notifications.template.handed_in": _("asked for a template's approval"),
        "notifications.template.published": _("approved a template and put it into use"),
        "notifications.template.discarded": _("threw a template's draft away"),
        "notifications.template.taken_up": _("went on writing at an earlier template"),
        "notifications.template.withdrawn": _("went back to the words in code"),
        "notifications.template.put_back": _("put an earlier template back into use"),
        "notifications.template.tried": _("sent a template to themselves as a test"),
        "notifications.announcement.pressed": _("sent or scheduled an announcement"),
        "notifications.announcement.approved": _("approved an announcement"),
        "notifications.announcement.cancelled": _("cancelled an announcement"),
        "notifications.on_call.changed": _("changed who is asked first when something must not be missed"),
        "notifications.consent.asked": _("asked people whether they agree to marketing"),
        "notifications.consent.looked_at": _("looked at the proof of a person's consents"),
        "notifications.whatsapp_template.kept": _("set up a WhatsApp template"),
    }
)
fields(
    {
        "notifications.template.version": _("Version"),
        "notifications.template.copied_from": _("Copy of"),
        "monthly_limit": _("Limit a month"),
        "defaults": _("Defaults"),
        "reply_to": _("Answers go to"),
        "free_first": _("Free ways first"),
        "order": _("Order of providers"),
        "people": _("People"),
        "topic": _("What is followed"),
        "taken_back": _("Taken back"),
    }
)
