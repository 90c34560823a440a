"""Lines of tests/tenancy/expectations.py for checks of pieces and suggestions."""

from tests.tenancy.lines import Expectation, form, own, reads

_WRITE = "publishing.piece.write"
_PIECE = {"piece": "library_piece"}
_FINDING = {**_PIECE, "finding": "library_finding"}
_GET: dict[str, str | None] = {"GET": _WRITE}
_POST: dict[str, str | None] = {"POST": _WRITE}

CHECKS: dict[str, Expectation] = {
    "publishing:write-checks": reads(_WRITE),
    "publishing:write-piece-checks": own(_GET, **_PIECE),
    "publishing:write-check-again": own(_POST, **_PIECE),
    "publishing:write-finding-dismiss": own(_POST, **_FINDING),
    "publishing:write-finding-take-back": own(_POST, **_FINDING),
    "publishing:write-help": own(_GET, **_PIECE),
    "publishing:write-help-ask": own(_POST, **_PIECE),
    "publishing:write-help-tags": own(_POST, **_PIECE),
    "publishing:write-help-related": own(_POST, **_PIECE),
    "publishing:write-help-choice": form("publishing.help.choose"),
    "api:library-checks": reads(_WRITE),
    "api:library-draft-checks": own({**_GET, **_POST}, **_PIECE),
    "api:library-draft-finding-stay": own({"PUT": _WRITE, "DELETE": _WRITE}, **_FINDING),
    "api:library-draft-suggestions": own({**_GET, **_POST}, **_PIECE),
    "api:library-draft-related": own(_GET, **_PIECE),
}
