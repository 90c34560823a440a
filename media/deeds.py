"""The deeds of the media library in words, for the audit trail."""

from django.utils.translation import gettext_lazy as _

from synthai.core.audit_words import nouns

nouns({"media.asset": _("Files of the library")})
