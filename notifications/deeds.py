"""The deeds of notifications in words, for the audit trail."""

from django.utils.translation import gettext_lazy as _

from synthai.core.audit_words import deeds, nouns

nouns({"notifications.mail": _("Mail")})
deeds({"notifications.mail.sent_again": _("sent a mail again")})
