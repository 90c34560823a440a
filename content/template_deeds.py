"""The deeds of templates and clauses in words, for the audit trail."""

from django.utils.translation import gettext_lazy as _

from synthai.core.audit_words import deeds, nouns

nouns({"content.template": _("Templates"), "content.clause": _("Clauses")})
deeds(
    {
        "content.template.created": _("began a template"),
        "content.template.changed": _("changed a template"),
        "content.template.published": _("published a version of a template"),
        "content.template.put_away": _("put a template away"),
        "content.template.brought_back": _("brought a template back"),
        "content.clause.created": _("wrote a clause"),
        "content.clause.changed": _("changed a clause"),
        "content.clause.approved": _("approved a clause"),
        "content.clause.put_away": _("put a clause away"),
        "content.clause.brought_back": _("brought a clause back"),
    }
)
