"""Whether a sealed file is ours and unchanged: for anybody, without a word of what is in it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from content.forms.outside import CheckForm
from content.services.signing import checking
from content.services.signing.checking import Seen, Verdict
from content.views.attempts import attempt, posted
from content.views.outside import unlisted
from synthai.core import files


@require_http_methods(["GET", "POST"])
@unlisted("outside-check")
def check(request: HttpRequest, owner: str = "", request_id: str = "") -> HttpResponse:
    """Upload the file; where the browser can, it takes the hash itself and sends nothing but that."""
    form, verdict = CheckForm(posted(request), request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        verdict = attempt(form, lambda: _judged(request, form))
        if verdict is None and not form.errors:
            form.add_error("file", _("Choose the signed PDF first."))
    context = {"form": form, "verdict": verdict, "is_named": bool(request_id)}
    return render(request, "content/check.html", context, status=422 if form.errors else 200)


def _judged(request: HttpRequest, form: CheckForm) -> Verdict | None:
    files.refuse_if_too_large(request)
    uploaded = form.cleaned_data["file"]
    if uploaded is not None:
        return checking.judge(checking.look(uploaded))
    digest = checking.typed_hash(form.cleaned_data["sha256"])
    owner, _space, request_id = form.cleaned_data["reference"].partition(" ")
    return checking.judge(Seen(sha256=digest, owner=owner, request=request_id)) if digest else None
