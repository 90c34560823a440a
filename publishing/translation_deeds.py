"""The deeds of translations in words, for the audit trail."""

from django.utils.translation import gettext_lazy as _

from synthai.core.audit_words import deeds, fields

deeds(
    {
        "publishing.piece.translation_begun": _("began a translation"),
        "publishing.piece.brought_up_to_date": _("marked a translation as up to date"),
        "publishing.piece.machine_draft_asked": _("had a translation drafted by a machine"),
        "publishing.piece.machine_draft_stopped": _("stopped a machine's draft"),
        "publishing.piece.machine_draft_read": _("read a machine's draft"),
    }
)
fields(
    {
        "publishing.piece.follows": _("Revision of the original"),
        "publishing.piece.parts": _("Parts"),
    }
)
