"""The deeds of pieces in words, for the audit trail."""

from django.utils.translation import gettext_lazy as _

from synthai.core.audit_words import nouns

nouns({"publishing.piece": _("Articles, videos and resources")})
