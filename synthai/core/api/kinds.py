"""The kinds of problem that belong to HTTP itself; what belongs to the product is raised by services.

All share one family with `DomainError`, so each has a code, a help page and one way to be answered.
"""

from django.utils.translation import gettext_lazy as _

from synthai.core.errors import Conflict, DomainError, NotFound


class Unreadable(DomainError):
    code = "core.unreadable"
    title = _("The request cannot be read")
    message = _("The body is not valid JSON.")
    remedy = _("Send a JSON object, encoded as UTF-8, and end the address without stray characters.")


class NotAuthenticated(DomainError):
    code = "core.not_authenticated"
    title = _("Sign in first")
    message = _("Send a valid access token in the Authorization header.")
    remedy = _("Fetch an access token from /api/v1/token/, or refresh it: access tokens live 15 minutes.")
    status = 401


class KeyNotHere(DomainError):
    code = "core.key_not_here"
    title = _("An API key opens its organisation only")
    message = _("An API key belongs to an organisation: use it under /api/v1/o/<organisation>/.")
    remedy = _("Use the key under the organisation's own addresses, or sign in as a person.")
    status = 403


class MethodNotAllowed(DomainError):
    code = "core.method_not_allowed"
    title = _("This address does not take this method")
    message = _("This address does not take this method; the Allow header lists those it takes.")
    remedy = _("The Allow header of the answer lists the methods of this address.")
    status = 405


class NotAcceptable(DomainError):
    code = "core.not_acceptable"
    title = _("No such format")
    message = _("This address cannot answer in the format that the Accept header asks for.")
    remedy = _("Leave out the Accept header or send application/json.")
    status = 406


class TooLarge(DomainError):
    code = "core.too_large"
    title = _("The request is too large")
    message = _("The body is larger than this address takes.")
    remedy = _("Send less at once.")
    status = 413


class UnsupportedMediaType(DomainError):
    code = "core.unsupported_media_type"
    title = _("This format of body is not taken here")
    message = _("The Content-Type of the request is not taken here.")
    remedy = _("Send the body as the Content-Type that the API description names, mostly application/json.")
    status = 415


class TooManyRequests(DomainError):
    code = "core.too_many_requests"
    title = _("Too many requests")
    message = _("Too many requests. Wait %(seconds)s s and send it again.")
    remedy = _(
        "Wait as many seconds as Retry-After says; the RateLimit header of every answer shows what is left."
    )
    status = 429


class CursorInvalid(DomainError):
    code = "core.cursor_invalid"
    title = _("The cursor does not belong to this list")
    message = _("The cursor is damaged, or belongs to another list or order. Start again without it.")
    remedy = _(
        "Follow the addresses in the Link header as they are; when filter or order change, start anew."
    )


class RouteUnknown(NotFound):
    code = "core.route_unknown"
    title = _("There is no such address")
    message = _("The API has no such address. See /api/docs/ for all of them.")
    remedy = _("Check spelling, version and the slash at the end against /api/docs/.")


class VersionUnknown(DomainError):
    code = "core.version_unknown"
    title = _("There is no such version of the API")
    message = _(
        "There is no API version “%(version)s”. Send API-Version: %(known)s, or leave the header out."
    )
    remedy = _("Leave the API-Version header out to get the newest version, which every answer names.")


class IdempotencyKeyMalformed(DomainError):
    code = "core.idempotency_key_malformed"
    title = _("The Idempotency-Key is malformed")
    message = _("An Idempotency-Key has 1 to 255 visible ASCII characters; a random UUID is best.")
    remedy = _("Send a fresh random UUID for each operation, and the same one again for each repeat of it.")


class IdempotencyKeyReused(DomainError):
    code = "core.idempotency_key_reused"
    title = _("The Idempotency-Key belongs to another request")
    message = _("This Idempotency-Key was used for another request. Send a new key with a new request.")
    remedy = _("A repeat must have the same method, address and body. For anything else make a new key.")
    status = 422


class IdempotencyInProgress(Conflict):
    code = "core.idempotency_in_progress"
    title = _("The first request with this key is still running")
    message = _("A request with this Idempotency-Key is still running. Send it again in a few seconds.")
    remedy = _(
        "Wait as many seconds as Retry-After says and repeat it: the answer of the first will be replayed."
    )
    retry_after: int | None = 3


class Fault(DomainError):
    code = "core.fault"
    title = _("Something failed on our side")
    message = _("Something failed on our side. Nothing of this request was kept. Tell us the request id.")
    remedy = _("Send it again with the same Idempotency-Key. If it stays, send us the request id.")
    status = 500
