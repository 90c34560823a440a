"""Lines of tests/tenancy/expectations.py for sharing, signing and dates of documents."""

from tests.tenancy.lines import Everyone, Expectation, Guarded, form, posts, reads

_VIEW, _WRITE, _SEND = "content.document.view", "content.document.write", "content.document.send"
_DOCUMENT = {"document": "content_document"}
_LINK = {**_DOCUMENT, "link": "content_link"}
_SIGNING = {**_DOCUMENT, "signing": "content_signing"}
_SIGNER = {**_SIGNING, "signer": "content_signer"}
_DATE = {"obligation": "content_obligation"}
_OUTSIDE = {"owner": "nonsense", "token": "nonsense"}
_PAGE = {**_OUTSIDE, "number": "position"}

_PAGES: dict[str, Expectation] = {
    "content:sending": reads(_VIEW, **_DOCUMENT),
    "content:share": form(_SEND, **_DOCUMENT),
    "content:link": reads(_SEND, **_LINK),
    "content:link-close": posts(_SEND, **_LINK),
    "content:link-open": posts(_SEND, **_LINK),
    "content:signing-begin": form(_SEND, **_DOCUMENT),
    "content:signing": reads(_VIEW, **_SIGNING),
    "content:signing-file": reads(_VIEW, **_SIGNING),
    "content:signing-withdraw": form(_SEND, **_SIGNING),
    "content:signing-seal": posts(_SEND, **_SIGNING),
    "content:signer-remind": posts(_SEND, **_SIGNER),
    "content:obligations": reads(_VIEW),
    "content:obligations-calendar": reads(_VIEW),
    "content:obligation-add": form(_WRITE, **_DOCUMENT),
    "content:obligation-change": form(_WRITE, **_DATE),
    "content:obligation-done": posts(_WRITE, **_DATE),
    "content:obligation-reopen": posts(_WRITE, **_DATE),
}

_FOR_ANYBODY: dict[str, Expectation] = {
    "content-public:shared": Everyone((404,), _OUTSIDE),
    "content-public:shared-code": Everyone((405,), _OUTSIDE),
    "content-public:shared-confirm": Everyone((405,), _OUTSIDE),
    "content-public:shared-page": Everyone((404,), _PAGE),
    "content-public:shared-file": Everyone((404,), _OUTSIDE),
    "content-public:shared-logo": Everyone((404,), _OUTSIDE),
    "content-public:sign": Everyone((404,), _OUTSIDE),
    "content-public:sign-code": Everyone((405,), _OUTSIDE),
    "content-public:sign-confirm": Everyone((405,), _OUTSIDE),
    "content-public:sign-page": Everyone((404,), _PAGE),
    "content-public:sign-file": Everyone((404,), _OUTSIDE),
    "content-public:sign-logo": Everyone((404,), _OUTSIDE),
    "content-public:sign-decline": Everyone((404,), _OUTSIDE),
    "content-public:sign-pass-on": Everyone((404,), _OUTSIDE),
    "content-public:check": Everyone(),
    "content-public:check-one": Everyone(ids={"owner": "nonsense", "request_id": "nonsense"}),
}

_API: dict[str, Expectation] = {
    "api:documents-dates": reads(_VIEW),
    "api:documents-date": Guarded({"PATCH": _WRITE}, _DATE),
    "api:documents-document-dates": posts(_WRITE, **_DOCUMENT),
    "api:documents-links": form(_SEND, **_DOCUMENT),
    "api:documents-link-return": posts(_SEND, **_LINK),
    "api:documents-link": Guarded({"DELETE": _SEND}, _LINK),
    "api:documents-signings": Guarded({"GET": _VIEW, "POST": _SEND}, _DOCUMENT),
    "api:documents-signing": reads(_VIEW, **_SIGNING),
    "api:documents-signing-file": reads(_VIEW, **_SIGNING),
    "api:documents-signing-withdrawal": posts(_SEND, **_SIGNING),
    "api:documents-signer-reminder": posts(_SEND, **_SIGNER),
}

SENDING: dict[str, Expectation] = {**_PAGES, **_FOR_ANYBODY, **_API}
