"""Staff view of machine writing: runs, calls of language models as they are kept (masked), what they cost, which prompts are in use."""

from django.contrib import admin
from django.db.models import Count, Max, Min, Q, QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from content.admin.acting import for_each
from content.models import CallOutcome, ModelCall, ModelSpend, RunSection, WritingRun
from content.services import runs
from synthai.core.staff.site import StaffAdmin, staff_site


@admin.register(WritingRun, site=staff_site)
class WritingRunAdmin(StaffAdmin):
    """Runs: where they stand, who wrote which section and why, and what failed. The texts stay the customer's."""

    list_display = (
        "public_id",
        "organisation",
        "document_ref",
        "state",
        "attempts",
        "wrote",
        "requested_at",
        "finished_at",
        "error",
    )
    list_filter = ("state", "requested_at")
    list_select_related = ("organisation", "document")
    find_exactly = ("pk", "public_id")
    search_fields = ("public_id", "organisation__name")
    ordering = ("-requested_at",)
    exclude = ("facts", "notes")
    unseen = ("facts", "notes")
    readonly_fields = ("sections_of",)
    actions = ("try_again", "cancel")

    @admin.display(description=_("Template"))
    def document_ref(self, row: WritingRun) -> str:
        return row.document.ref

    @admin.display(description=_("Machine / template / failed"))
    def wrote(self, row: WritingRun) -> str:
        return " / ".join(str(row.totals.get(name, "–")) for name in ("machine", "template", "failed"))

    @admin.display(description=_("Sections"))
    def sections_of(self, row: WritingRun) -> SafeString:
        """Without what they say."""
        rows = (
            (
                each.key,
                each.state,
                " ".join(filter(None, (each.by, each.because, each.model))),
                each.calls,
                each.tokens,
                each.credits,
                each.error,
            )
            for each in RunSection.objects.of_run(row).in_order()
        )
        return format_html_join("\n", "<div>{}: {} {} – {} calls, {} tokens, {} credits {}</div>", rows)

    @admin.action(description=_("Write what is missing"))
    def try_again(self, request: HttpRequest, queryset: QuerySet[WritingRun]) -> None:
        """Give failed and cancelled runs another round; what was written is not written again."""
        for_each(request, queryset, runs.try_again, str(_("waits for a worker")))

    @admin.action(description=_("Cancel"))
    def cancel(self, request: HttpRequest, queryset: QuerySet[WritingRun]) -> None:
        """Ends at once, or when its worker hears of it; what was written stays."""
        for_each(request, queryset, runs.cancel, str(_("stops")))


@admin.register(ModelCall, site=staff_site)
class ModelCallAdmin(StaffAdmin):
    """Calls as they are kept: masked, and until their day."""

    list_display = (
        "public_id",
        "organisation",
        "provider",
        "model",
        "purpose",
        "prompt_version",
        "outcome",
        "tokens",
        "cost",
        "credits",
        "took_ms",
        "at",
        "error",
    )
    list_filter = ("outcome", "provider", "purpose", "prompt_version", "at")
    list_select_related = ("organisation",)
    find_exactly = ("pk", "public_id")
    search_fields = ("public_id", "organisation__name")
    ordering = ("-at",)
    exclude = ("read",)  # its name is the file's
    when_empty = _(
        "A row comes with each call of a language model, and goes on the day until which it may be kept."
    )

    def get_urls(self) -> list[URLPattern]:
        """And which prompts are in use."""
        page = self.admin_site.admin_view(self.prompts_view)
        return [path("prompts/", page, name="content_modelcall_prompts"), *super().get_urls()]

    def prompts_view(self, request: HttpRequest) -> TemplateResponse:
        """Each prompt's versions that calls were made with, and how those ended."""
        good = Count("pk", filter=Q(outcome=CallOutcome.ANSWERED))
        rows = ModelCall.objects.order_by("purpose", "-prompt_version", "provider", "model")
        found = rows.values("purpose", "prompt_version", "provider", "model").annotate(
            calls=Count("pk"), answered=good, first=Min("at"), last=Max("at")
        )
        context = {
            **self.admin_site.each_context(request),
            "title": _("Prompts in use"),
            "opts": self.opts,
            "heads": [
                _("Prompt"),
                _("Version"),
                _("Model"),
                _("Calls"),
                _("Answered"),
                _("First"),
                _("Last"),
            ],
            "rows": list(found[:500]),
        }
        return TemplateResponse(request, "admin/content/prompts.html", context)


@admin.register(ModelSpend, site=staff_site)
class ModelSpendAdmin(StaffAdmin):
    """What each month came to, by organisation and model. It stays when the calls are gone."""

    list_display = (
        "month",
        "organisation",
        "provider",
        "model",
        "calls",
        "failed",
        "tokens_in",
        "tokens_out",
        "cost",
        "unpriced",
        "credits",
    )
    list_filter = ("month", "provider")
    list_select_related = ("organisation",)
    search_fields = ("organisation__name",)
    ordering = ("-month", "-credits")
