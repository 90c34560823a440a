"""A template in other languages: the list of them, one beside the template's own words, and taking one out."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from content import permissions
from content.forms.template_languages import LanguageForm
from content.selectors import templates
from content.selectors.asking import own_name
from content.services import template_languages as services
from content.views import language_screens as screens
from content.views.answers import said, sent
from content.views.attempts import attempt, refusal_of
from synthai.core.access import TenantRequest, page

LANGUAGES, LANGUAGE = "content:template-languages", "content:template-language"


@require_http_methods(["GET", "POST"])
@page(permissions.TEMPLATE_CHANGE)
def languages(request: TenantRequest, organisation: str, template: str) -> HttpResponse:
    """Which languages it is in; posting one begins a translation."""
    found = templates.get_template(template)
    form = LanguageForm(sent(request), taken=screens.taken(found))
    if request.method == "POST" and form.is_valid():
        code, by, now = form.cleaned_data["language"], request.actor, timezone.now()
        if attempt(form, lambda: services.add(found.pk, code, by=by, now=now)) is not None:
            return redirect(LANGUAGE, organisation, template, code)
    return render(request, "content/template_languages.html", screens.languages(request, found, form))


@require_http_methods(["GET", "POST"])
@page(permissions.TEMPLATE_CHANGE)
def language(request: TenantRequest, organisation: str, template: str, language: str) -> HttpResponse:
    """Its texts in its own language, and beside each what stands for it."""
    found = templates.get_template(template)
    context = screens.language(request, found, language, sent(request))
    if request.method == "POST" and context["forms"].is_valid():
        texts, by, now = [form.translated for form in context["forms"]], request.actor, timezone.now()
        refusal = refusal_of(lambda: services.write(found.pk, language, texts, by=by, now=now))
        if not refusal:
            return said(
                request, _("Saved."), LANGUAGE, organisation, template, language, at=screens.place(request)
            )
        found.refresh_from_db()
        context = {**screens.language(request, found, language, request.POST), "refusal": refusal}
    return render(request, "content/template_language.html", context)


@require_POST
@page(permissions.TEMPLATE_CHANGE)
def language_tidy(request: TenantRequest, organisation: str, template: str, language: str) -> HttpResponse:
    """Translations of texts that stand nowhere any more go; the page that follows offers the way back."""
    found = templates.get_template(template)
    services.tidy(found.pk, language, by=request.actor, now=timezone.now())
    return redirect(LANGUAGE, organisation, template, language)


@require_POST
@page(permissions.TEMPLATE_CHANGE)
def language_remove(request: TenantRequest, organisation: str, template: str, language: str) -> HttpResponse:
    """The language goes with everything said in it; the page that follows offers the way back."""
    found = templates.get_template(template)
    services.remove(found.pk, language, by=request.actor, now=timezone.now())
    told = _("%(language)s was taken out.") % {"language": own_name(language)}
    return said(request, told, LANGUAGES, organisation, template)
