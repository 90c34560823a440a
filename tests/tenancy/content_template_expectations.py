"""Lines of tests/tenancy/expectations.py for templates and clauses."""

from tests.tenancy.lines import Expectation, Guarded, form, posts, reads

_WRITE, _APPROVE, _VIEW = "content.template.change", "content.document.approve", "content.document.view"
_TEMPLATE = {"template": "content_template"}
_BLOCK = {**_TEMPLATE, "block": "content_block"}
_FIELD = {**_TEMPLATE, "key": "content_field"}
_LANGUAGE = {**_TEMPLATE, "language": "content_language"}
_CLAUSE = {"clause": "content_clause"}

TEMPLATES: dict[str, Expectation] = {
    "content:template-list": reads(_WRITE),
    "content:template-new": form(_WRITE),
    "content:template": reads(_WRITE, **_TEMPLATE),
    "content:template-settings": form(_WRITE, **_TEMPLATE),
    "content:template-versions": reads(_WRITE, **_TEMPLATE),
    "content:template-begin-again": posts(_WRITE, **_TEMPLATE, number="position"),
    "content:template-publish": posts(_WRITE, **_TEMPLATE),
    "content:template-put-away": posts(_WRITE, **_TEMPLATE),
    "content:template-bring-back": posts(_WRITE, **_TEMPLATE),
    "content:template-undo": posts(_WRITE, **_TEMPLATE),
    "content:template-block-add": posts(_WRITE, **_TEMPLATE),
    "content:template-block": form(_WRITE, **_BLOCK),
    "content:template-block-preview": posts(_WRITE, **_BLOCK),
    "content:template-block-move": posts(_WRITE, **_BLOCK),
    "content:template-block-remove": posts(_WRITE, **_BLOCK),
    "content:template-fields": reads(_WRITE, **_TEMPLATE),
    "content:template-field-new": form(_WRITE, **_TEMPLATE),
    "content:template-field": form(_WRITE, **_FIELD),
    "content:template-field-move": posts(_WRITE, **_FIELD),
    "content:template-field-remove": posts(_WRITE, **_FIELD),
    "content:template-languages": form(_WRITE, **_TEMPLATE),
    "content:template-language": form(_WRITE, **_LANGUAGE),
    "content:template-language-tidy": posts(_WRITE, **_LANGUAGE),
    "content:template-language-remove": posts(_WRITE, **_LANGUAGE),
    "content:clause-list": reads(_WRITE),
    "content:clause-new": form(_WRITE),
    "content:clause": form(_WRITE, **_CLAUSE),
    "content:clause-approve": posts(_APPROVE, **_CLAUSE),
    "content:clause-put-away": posts(_WRITE, **_CLAUSE),
    "content:clause-bring-back": posts(_WRITE, **_CLAUSE),
    "api:documents-template": reads(_VIEW, ref="content_ref"),
    "api:documents-clauses": Guarded({"GET": _WRITE, "POST": _WRITE}),
    "api:documents-clause": Guarded({"GET": _WRITE, "PUT": _WRITE, "DELETE": _WRITE}, _CLAUSE),
    "api:documents-clause-approval": posts(_APPROVE, **_CLAUSE),
    "api:documents-clause-return": posts(_WRITE, **_CLAUSE),
    "api:documents-own-templates": Guarded({"GET": _WRITE, "POST": _WRITE}),
    "api:documents-own-template": Guarded({"GET": _WRITE, "PUT": _WRITE, "DELETE": _WRITE}, _TEMPLATE),
    "api:documents-own-publication": posts(_WRITE, **_TEMPLATE),
    "api:documents-own-return": posts(_WRITE, **_TEMPLATE),
}
