"""An organisation's logo: put up, taken away, taken back, and its pictures."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import (
    logo_images,
    logo_pictures,
    logo_uploads,
    mail_looks,
    permissions,
    settings_screen,
    undo,
)
from accounts.forms import LogoForm
from accounts.services import logos
from accounts.services.logos import LogoChange
from accounts.views import scope
from accounts.views.feedback import attempt, say
from synthai.core.access import page
from synthai.core.tenancy import tenant


@require_POST
@page(permissions.ORGANISATION_CHANGE)
def change(request: HttpRequest, organisation: str) -> HttpResponse:
    """Put a logo up, with the way back at hand."""
    form = LogoForm(request.POST, request.FILES)
    done = attempt(form, lambda: _taken(request, form))
    if done is None:
        context = settings_screen.context(request, logo_form=form)
        return render(request, "accounts/organisation_settings.html", context)
    say(request, _("The logo was saved. Everybody in the team sees it from now on."))
    return _back(request, done)


@require_POST
@page(permissions.ORGANISATION_CHANGE)
def remove(request: HttpRequest, organisation: str) -> HttpResponse:
    """Take the logo away, with the way back at hand."""
    done = logos.remove(by=scope.actor(request), now=timezone.now())
    say(request, _("The logo was removed. The initials stand in its place."))
    return _back(request, done)


@require_POST
@page(permissions.ORGANISATION_CHANGE, is_part=True)
def take_back(request: HttpRequest, organisation: str) -> HttpResponse:
    """Undo the change whose note the page carried."""
    undo.take(request.POST.get("note", ""), by=scope.actor(request))
    say(request, _("Undone."))
    return redirect("accounts:organisation-settings", organisation)


@require_GET
@page(None, is_part=True)
def picture(request: HttpRequest, organisation: str, logo: str, picture: str) -> FileResponse:
    """One picture of the logo; its address names the content."""
    return logo_pictures.answer(logo, picture)


@require_GET
def for_mail(request: HttpRequest, token: str) -> FileResponse:
    """The present logo for a mail program, which does not sign in: the sealed address is the right to see it."""
    organisation_id, digest = mail_looks.digest_of(token)
    with tenant(organisation_id):
        response = logo_pictures.answer(digest, logo_images.DOCUMENT)
    response["Cache-Control"] = "public, max-age=86400"
    return response


def _taken(request: HttpRequest, form: LogoForm) -> LogoChange:
    form.full_clean()
    file = logo_uploads.file_of(request, lambda: form.cleaned_data.get("file"))
    return logos.replace(file, by=scope.actor(request), now=timezone.now())


def _back(request: HttpRequest, done: LogoChange) -> HttpResponse:
    """To the top of the page, where message and way back stand: a browser keeps the form's #logo otherwise."""
    by = scope.actor(request)
    place = reverse("accounts:organisation-settings", args=[by.organisation_slug])
    if done.before == done.after:
        return redirect(f"{place}#main")
    return redirect(f"{place}?undo={undo.note(undo.of_logo(done, by=by))}#main")
