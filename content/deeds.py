"""The deeds of documents in words, for the audit trail."""

from django.utils.translation import gettext_lazy as _

from synthai.core.audit_words import deeds, nouns

nouns({"content.document": _("Documents")})

nouns({"content.readdocument": _("Documents read in")})
deeds(
    {
        "content.read.uploaded": _("uploaded a document to be read"),
        "content.read.retried": _("had a document read again"),
        "content.read.facts_accepted": _("took facts over from a document"),
        "content.read.removed": _("removed a document that was read in"),
        "content.read.put_back": _("put a document that was read in back"),
        "content.read.file_deleted": _("deleted the file of a document that was read in"),
    }
)
