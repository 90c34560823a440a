"""The deeds of pricing in words, for the audit trail."""

from django.utils.translation import gettext_lazy as _

from synthai.core.audit_words import deeds, fields, nouns

nouns(
    {
        "pricing.product": _("Products"),
        "pricing.import": _("Sales files"),
        "pricing.run": _("Price runs"),
        "pricing.recommendation": _("Price decisions"),
        "pricing.price_list": _("Price list"),
        "pricing.settings": _("Guard rails"),
        "pricing.sample": _("Sample data"),
    }
)
deeds(
    {
        "pricing.import.uploaded": _("uploaded a sales file"),
        "pricing.import.mapped": _("said what the columns of a sales file are"),
        "pricing.import.remapped": _("asked for the columns of a sales file again"),
        "pricing.import.cancelled": _("cancelled a sales file"),
        "pricing.import.retried": _("read a sales file again"),
        "pricing.import.undone": _("took a sales file out again"),
        "pricing.price_list.downloaded": _("downloaded the price list"),
        "pricing.product.changed": _("changed a product"),
        "pricing.run.requested": _("asked for new prices"),
        "pricing.run.cancelled": _("stopped a price run"),
        "pricing.run.retried": _("started a price run again"),
        "pricing.sample.removed": _("removed the sample data"),
        "pricing.settings.changed": _("changed the guard rails"),
        "pricing.recommendation.accept": _("accepted a price"),
        "pricing.recommendation.reject": _("rejected a price"),
        "pricing.recommendation.undo": _("took a price decision back"),
        "pricing.recommendation.accept_many": _("accepted several prices at once"),
        "pricing.recommendation.reject_many": _("rejected several prices at once"),
        "pricing.recommendation.undo_many": _("took several price decisions back"),
    }
)
fields(
    {
        "pricing.price_list.format": _("Format"),
        "pricing.import.mapping": _("Columns"),
        "pricing.recommendation.product": _("Product"),
        "pricing.recommendation.starts_on": _("First day"),
    }
)
