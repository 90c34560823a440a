"""Marketing texts: ask for one, variants side by side, edit, keep, use; the list of words that are never used; a text of one's own."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from content import permissions
from content.forms.copies import BannedForm, CopyForm, OwnTextForm, VariantForm
from content.selectors import copies as selectors
from content.services import copies
from content.views import copy_screens as screens
from synthai.core.access import TenantRequest, page
from synthai.core.ai import calling


@require_GET
@page(permissions.COPY_USE)
def copy_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """Every marketing text, newest first."""
    return render(request, "content/copy_list.html", screens.copy_list(request))


@require_http_methods(["GET", "POST"])
@page(permissions.COPY_USE)
def copy_create(request: TenantRequest, organisation: str) -> HttpResponse:
    """Ask for a text."""
    form = CopyForm(request.POST or None, has_model=calling.is_there())
    if request.method == "POST" and (row := screens.written(request, form)):
        return redirect("content:copy", organisation, row.public_id)
    return render(
        request, "content/copy_create.html", screens.create(request, form), status=422 if form.errors else 200
    )


@require_GET
@page(permissions.COPY_USE)
def copy_detail(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """The variants of one text; a fragment for HTMX."""
    context = screens.detail(request, selectors.get_copy(public_id))
    template = "content/copy_detail.html"
    return render(request, f"{template}#state" if request.htmx else template, context)


@require_http_methods(["GET", "POST"])
@page(permissions.COPY_USE)
def variant_edit(request: TenantRequest, organisation: str, variant: str) -> HttpResponse:
    """Change one variant, with live counters."""
    row = selectors.get_variant(variant)
    form = VariantForm(request.POST or None, initial={"text": row.text, "subject": row.subject})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        copies.change(row.pk, text=given["text"].strip(), subject=given["subject"], by=request.actor)
        messages.success(request, _("The text is changed."))
        return redirect(screens.place_of(organisation, row))
    return render(
        request, "content/copy_edit.html", screens.edit(row, form), status=422 if form.errors else 200
    )


@require_POST
@page(permissions.COPY_USE)
def variant_keep(request: TenantRequest, organisation: str, variant: str) -> HttpResponse:
    """Keep it as a favourite, or no longer."""
    row = selectors.get_variant(variant)
    copies.favour(row.pk, is_favourite=request.POST.get("is") == "1", by=request.actor)
    return redirect(screens.place_of(organisation, row))


@require_POST
@page(permissions.COPY_USE)
def variant_use(request: TenantRequest, organisation: str, variant: str) -> HttpResponse:
    """Mark it as used, or take the mark back."""
    row = selectors.get_variant(variant)
    copies.use(row.pk, is_used=request.POST.get("is") == "1", by=request.actor, now=timezone.now())
    return redirect(screens.place_of(organisation, row))


@require_POST
@page(permissions.COPY_USE)
def copy_remove(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Out of the list, with an undo."""
    copies.remove(selectors.get_copy(public_id).pk, by=request.actor, now=timezone.now())
    messages.success(request, _("The text is removed. For a day it can be put back."))
    return redirect(f"{reverse('content:copy-list', args=[organisation])}?removed={public_id}")


@require_POST
@page(permissions.COPY_USE)
def copy_put_back(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Undo."""
    copies.put_back(selectors.get_removed(public_id).pk, by=request.actor)
    messages.success(request, _("The text is in the list again."))
    return redirect("content:copy", organisation, public_id)


@require_http_methods(["GET", "POST"])
@page(permissions.COPY_USE)
def copy_own(request: TenantRequest, organisation: str) -> HttpResponse:
    """A text of one's own: judged by rules, or written anew by a language model."""
    form = OwnTextForm(request.POST or None)
    if (
        request.method == "POST"
        and request.POST.get("do") == "rewrite"
        and (row := screens.rewritten(request, form))
    ):
        return redirect("content:copy", organisation, row.public_id)
    return render(request, "content/copy_own.html", screens.own(form), status=422 if form.errors else 200)


@require_GET
@page(permissions.COPY_USE)
def copy_words(request: TenantRequest, organisation: str) -> HttpResponse:
    """The words that are never used."""
    return render(request, "content/copy_words.html", screens.words(request, BannedForm()))


@require_POST
@page(permissions.COPY_WORDS)
def copy_words_add(request: TenantRequest, organisation: str) -> HttpResponse:
    """Add words to them."""
    form = BannedForm(request.POST)
    if screens.banned(request, form):
        return redirect("content:copy-words", organisation)
    return render(request, "content/copy_words.html", screens.words(request, form), status=422)


@require_POST
@page(permissions.COPY_WORDS)
def copy_word_allow(request: TenantRequest, organisation: str, word: str) -> HttpResponse:
    """Take a word out of the list."""
    row = selectors.get_word(word)
    copies.allow(row.pk, by=request.actor)
    messages.success(request, _("“%(word)s” may be used again.") % {"word": row.word})
    return redirect("content:copy-words", organisation)
