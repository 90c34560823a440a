"""Staff view of what organisations chose for their documents. No row means that nobody chose yet."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from content.admin.wordless import PartAdmin
from content.models import AiSettings, DocumentSettings
from synthai.core.staff.site import staff_site

BY_DEFAULT = _("A row comes when somebody chooses: until then the defaults hold.")


@admin.register(DocumentSettings, site=staff_site)
class DocumentSettingsAdmin(PartAdmin):
    """Whether documents need approval."""

    fields = ("organisation", "needs_approval", "version")
    list_display = ("organisation", "needs_approval")
    list_filter = ("needs_approval",)
    search_fields = ("organisation__name",)
    when_empty = BY_DEFAULT


@admin.register(AiSettings, site=staff_site)
class AiSettingsAdmin(PartAdmin):
    """Whether texts may go to language models."""

    fields = ("organisation", "is_off", "version", "changed_at")
    list_display = ("organisation", "is_off", "changed_at")
    list_filter = ("is_off",)
    search_fields = ("organisation__name",)
    when_empty = BY_DEFAULT
