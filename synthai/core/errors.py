"""What may go wrong by the rules of the product, in words for the person who asked.

A service raises a subclass of `DomainError` that lives beside it. One mapping turns it into a message on the page
(synthai.core.middleware) or a problem document of the API (synthai.core.api.problems). Anything that is not a
DomainError is a fault of ours: a 500 with the request id.

Every subclass with a code of its own is listed in `KINDS`, from which the help pages under /api/problems/ are made:
a problem's `type` always leads to a page that exists.
"""

from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

KINDS: "dict[str, type[DomainError]]" = {}


class DomainError(Exception):
    """A request that cannot be carried out, and why.

    Subclasses set class attributes:
    - `code`: dotted, lower case, stable, never shown to people: "pricing.import.too_many_rows".
    - `title`: the kind of problem, the same for each occurrence.
    - `message`: a clear sentence: what is wrong, where, how to mend it; may hold `%(name)s` places filled by `params`.
    - `remedy`: what helps, for the kind's help page.
    - `status`: the HTTP status of the API reply; `field`: the input it is about, as a dotted path.
    - `retry_after`: whole seconds after which trying again makes sense, or None.
    """

    code: ClassVar[str] = "core.refused"
    title: "ClassVar[_StrOrPromise]" = _("The request was refused")
    remedy: "ClassVar[_StrOrPromise]" = _(
        "Read the detail of the problem, change the request and send it again."
    )
    status: ClassVar[int] = 400
    message: "_StrOrPromise" = _("This cannot be done.")
    field: str | None = None
    retry_after: int | None = None

    def __init__(
        self, message: "_StrOrPromise | None" = None, *, field: str | None = None, **params: object
    ) -> None:
        super().__init__()
        if message is not None:
            self.message = message
        if field is not None:
            self.field = field
        self.params = params

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        if "code" not in cls.__dict__:
            return
        known = KINDS.setdefault(cls.code, cls)
        if (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"{cls.__qualname__} takes the code {cls.code!r} of {known.__qualname__}.")
        KINDS[cls.code] = cls

    def members(self) -> dict[str, object]:
        """Further members of the API's problem document (RFC 9457, section 3.2), for programs that go on from it."""
        return {}

    def __str__(self) -> str:
        text = str(self.message)
        return text % self.params if self.params else text


KINDS[DomainError.code] = DomainError


class Invalid(DomainError):
    """The input itself is wrong."""

    code = "core.invalid"
    title = _("The request has values that cannot be used")
    message = _("Some values cannot be used.")
    remedy = _("Each entry of errors names a value by its JSON pointer and says how to mend it.")


class NotAllowed(DomainError):
    """The person is known, but may not do this."""

    code = "core.not_allowed"
    title = _("You may not do this")
    message = _("You may not do this in this organisation.")
    remedy = _("Ask somebody with a role that the detail names to do it, or to give you a role that may.")
    status = 403


class NotFound(DomainError):
    """It does not exist, or the person may not know that it does."""

    code = "core.not_found"
    title = _("Not found")
    message = _("There is nothing at this address, or you may not see it.")
    remedy = _("Check the address, and that you are signed in to the organisation it belongs to.")
    status = 404


class Conflict(DomainError):
    """The state of things does not allow it now."""

    code = "core.conflict"
    title = _("It has changed in the meantime")
    message = _("This cannot be done in its present state.")
    remedy = _("Fetch it again, look at what changed, and repeat the request if it still makes sense.")
    status = 409


class Busy(Conflict):
    """Another request holds what this one needs."""

    code = "core.busy"
    title = _("Somebody else is changing this")
    message = _("Somebody else is changing this right now. Try again in a few seconds.")
    remedy = _("Wait as many seconds as Retry-After says and send the same request again.")
    retry_after: int | None = 3


class PreconditionFailed(DomainError):
    """If-Match names a version that is no longer the current one."""

    code = "core.precondition_failed"
    title = _("You edited an older version")
    message = _("It was changed meanwhile. Load it again, then make your change.")
    remedy = _("Fetch it again, apply your change to what you get, and send its new ETag in If-Match.")
    status = 412


class PreconditionRequired(DomainError):
    """An edit came without If-Match."""

    code = "core.precondition_required"
    title = _("If-Match is missing")
    message = _("Send the ETag of the version you edited in the If-Match header.")
    remedy = _("Fetch the resource, and send the ETag of that reply as If-Match with the edit.")
    status = 428


class Unavailable(DomainError):
    """Something we depend on does not answer."""

    code = "core.unavailable"
    title = _("Not available for the moment")
    message = _("SynthAI cannot reach its servers for the moment. Try again in a minute.")
    remedy = _("Wait as many seconds as Retry-After says and send the same request again.")
    status = 503
    retry_after: int | None = 30


class StorageUnavailable(Unavailable):
    """Stored files cannot be reached: S3 does not answer, or the disk takes nothing."""

    code = "core.storage_unavailable"
    title = _("Files are not available for the moment")
    message = _(
        "SynthAI cannot reach stored files for the moment. Nothing was changed: try again in a minute."
    )
