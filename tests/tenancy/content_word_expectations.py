"""What the addresses of Word templates answer to whom."""

from tests.tenancy.lines import Expectation, Guarded, form, posts, reads

_CHANGE = "content.template.change"
_ONE = {"template": "content_word_template"}

WORD: dict[str, Expectation] = {
    "content:word-templates": reads(_CHANGE),
    "content:word-template-new": form(_CHANGE),
    "content:word-template": form(_CHANGE, **_ONE),
    "content:word-template-replace": posts(_CHANGE, **_ONE),
    "content:word-template-file": reads(_CHANGE, **_ONE),
    "content:word-template-put-away": posts(_CHANGE, **_ONE),
    "content:word-template-bring-back": posts(_CHANGE, **_ONE),
    "api:documents-word-templates": Guarded({"GET": _CHANGE, "POST": _CHANGE}),
    "api:documents-word-template": Guarded({"GET": _CHANGE, "PATCH": _CHANGE, "DELETE": _CHANGE}, dict(_ONE)),
    "api:documents-word-template-return": posts(_CHANGE, **_ONE),
    "api:documents-word-template-file": Guarded({"GET": _CHANGE, "POST": _CHANGE}, dict(_ONE)),
}
