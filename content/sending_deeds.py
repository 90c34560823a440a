"""The deeds of sharing, signing and dates in words, for the audit trail."""

from django.utils.translation import gettext_lazy as _

from synthai.core.audit_words import deeds, fields, nouns

nouns(
    {
        "content.link": _("Links to documents"),
        "content.signing": _("Signatures on documents"),
        "content.obligation": _("Dates in documents"),
    }
)
deeds(
    {
        "content.link.made": _("made a link to a document"),
        "content.link.closed": _("closed a link to a document"),
        "content.link.opened_again": _("opened a closed link to a document again"),
        "content.signing.begun": _("asked for signatures on a document"),
        "content.signing.withdrawn": _("withdrew a request for signatures"),
        "content.signing.seal_tried_again": _("let a signed document be sealed again"),
        "content.obligation.noted": _("noted a date of a document"),
        "content.obligation.changed": _("changed a date of a document"),
        "content.obligation.done": _("marked a date of a document as done"),
        "content.obligation.reopened": _("opened a date of a document again"),
    }
)
fields(
    {
        "content.link.document": _("Document"),
        "content.signing.document": _("Document"),
        "content.signing.reason": _("Reason"),
        "content.obligation.due_on": _("Day"),
    }
)
