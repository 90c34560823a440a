"""The deeds of tables that become documents in words, for the audit trail."""

from django.utils.translation import gettext_lazy as _

from synthai.core.audit_words import deeds, nouns

nouns({"content.bulkrun": _("Documents from a table")})
deeds(
    {
        "content.bulk.begun": _("began documents from a table"),
        "content.bulk.uploaded": _("uploaded a table"),
        "content.bulk.mapped": _("said what the columns of a table hold"),
        "content.bulk.started": _("had documents written from a table"),
        "content.bulk.cancelled": _("stopped the documents of a table"),
        "content.bulk.downloaded": _("downloaded the documents of a table"),
        "content.bulk.put_away": _("put documents of a table away"),
        "content.bulk.brought_back": _("brought documents of a table back"),
    }
)
