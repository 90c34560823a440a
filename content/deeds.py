"""The deeds of documents in words, for the audit trail."""

from django.utils.translation import gettext_lazy as _

from synthai.core.audit_words import nouns

nouns({"content.document": _("Documents")})
