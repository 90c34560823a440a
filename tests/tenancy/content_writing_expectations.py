"""What the addresses of machine writing answer to whom."""

from tests.tenancy.lines import Expectation, Guarded, posts, reads

_READ, _WRITE = "content.document.view", "content.document.write"
_SEE, _MANAGE = "content.ai.view", "content.ai.manage"
_RUN = {"public_id": "writing_run"}

WRITING: dict[str, Expectation] = {
    "content:ai": reads(_SEE),
    "content:ai-switch": posts(_MANAGE),
    "content:ai-cap": posts("billing.usage.cap"),
    "content:ai-calls": reads(_SEE),
    "content:ai-export": reads(_SEE),
    "content:ai-call": reads(_SEE, public_id="model_call"),
    "content:run": reads(_READ, **_RUN),
    "content:run-banner": reads(_READ, **_RUN),
    "content:run-cancel": posts(_WRITE, **_RUN),
    "content:run-put-back": posts(_WRITE, **_RUN),
    "content:write": Guarded({"GET": _WRITE, "POST": _WRITE}, {"document": "content_document"}),
    "api:documents-machine-writing": Guarded({"GET": _SEE, "PATCH": _MANAGE}),
    "api:documents-run": reads(_READ, **_RUN),
    "api:documents-run-cancel": posts(_WRITE, **_RUN),
    "api:documents-runs": Guarded({"GET": _READ, "POST": _WRITE}, {"document": "content_document"}),
}
