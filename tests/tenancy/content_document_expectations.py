"""Lines of tests/tenancy/expectations.py for documents, their versions and approval."""

from tests.tenancy.lines import Expectation, Guarded, form, posts, reads

_VIEW, _WRITE, _APPROVE = "content.document.view", "content.document.write", "content.document.approve"
_DOCUMENT = {"document": "content_document"}
_SETTLE = "content.settings.change"
_SECTION = {**_DOCUMENT, "section": "content_section"}
_VERSION = {**_DOCUMENT, "number": "position"}

DOCUMENTS: dict[str, Expectation] = {
    "content:document-list": reads(_VIEW),
    "content:document-new": form(_WRITE),
    "content:settings": form(_SETTLE),
    "content:document": reads(_VIEW, **_DOCUMENT),
    "content:questions": reads(_WRITE, **_DOCUMENT),
    "content:question-step": form(_WRITE, **_VERSION),
    "content:document-rename": form(_WRITE, **_DOCUMENT),
    "content:document-confidential": posts(_WRITE, **_DOCUMENT),
    "content:document-confirm": posts(_WRITE, **_DOCUMENT),
    "content:document-put-away": posts(_WRITE, **_DOCUMENT),
    "content:document-bring-back": posts(_WRITE, **_DOCUMENT),
    "content:document-copy": posts(_WRITE, **_DOCUMENT),
    "content:document-refresh": posts(_WRITE, **_DOCUMENT),
    "content:document-upgrade": posts(_WRITE, **_DOCUMENT),
    "content:section": form(_WRITE, **_SECTION),
    "content:section-reset": posts(_WRITE, **_SECTION),
    "content:fact": form(_WRITE, **_DOCUMENT, key="content_fact"),
    "content:versions": Guarded({"GET": _VIEW, "POST": _WRITE}, _DOCUMENT),
    "content:compare": reads(_VIEW, **_DOCUMENT),
    "content:version": reads(_VIEW, **_VERSION),
    "content:version-restore": posts(_WRITE, **_VERSION),
    "content:version-pdf": reads(_VIEW, **_VERSION),
    "content:document-pdf": reads(_VIEW, **_DOCUMENT),
    "content:document-docx": reads(_VIEW, **_DOCUMENT),
    "content:document-sources": reads(_VIEW, **_DOCUMENT),
    "content:approval-ask": posts(_WRITE, **_DOCUMENT),
    "content:approval-give": posts(_APPROVE, **_DOCUMENT),
    "content:approval-refuse": posts(_APPROVE, **_DOCUMENT),
    "content:approval-withdraw": posts(_WRITE, **_DOCUMENT),
    "api:documents": Guarded({"GET": _VIEW, "POST": _WRITE}),
    "api:documents-templates": reads(_VIEW),
    "api:documents-document": Guarded({"GET": _VIEW, "PATCH": _WRITE, "DELETE": _WRITE}, _DOCUMENT),
    "api:documents-answers": Guarded({"PATCH": _WRITE}, _DOCUMENT),
    "api:documents-section": Guarded({"PUT": _WRITE, "DELETE": _WRITE}, _SECTION),
    "api:documents-confirm": posts(_WRITE, **_DOCUMENT),
    "api:documents-confidentiality": Guarded({"PUT": _WRITE}, _DOCUMENT),
    "api:documents-copy": posts(_WRITE, **_DOCUMENT),
    "api:documents-pdf": reads(_VIEW, **_DOCUMENT),
    "api:documents-docx": reads(_VIEW, **_DOCUMENT),
    "api:documents-versions": Guarded({"GET": _VIEW, "POST": _WRITE}, _DOCUMENT),
    "api:documents-compare": reads(_VIEW, **_DOCUMENT),
    "api:documents-restore": posts(_WRITE, **_VERSION),
    "api:documents-approval": Guarded({"GET": _VIEW, "POST": _WRITE, "DELETE": _WRITE}, _DOCUMENT),
    "api:documents-settings": Guarded({"GET": _SETTLE, "PUT": _SETTLE}),
    "api:documents-return": posts(_WRITE, **_DOCUMENT),
    "api:documents-renewal": posts(_WRITE, **_DOCUMENT),
    "api:documents-upgrade": posts(_WRITE, **_DOCUMENT),
    "api:documents-approve": posts(_APPROVE, **_DOCUMENT),
    "api:documents-send-back": posts(_APPROVE, **_DOCUMENT),
}
