"""The deeds of machine writing in words, for the audit trail."""

from django.utils.translation import gettext_lazy as _

from synthai.core.audit_words import deeds, nouns

nouns({"content.aisettings": _("Machine writing")})
deeds(
    {
        "content.document.writing_asked": _("had a document written"),
        "content.document.writing_cancelled": _("stopped the writing of a document"),
        "content.ai.switched_off": _("switched machine writing off"),
        "content.ai.switched_on": _("switched machine writing on"),
    }
)
