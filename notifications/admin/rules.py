"""WhatsApp's templates, proof of consent, and what goes on until somebody has taken it."""

import json
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from notifications import kinds as registry
from notifications.admin.staff_pages import needing
from notifications.channels.protocol import Channel
from notifications.models import ConsentAsk, Escalation, WhatsAppTemplate
from notifications.services import person_export, whatsapp
from synthai.core.access import staff_actor
from synthai.core.audit import audit
from synthai.core.staff.site import StaffAdmin, staff_site


class TemplateForm(forms.ModelForm):  # type: ignore[type-arg]  # Django has no such types while it runs
    """A template as WhatsApp approved it."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    values = forms.CharField(
        label=_("Its places, in order"),
        required=False,
        help_text=_("Variables of the kind, or title and body, with commas between: product, left"),
    )

    class Meta:
        model = WhatsAppTemplate
        fields: ClassVar = ["provider", "name", "language", "kind", "values", "has_button", "state"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speaking = [each for each in registry.kinds() if Channel.WHATSAPP in each.channels]
        kind: Any = self.fields["kind"]
        kind.choices = [("", "-"), *((each.code, f"{each.title} ({each.code})") for each in speaking)]
        self.initial["values"] = ", ".join(self.instance.values)

    def clean(self) -> dict[str, Any]:
        """Every place must be something that the kind can fill."""
        said: dict[str, Any] = super().clean() or {}
        given = said.get("values") or ""
        said["values"] = [each.strip() for each in given.split(",") if each.strip()]
        kind = registry.known(said.get("kind", ""))
        known = {*whatsapp.IN_OWN_WORDS, *(kind.variables if kind else ())}
        strangers = [each for each in said["values"] if each not in known]
        if strangers:
            self.add_error(
                "values",
                _("The kind has no %(names)s. It has: %(known)s.")
                % {"names": ", ".join(strangers), "known": ", ".join(sorted(known))},
            )
        return said


@admin.register(WhatsAppTemplate, site=staff_site)
class WhatsAppTemplateAdmin(StaffAdmin):
    """Which approved template speaks for which kind. Meta tells by itself when it approves, pauses or rejects one."""

    can_add = can_change = can_delete = True
    form = TemplateForm
    when_empty = _(
        "Enter a template here once WhatsApp has approved it. Until then only people who wrote to us in the last 24 hours are reached there."
    )
    list_display = ("name", "language", "provider", "kind", "state", "reason", "told_at")
    list_filter = ("state", "provider", "language")
    search_fields = ("name", "kind")

    def save_model(self, request: HttpRequest, obj: WhatsAppTemplate, form: Any, change: Any) -> None:
        """Kept on record."""
        super().save_model(request, obj, form, change)
        changes = {"state": [None, obj.state], "kind": [None, obj.kind]}
        audit(obj, "notifications.whatsapp_template.kept", by=staff_actor(request), changes=changes)


@admin.register(Escalation, site=staff_site)
class EscalationAdmin(StaffAdmin):
    """What goes on until somebody has taken it."""

    when_empty = _(
        "What goes on until somebody says “I have it”, such as a plan that is held back, stands here."
    )
    list_display = ("kind", "organisation", "state", "next_step", "next_at", "started_at", "taken_by")
    list_filter = ("state", "policy", "started_at")
    list_select_related = ("organisation", "taken_by")
    find_exactly = ("pk", "public_id", "key")


@admin.register(ConsentAsk, site=staff_site)
class ConsentAskAdmin(StaffAdmin):
    """Who was asked for consent by a message, once."""

    list_display = ("user", "category", "by_label", "asked_at")
    list_filter = ("category", "asked_at")
    list_select_related = ("user",)


@require_GET
@needing("view_choicechange")
def proof(request: HttpRequest, user: int) -> HttpResponse:
    """The proof of one person's consents and the rest that she may ask for, as a file; the look is on record."""
    person = get_object_or_404(get_user_model(), pk=user)
    found = person_export.of_person(person.pk, now=timezone.now())
    audit(person, "notifications.consent.looked_at", by=staff_actor(request))
    words = json.dumps(found, indent=2, ensure_ascii=False)
    headers = {"Content-Disposition": f'attachment; filename="notifications-of-person-{person.pk}.json"'}
    return HttpResponse(words, content_type="application/json", headers=headers)


def urls() -> list[URLPattern]:
    """Their addresses, for the composition to add to the staff site."""
    view = staff_site.admin_view(proof)
    return [path("notifications/proof/<int:user>/", view, name="notifications-proof")]
