"""What the addresses of tables that become documents answer to whom."""

from tests.tenancy.lines import Expectation, Guarded, form, posts, reads

_VIEW, _WRITE = "content.document.view", "content.document.write"
_ONE = {"bulk_run": "bulk_run"}

BULK: dict[str, Expectation] = {
    "content:bulk-list": reads(_VIEW),
    "content:bulk-new": form(_WRITE),
    "content:bulk": reads(_VIEW, **_ONE),
    "content:bulk-upload": posts(_WRITE, **_ONE),
    "content:bulk-columns": posts(_WRITE, **_ONE),
    "content:bulk-start": posts(_WRITE, **_ONE),
    "content:bulk-cancel": posts(_WRITE, **_ONE),
    "content:bulk-put-away": posts(_WRITE, **_ONE),
    "content:bulk-bring-back": posts(_WRITE, **_ONE),
    "content:bulk-preview": reads(_VIEW, **_ONE, line="position"),
    "content:bulk-example-csv": reads(_VIEW, **_ONE),
    "content:bulk-example-xlsx": reads(_VIEW, **_ONE),
    "content:bulk-errors": reads(_VIEW, **_ONE),
    "content:bulk-result": reads(_VIEW, **_ONE),
    "api:documents-bulk-runs": Guarded({"GET": _VIEW, "POST": _WRITE}),
    "api:documents-bulk": Guarded({"GET": _VIEW, "DELETE": _WRITE}, dict(_ONE)),
    "api:documents-bulk-table": posts(_WRITE, **_ONE),
    "api:documents-bulk-columns": Guarded({"PUT": _WRITE}, dict(_ONE)),
    "api:documents-bulk-start": posts(_WRITE, **_ONE),
    "api:documents-bulk-cancel": posts(_WRITE, **_ONE),
    "api:documents-bulk-return": posts(_WRITE, **_ONE),
    "api:documents-bulk-rows": reads(_VIEW, **_ONE),
    "api:documents-bulk-example": reads(_VIEW, **_ONE),
    "api:documents-bulk-result": reads(_VIEW, **_ONE),
}
