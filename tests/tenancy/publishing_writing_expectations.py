"""Lines of tests/tenancy/expectations.py for writing: drafts, their parts, revisions and series."""

from tests.tenancy.lines import Expectation, Guarded, form, own, posts, reads

_WRITE, _EDIT = "publishing.piece.write", "publishing.piece.edit"
_PIECE = {"piece": "library_piece"}
_BLOCK = {**_PIECE, "block": "library_block"}
_REVISION = {**_PIECE, "number": "position"}
_SERIES = {"series": "library_series"}
_GET: dict[str, str | None] = {"GET": _WRITE}
_POST: dict[str, str | None] = {"POST": _WRITE}

_NOTE = {**_PIECE, "note": "library_note"}
_PUBLISH = "publishing.piece.publish"

WORKFLOW: dict[str, Expectation] = {
    "publishing:write-rules": form("publishing.rules.set"),
    "publishing:write-reviews": reads(_WRITE),
    "publishing:write-review": own(_GET, **_PIECE),
    "publishing:write-review-ask": own(_POST, **_PIECE),
    "publishing:write-review-take-back": own(_POST, **_PIECE),
    "publishing:write-review-approve": posts(_EDIT, **_PIECE),
    "publishing:write-review-send-back": posts(_EDIT, **_PIECE),
    "publishing:write-plan": posts(_PUBLISH, **_PIECE),
    "publishing:write-unplan": posts(_PUBLISH, **_PIECE),
    "publishing:write-desk": own(_POST, **_PIECE),
    "publishing:write-desk-take": own(_POST, **_PIECE),
    "publishing:write-desk-leave": own(_POST, **_PIECE),
    "publishing:write-notes": own({**_GET, **_POST}, **_PIECE),
    "publishing:write-note-reply": own(_POST, **_NOTE),
    "publishing:write-note-settle": own(_POST, **_NOTE),
    "publishing:write-note-reopen": own(_POST, **_NOTE),
    "api:library-rules": Guarded({"GET": _WRITE, "PUT": "publishing.rules.set"}),
    "api:library-reviews": reads(_WRITE),
    "api:library-draft-readiness": own(_GET, **_PIECE),
    "api:library-draft-schedule": Guarded(dict.fromkeys(("GET", "PUT", "DELETE"), _PUBLISH), _PIECE),
    "api:library-draft-review": own({**_GET, **_POST, "DELETE": _WRITE}, **_PIECE),
    "api:library-draft-approve": posts(_EDIT, **_PIECE),
    "api:library-draft-send-back": posts(_EDIT, **_PIECE),
    "api:library-draft-desk": own({**_GET, **_POST, "DELETE": _WRITE}, **_PIECE),
    "api:library-draft-desk-take": own(_POST, **_PIECE),
    "api:library-draft-notes": own({**_GET, **_POST}, **_PIECE),
    "api:library-draft-note-reply": own(_POST, **_NOTE),
    "api:library-draft-note-settle": own({**_POST, "DELETE": _WRITE}, **_NOTE),
}

WRITING: dict[str, Expectation] = {
    "publishing:write-linked": reads("publishing.library.read", token="library_preview"),  # noqa: S106 - a noun of the world
    "publishing:write-list": reads(_WRITE),
    "publishing:write-create": form(_WRITE),
    "publishing:write-series-list": reads(_EDIT),
    "publishing:write-series-create": form(_EDIT),
    "publishing:write-series": form(_EDIT, **_SERIES),
    "publishing:write-series-remove": posts(_EDIT, **_SERIES),
    "publishing:write-series-move": posts(_EDIT, **_SERIES, **_PIECE),
    "publishing:write-series-leave": posts(_EDIT, **_SERIES, **_PIECE),
    "publishing:write-piece": own(_GET, **_PIECE),
    "publishing:write-settings": own({**_GET, **_POST}, **_PIECE),
    "publishing:write-preview": own(_GET, **_PIECE),
    "publishing:write-publish": posts("publishing.piece.publish", **_PIECE),
    "publishing:write-take-down": posts("publishing.piece.publish", **_PIECE),
    "publishing:write-copy": own(_POST, **_PIECE),
    "publishing:write-put-away": own(_POST, **_PIECE),
    "publishing:write-bring-back": own(_POST, **_PIECE),
    "publishing:write-revisions": own({**_GET, **_POST}, **_PIECE),
    "publishing:write-revision": own(_GET, **_REVISION),
    "publishing:write-restore": own(_POST, **_REVISION),
    "publishing:write-compare": own(_GET, **_PIECE),
    "publishing:write-head": own(_POST, **_PIECE, part="library_part"),
    "publishing:write-block-add": own(_POST, **_PIECE),
    "publishing:write-block": own(_POST, **_BLOCK),
    "publishing:write-block-move": own(_POST, **_BLOCK),
    "publishing:write-block-remove": own(_POST, **_BLOCK),
    "publishing:write-block-restore": own(_POST, **_BLOCK),
    "publishing:write-block-put-back": own(_POST, **_BLOCK),
    "api:library-drafts": Guarded({"GET": _WRITE, "POST": _WRITE}),
    "api:library-series-list": Guarded({"GET": _EDIT, "POST": _EDIT}),
    "api:library-series": Guarded({"GET": _EDIT, "PUT": _EDIT, "DELETE": _EDIT}, _SERIES),
    "api:library-tags": reads(_WRITE),
    "api:library-draft": own({"GET": _WRITE, "PATCH": _WRITE, "DELETE": _WRITE}, **_PIECE),
    "api:library-draft-back": own(_POST, **_PIECE),
    "api:library-draft-settings": own({"PUT": _WRITE}, **_PIECE),
    "api:library-draft-copy": own(_POST, **_PIECE),
    "api:library-draft-publish": posts("publishing.piece.publish", **_PIECE),
    "api:library-draft-take-down": posts("publishing.piece.publish", **_PIECE),
    "api:library-draft-preview": own(_POST, **_PIECE),
    "api:library-draft-compare": own(_GET, **_PIECE),
    "api:library-draft-revisions": own({**_GET, **_POST}, **_PIECE),
    "api:library-draft-restore": own(_POST, **_REVISION),
    "api:library-draft-blocks": own(_POST, **_PIECE),
    "api:library-draft-block": own({"PUT": _WRITE, "DELETE": _WRITE}, **_BLOCK),
    "api:library-draft-block-back": own(_POST, **_BLOCK),
    "api:library-draft-block-place": own({"PUT": _WRITE}, **_BLOCK),
}
