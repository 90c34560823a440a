"""The deeds of documents read in and of marketing texts in words, for the audit trail."""

from django.utils.translation import gettext_lazy as _

from synthai.core.audit_words import deeds, nouns

nouns(
    {
        "content.readdocument": _("Documents read in"),
        "content.copyrequest": _("Marketing texts"),
        "content.bannedword": _("Words that are never used"),
    }
)
deeds(
    {
        "content.read.uploaded": _("uploaded a document to be read"),
        "content.read.retried": _("had a document read again"),
        "content.read.facts_accepted": _("took facts over from a document"),
        "content.document.facts_added": _("put facts of a document read in into a document"),
        "content.read.removed": _("removed a document that was read in"),
        "content.read.put_back": _("put a document that was read in back"),
        "content.read.file_deleted": _("deleted the file of a document that was read in"),
        "content.copy.written": _("had a marketing text written"),
        "content.copy.changed": _("changed a marketing text"),
        "content.copy.used": _("marked a marketing text as used"),
        "content.copy.unused": _("took back that a marketing text was used"),
        "content.copy.removed": _("removed a marketing text"),
        "content.copy.put_back": _("put a marketing text back"),
        "content.banned_word.added": _("added a word that is never used"),
        "content.banned_word.removed": _("took a word out of those that are never used"),
    }
)
