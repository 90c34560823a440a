"""The list of documents, the gallery of templates, and a document as a whole."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from content import permissions
from content.forms.documents import FilterForm, NameForm
from content.selectors import asking, blueprints
from content.selectors import documents as selectors
from content.services import confidentiality, documents, upgrading
from content.views import screens
from content.views.answers import DETAIL, said, seen, sent
from synthai.core import keyset
from synthai.core.access import TenantRequest, page

PAGE_SIZE = 30
ORDERING = ("-changed_at", "-id")


@require_GET
@page(permissions.DOCUMENT_VIEW)
def document_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """Every document of the organisation, the newest change first."""
    choices = blueprints.choices()
    form = FilterForm(request.GET, templates=[(_plain(choice.ref), choice.title) for choice in choices])
    chosen = form.chosen(is_away=request.GET.get("shelf") == "away")
    context = {
        "page": _rows(request, chosen),
        "form": form,
        "away": chosen.is_away,
        "is_plain": chosen.is_plain,
        **_may(request),
    }
    template = "content/document_list.html"
    return render(request, f"{template}#rows" if request.htmx else template, context)


def _may(request: TenantRequest) -> dict[str, bool]:
    return {
        "can_write": request.actor.can(permissions.DOCUMENT_WRITE),
        "can_settle": request.actor.can(permissions.SETTINGS_CHANGE),
    }


def _rows(request: TenantRequest, chosen: selectors.DocumentFilter) -> keyset.Page[Any]:
    return keyset.page(
        selectors.documents(chosen, by=request.actor),
        ordering=ORDERING,
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope=f"documents:{chosen}",
    )


def _plain(ref: str) -> str:
    """A template without its version."""
    return ref.rpartition(":")[0]


@require_http_methods(["GET", "POST"])
@page(permissions.DOCUMENT_WRITE)
def document_new(request: TenantRequest, organisation: str) -> HttpResponse:
    """Choose a template; posting one begins a document."""
    now = timezone.now()
    if request.method == "POST":
        ref, _space, language = request.POST.get("template", "")[:131].partition(" ")
        made = documents.begin(ref, language=language, by=request.actor, now=now)
        return redirect("content:questions", organisation, made.public_id)
    words = request.GET.get("q", "")
    offers = asking.gallery(request.organisation.pk, by=request.actor, now=now, words=words)
    template = "content/document_new.html"
    can_template = request.actor.can(permissions.TEMPLATE_CHANGE)
    can_copy = request.actor.can(permissions.COPY_USE)
    context = {"offers": offers, "words": words, "can_template": can_template, "can_copy": can_copy}
    return render(request, f"{template}#offers" if request.htmx else template, context)


@require_GET
@page(permissions.DOCUMENT_VIEW)
def document(request: TenantRequest, organisation: str, document: str) -> HttpResponse:
    """The paper, section by section, and what is to be done with it."""
    found = selectors.get_document(document, by=request.actor)
    return render(request, "content/document.html", screens.detail(request, found))


@require_http_methods(["GET", "POST"])
@page(permissions.DOCUMENT_WRITE)
def rename(request: TenantRequest, organisation: str, document: str) -> HttpResponse:
    """Give it a name of its own."""
    found = selectors.get_document(document, by=request.actor)
    form = NameForm(sent(request), initial={"title": found.title, "seen": found.version})
    if request.method == "POST" and form.is_valid():
        title = form.cleaned_data["title"]
        documents.rename(found.pk, title, by=request.actor, now=timezone.now(), seen=seen(request))
        return said(request, _("It has its new name."), DETAIL, organisation, document)
    context = {**screens.document(request, found, active="document"), "form": form}
    return render(request, "content/document_rename.html", context)


@require_POST
@page(permissions.DOCUMENT_WRITE)
def confidential(request: TenantRequest, organisation: str, document: str) -> HttpResponse:
    """Hide it from most, or open it; the same button undoes it."""
    found, hide = (
        selectors.get_document(document, by=request.actor),
        request.POST.get("is_confidential") == "1",
    )
    confidentiality.set_confidential(found.pk, is_confidential=hide, by=request.actor, now=timezone.now())
    hidden = _(
        "The document is confidential now: only who began it, and those who may see such documents, see it."
    )
    opened = _("Everybody who may read documents sees it now.")
    return said(request, hidden if hide else opened, DETAIL, organisation, document)


@require_POST
@page(permissions.DOCUMENT_WRITE)
def confirm(request: TenantRequest, organisation: str, document: str) -> HttpResponse:
    """A person has read it."""
    found = selectors.get_document(document, by=request.actor)
    documents.confirm(found.pk, by=request.actor, now=timezone.now(), seen=seen(request))
    told = _("You have confirmed the document. It is no draft any more.")
    return said(request, told, DETAIL, organisation, document)


@require_POST
@page(permissions.DOCUMENT_WRITE)
def put_away(request: TenantRequest, organisation: str, document: str) -> HttpResponse:
    """Out of the list; its page says how to bring it back."""
    found = selectors.get_document(document, by=request.actor)
    documents.put_away(found.pk, by=request.actor, now=timezone.now())
    told = _("“%(title)s” was put away.") % {"title": found.title}
    return said(request, told, DETAIL, organisation, document)


@require_POST
@page(permissions.DOCUMENT_WRITE)
def bring_back(request: TenantRequest, organisation: str, document: str) -> HttpResponse:
    """Undo putting away."""
    found = documents.bring_back(selectors.get_document(document, by=request.actor).pk, by=request.actor)
    told = _("“%(title)s” is back.") % {"title": found.title}
    return said(request, told, DETAIL, organisation, document)


@require_POST
@page(permissions.DOCUMENT_WRITE)
def copy(request: TenantRequest, organisation: str, document: str) -> HttpResponse:
    """A draft that says the same."""
    found = selectors.get_document(document, by=request.actor)
    made = documents.copy_as_new(found.pk, by=request.actor, now=timezone.now())
    told = _("This is the copy: a draft that you may change.")
    return said(request, told, DETAIL, organisation, made.public_id)


@require_POST
@page(permissions.DOCUMENT_WRITE)
def refresh(request: TenantRequest, organisation: str, document: str) -> HttpResponse:
    """Gather what is known anew."""
    found = selectors.get_document(document, by=request.actor)
    refreshed = documents.refresh(found.pk, by=request.actor, now=timezone.now())
    count = len(refreshed.changed)
    told = ngettext("%(count)d fact is new.", "%(count)d facts are new.", count) % {"count": count}
    told = told if count else _("Nothing has changed: the document says what is known today.")
    return said(request, told, DETAIL, organisation, document)


@require_POST
@page(permissions.DOCUMENT_WRITE)
def upgrade(request: TenantRequest, organisation: str, document: str) -> HttpResponse:
    """The newest version of its template."""
    found = selectors.get_document(document, by=request.actor)
    upgraded = upgrading.upgrade(found.pk, by=request.actor, now=timezone.now())
    told = " · ".join([_("The document stands on the newest template."), *upgraded.changes[:10]])
    place = reverse("content:questions", args=[organisation, document])
    response = said(request, told, DETAIL, organisation, document)
    return (
        redirect(place) if asking.first_open(upgraded.document, asking.steps(upgraded.document)) else response
    )
