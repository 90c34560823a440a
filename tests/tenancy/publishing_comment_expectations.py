"""What the addresses of comments and of readers' figures answer to whom."""

from tests.tenancy.lines import Expectation, Guarded, form, own, posts, reads

_READ, _WRITE, _MODERATE = (
    "publishing.library.read",
    "publishing.comment.write",
    "publishing.comment.moderate",
)
_EDIT = "publishing.piece.edit"
_PIECE = {"shelf": "library_shelf", "key": "library_piece"}
_COMMENT = {**_PIECE, "comment": "library_comment"}

COMMENTS: dict[str, Expectation] = {
    "publishing:comments": form(_READ, **_PIECE),
    "publishing:comment-edit": own({"GET": _WRITE, "POST": _WRITE}, **_COMMENT),
    "publishing:comment-remove": own({"POST": _WRITE}, **_COMMENT),
    "publishing:comment-restore": own({"POST": _WRITE}, **_COMMENT),
    "publishing:comment-report": form(_READ, **_COMMENT),
    "publishing:comment-queue": reads(_MODERATE),
    "publishing:comment-show": posts(_MODERATE, comment="library_comment"),
    "publishing:comment-hide": form(_MODERATE, comment="library_comment"),
    "publishing:reading-data": reads(_READ),
    "publishing:readers": reads(_EDIT),
    "publishing:readers-piece": reads(_EDIT, piece="library_piece"),
    "api:library-readers": reads(_EDIT),
    "api:library-readers-piece": reads(_EDIT, piece="library_piece"),
    "api:library-comments": Guarded({"GET": _READ, "POST": _WRITE}, _PIECE),
    "api:library-comment": own({"PATCH": _WRITE, "DELETE": _WRITE}, **_COMMENT),
    "api:library-comment-restoration": own({"POST": _WRITE}, **_COMMENT),
    "api:library-comment-report": posts(_READ, **_COMMENT),
    "api:library-comment-queue": reads(_MODERATE),
    "api:library-comment-show": posts(_MODERATE, comment="library_comment"),
    "api:library-comment-hide": posts(_MODERATE, comment="library_comment"),
}
