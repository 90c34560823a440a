"""The deeds of documents in words, for the audit trail."""

from django.utils.translation import gettext_lazy as _

from synthai.core.audit_words import deeds, fields, nouns

nouns({"content.word_template": _("Word templates")})
nouns({"content.document": _("Documents"), "content.settings": _("Settings of documents")})
deeds(
    {
        "content.document.begun": _("began a document"),
        "content.document.copied": _("copied a document"),
        "content.document.answered": _("answered questions of a document"),
        "content.document.renamed": _("renamed a document"),
        "content.document.section_written": _("wrote a section of a document"),
        "content.document.section_reset": _("gave a section of a document back to its template"),
        "content.document.written": _("had sections of a document written"),
        "content.document.refreshed": _("renewed the facts of a document"),
        "content.document.upgraded": _("took the newest template for a document"),
        "content.document.confirmed": _("confirmed a document"),
        "content.document.version_saved": _("kept a version of a document"),
        "content.document.restored": _("brought an earlier version of a document back"),
        "content.document.put_away": _("put a document away"),
        "content.document.brought_back": _("brought a document back"),
        "content.document.approval_asked": _("asked for approval of a document"),
        "content.document.approval_withdrawn": _("took a request for approval back"),
        "content.document.approved": _("approved a document"),
        "content.document.sent_back": _("sent a document back to its writer"),
        "content.document.hidden": _("made a document confidential"),
        "content.document.opened": _("opened a confidential document to everybody who reads documents"),
        "content.document.sent": _("locked a document as it was sent"),
        "content.word_template.added": _("added a Word template"),
        "content.word_template.changed": _("changed a Word template"),
        "content.word_template.put_away": _("put a Word template away"),
        "content.word_template.brought_back": _("brought a Word template back"),
        "content.settings.changed": _("changed the settings of documents"),
    }
)
fields(
    {
        "content.document.questions": _("Questions"),
        "content.document.section": _("Section"),
        "content.document.sections": _("Sections"),
        "content.document.facts": _("Facts that are new"),
        "content.document.ref": _("Template"),
        "content.document.is_confidential": _("Confidential"),
        "content.document.number": _("Version"),
        "content.document.version": _("Changes so far"),
        "content.word_template.number": _("Version"),
        "content.word_template.file": _("File"),
        "content.document.sha256": _("SHA-256 of the PDF"),
    }
)
