"""Lines of tests/tenancy/expectations.py for translations."""

from tests.tenancy.lines import Expectation, Guarded, form, own, reads

_WRITE = "publishing.piece.write"
_PIECE = {"piece": "library_piece"}
_TRANSLATION = {"piece": "library_translation"}
_GET: dict[str, str | None] = {"GET": _WRITE}
_POST: dict[str, str | None] = {"POST": _WRITE}

TRANSLATING: dict[str, Expectation] = {
    "publishing:write-translations": reads(_WRITE),
    "publishing:write-languages": form(_WRITE, **_PIECE),
    "publishing:write-translate": own(_GET, **_TRANSLATION),
    "publishing:write-translate-follow": own(_POST, **_TRANSLATION),
    "publishing:write-translate-current": own(_POST, **_TRANSLATION),
    "publishing:write-translate-read": own(_POST, **_TRANSLATION),
    "publishing:write-translate-machine": own({**_GET, **_POST}, **_TRANSLATION),
    "publishing:write-translate-stop": own(_POST, **_TRANSLATION),
    "api:library-translations": reads(_WRITE),
    "api:library-draft-translations": Guarded({**_GET, **_POST}, _PIECE),
    "api:library-translation": own({"GET": _WRITE, "PUT": _WRITE}, **_TRANSLATION),
    "api:library-translation-follow": own(_POST, **_TRANSLATION),
    "api:library-translation-read": own(_POST, **_TRANSLATION),
    "api:library-translation-machine": own({"GET": _WRITE, "POST": _WRITE, "DELETE": _WRITE}, **_TRANSLATION),
}
