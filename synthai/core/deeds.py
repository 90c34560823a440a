"""The machinery's deeds in words."""

from django.utils.translation import gettext_lazy as _

from synthai.core.audit_words import deeds, fields, nouns

nouns(
    {
        "core.audit": _("Audit trail"),
        "core.failed_task": _("Background work that failed"),
        "core.outbox": _("Messages between parts"),
        "core.search_change": _("Search index"),
    }
)
deeds(
    {
        "core.audit.anchored": _("noted where every audit trail ends today"),
        "core.audit.passed": _("checked the audit trail again: it is unbroken"),
        "core.audit.broken": _("checked the audit trail again: it is broken"),
        "core.failed_task.run_again": _("had failed background work done again"),
        "core.outbox.relayed_again": _("sent a message between parts again"),
        "core.search_change.tried_again": _("had something put into the search index again"),
        "core.audit.exported": _("downloaded the audit trail"),
    }
)
fields(
    {
        "core.audit.entries": _("Entries checked"),
        "core.audit.fault": _("Fault"),
        "core.audit.hash": _("Fingerprint of the last entry"),
        "core.audit.filters": _("Filters"),
        "name": _("Name"),
        "email": _("E-mail address"),
        "role": _("Role"),
        "member": _("Member"),
        "price": _("Price"),
        "count": _("How many"),
        "is_active": _("May sign in"),
    }
)
