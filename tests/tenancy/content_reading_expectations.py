"""What the addresses of documents that are read in, and of marketing texts, answer to whom."""

from tests.tenancy.lines import Expectation, Guarded, form, posts, reads

_READ = "content.reading.use"
_ONE = {"public_id": "content_read"}
_COPY, _WORDS = "content.copy.use", "content.copy.words"
_TEXT, _VARIANT = {"public_id": "content_copy"}, {"variant": "content_variant"}

READING: dict[str, Expectation] = {
    "content:read-list": reads(_READ),
    "content:read-create": form(_READ),
    "content:read": reads(_READ, **_ONE),
    "content:read-text": reads(_READ, **_ONE),
    "content:read-file": reads(_READ, **_ONE),
    "content:read-facts": posts(_READ, **_ONE),
    "content:read-use": posts(_READ, **_ONE),
    "content:read-invoice": form(_READ, **_ONE),
    "content:read-summary": posts(_READ, **_ONE),
    "content:read-retry": posts(_READ, **_ONE),
    "content:read-file-delete": posts(_READ, **_ONE),
    "content:read-remove": posts(_READ, **_ONE),
    "content:read-put-back": posts(_READ, **_ONE),
    "api:content-reads": Guarded({"GET": _READ, "POST": _READ}),
    "api:content-read": Guarded({"GET": _READ, "DELETE": _READ}, dict(_ONE)),
    "api:content-read-return": posts(_READ, **_ONE),
    "api:content-read-text": reads(_READ, **_ONE),
    "api:content-read-search": reads(_READ, **_ONE),
    "api:content-read-facts": Guarded({"PUT": _READ}, dict(_ONE), {"facts": []}),
    "api:content-read-use": posts(_READ, **_ONE),
    "api:content-read-file": Guarded({"DELETE": _READ}, dict(_ONE)),
    "content:copy-list": reads(_COPY),
    "content:copy-create": form(_COPY),
    "content:copy-own": form(_COPY),
    "content:copy-words": reads(_COPY),
    "content:copy-words-add": posts(_WORDS),
    "content:copy-word-allow": posts(_WORDS, word="content_word"),
    "content:copy": reads(_COPY, **_TEXT),
    "content:copy-remove": posts(_COPY, **_TEXT),
    "content:copy-put-back": posts(_COPY, **_TEXT),
    "content:variant-edit": form(_COPY, **_VARIANT),
    "content:variant-keep": posts(_COPY, **_VARIANT),
    "content:variant-use": posts(_COPY, **_VARIANT),
    "api:content-copies": Guarded({"GET": _COPY, "POST": _COPY}),
    "api:content-copy-return": posts(_COPY, **_TEXT),
    "api:content-copy": Guarded({"GET": _COPY, "DELETE": _COPY}, dict(_TEXT)),
    "api:content-copy-check": posts(_COPY),
    "api:content-variant": Guarded({"PATCH": _COPY}, dict(_VARIANT)),
}
