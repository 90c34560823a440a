"""Lines of tests/tenancy/expectations.py for searching, and for what was looked for in vain."""

from tests.tenancy.lines import Everyone, Expectation, Guarded, posts, reads

_WANTED = "publishing.wanted.manage"
_WORDS = {"words": "asked in vain"}  # of tests/tenancy/search_rows.py

SEARCH: dict[str, Expectation] = {
    "search:search": reads(None),
    "search:palette": reads(None),
    "search:opened": posts(None),
    "search:public": Everyone((404,), {"language": "nonsense"}),
    "search:public-opened": Everyone((405,)),
    "api:search": reads("core.search.use"),
    "publishing:wanted-list": reads(_WANTED),
    "publishing:wanted-write": posts(
        _WANTED
    ),  # writing needs its own right as well: here only the door is tried
    "publishing:wanted-settle": Guarded({"POST": _WANTED}, data=_WORDS),
    "publishing:wanted-back": Guarded({"POST": _WANTED}, data=_WORDS),
}
