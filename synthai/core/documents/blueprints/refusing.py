"""A blueprint that cannot be read, and where."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from synthai.core.errors import DomainError

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class BlueprintRefused(DomainError):
    """Something in a blueprint is not what it should be. `path` names it: `block[3].rows[1].value`."""

    code = "documents.blueprint_refused"
    title = _("The template cannot be read")
    message = _("%(path)s: %(what)s %(how)s")
    remedy = _("Mend the place that the detail names. What a template may hold is listed in the help.")
    status = 422

    def __init__(self, path: str, what: "_StrOrPromise", how: "_StrOrPromise" = "") -> None:
        self.path, self.what, self.how = path, what, how
        super().__init__(field=path, path=path or _("The template"), what=what, how=how)

    def __str__(self) -> str:
        return super().__str__().strip()
