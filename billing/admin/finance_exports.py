"""Exports for the bookkeeper's program: which files, and which accounts have no code of that program yet."""

from io import BytesIO
from itertools import groupby
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.admin.finance_parts import NAMES_RIGHT, FinancePage, Picked, picked, show
from billing.engine.periods import local_date
from billing.selectors import exports
from billing.services import archives, exporting
from synthai.core.access import staff_actor
from synthai.core.audit import audit
from synthai.core.errors import DomainError


def view(request: HttpRequest) -> HttpResponseBase:
    """What can be downloaded for these days; with `export=` the file itself, or why there is none."""
    wanted, refused = picked(request, today=local_date(timezone.now())), None
    if (name := request.GET.get("export")) and wanted.entity:
        try:
            return _file(request, name, wanted)
        except DomainError as error:
            refused = str(error)
    context: dict[str, Any] = {
        "title": _("Exports"),
        "picked": wanted,
        "refused": refused,
        "programs": _programs(wanted),
        "codes": reverse("admin:billing_billingentity_deed", args=[wanted.entity.pk, "codes"])
        if wanted.entity
        else "",
    }
    return show(request, "admin/billing/finance_exports.html", "exports", context)


def _programs(wanted: Picked) -> list[dict[str, Any]]:
    if wanted.entity is None:
        return []
    moved = exports.accounts_moved(wanted.entity.pk, since=wanted.since, until=wanted.until)
    found = []
    for program, held in groupby(exporting.EXPORTS, key=lambda each: each.program):
        codes = exporting.codes_of(wanted.entity, program)
        files = [(each, wanted.query(export=each.name)) for each in held]
        found.append({"title": codes.program, "files": files, "unnamed": codes.unnamed(moved)})
    return found


def _file(request: HttpRequest, name: str, wanted: Picked) -> FileResponse:
    """One CSV; several in a ZIP, where the program takes no more in one."""
    export = next((each for each in exporting.EXPORTS if each.name == name), None)
    if export is None or wanted.entity is None:
        raise Http404
    period = exporting.Period(entity=wanted.entity, since=wanted.since, until=wanted.until)
    with archives.Archive(on=wanted.until) as archive:
        for file_name, content in exporting.files(export, period):
            archive.add(file_name, content)
    audit(
        None,
        "billing.export.downloaded",
        by=staff_actor(request),
        changes={"file": [None, period.mark(name)]},
    )
    if len(archive.members) == 1:
        archive.file.close()
        kept = {"filename": file_name, "content_type": "text/csv; charset=utf-8"}
        return FileResponse(BytesIO(content), as_attachment=True, **kept)
    return FileResponse(archive.file, as_attachment=True, filename=f"{period.mark(name)}.zip")


PAGE = FinancePage(
    slug="exports",
    title=gettext_lazy("Exports"),
    says=gettext_lazy("Invoices and journals as Xero, Sage and QuickBooks import them."),
    view=view,
    right=NAMES_RIGHT,
    icon="output",
)
