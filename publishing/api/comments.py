"""Comments over the API: under a piece for its readers, and in queues for moderators. The same verbs as the pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from publishing import permissions
from publishing.comment_terms import COMMENT_LENGTH, REASON_LENGTH
from publishing.models import Comment
from publishing.selectors import comments as selectors
from publishing.selectors import readers, reading
from publishing.selectors.comments import Talk
from publishing.services import comment_moderation, comments
from synthai.core.access import Actor
from synthai.core.api.etags import expected_version
from synthai.core.api.views import TenantAPIView, TenantListView, validated
from synthai.core.versions import version_of


class CommentOut(serializers.Serializer[Any]):
    """A comment as this reader sees it. With `is_gone` there are neither words nor a name."""

    id = serializers.CharField(source="comment.public_id")
    name = serializers.CharField()
    text = serializers.SerializerMethodField()
    html = serializers.CharField()
    state = serializers.CharField(source="comment.state")
    why = serializers.CharField()
    is_mine = serializers.BooleanField()
    is_gone = serializers.BooleanField()
    can_change = serializers.BooleanField()
    version = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField(source="comment.created_at")
    edited_at = serializers.DateTimeField(source="comment.edited_at", allow_null=True)

    def get_text(self, shown: Any) -> str:
        """The words as they were typed."""
        return "" if shown.is_gone else str(shown.comment.text)

    def get_version(self, shown: Any) -> str:
        """What If-Match names."""
        return version_of(shown.comment)


class ThreadOut(CommentOut):
    """A comment with its replies, oldest first."""

    replies = CommentOut(many=True)


class CommentIn(serializers.Serializer[Any]):
    """What is said. `reply_to`: the comment that begins the thread. `signs`: under the platform's pieces, with first name and
    organisation."""

    text = serializers.CharField(max_length=COMMENT_LENGTH * 2, trim_whitespace=False)
    reply_to = serializers.CharField(required=False, allow_blank=True, max_length=16, default="")
    signs = serializers.BooleanField(required=False, default=False)


class MendIn(serializers.Serializer[Any]):
    """The words, changed."""

    text = serializers.CharField(max_length=COMMENT_LENGTH * 2, trim_whitespace=False)


class ReasonIn(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=REASON_LENGTH)


class JudgedOut(serializers.Serializer[Any]):
    """A comment as a moderator finds it."""

    id = serializers.CharField(source="comment.public_id")
    piece = serializers.CharField(source="comment.piece.public_id")
    name = serializers.CharField()
    text = serializers.CharField(source="comment.text")
    state = serializers.CharField(source="comment.state")
    hidden_reason = serializers.CharField(source="comment.hidden_reason")
    reports = serializers.ListField(child=serializers.CharField(), source="reasons")
    created_at = serializers.DateTimeField(source="comment.created_at")


class CommentsView(TenantListView):
    """The threads under a piece, newest first."""

    capabilities: ClassVar = {"GET": permissions.LIBRARY_READ, "POST": permissions.COMMENT_WRITE}
    serializer_class = ThreadOut
    ordering = ("-pk",)

    @extend_schema(operation_id="library_comments_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """For who gets the whole piece; to anybody else nothing is there."""
        with _before(request, self.actor, kwargs) as found:
            self.found = found
            return self.list(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        """Those this reader sees."""
        return selectors.threads_query(self.found)

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """The replies of a whole page are fetched at once."""
        if args and kwargs.get("many"):
            return super().get_serializer(selectors.threads(self.found, args[0]), **kwargs)
        return super().get_serializer(*args, **kwargs)

    @extend_schema(operation_id="library_comments_write", request=CommentIn, responses={201: CommentOut})
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Comment, or reply. `state` says whether a moderator reads it first."""
        with _before(request, self.actor, kwargs) as found:
            given = validated(CommentIn, request)
            made = comments.write(found.shown, by=self.actor, now=timezone.now(), **given)
            return Response(_out(found, made), status=201)


class CommentView(TenantAPIView):
    """What one wrote."""

    capabilities: ClassVar = {"PATCH": permissions.COMMENT_WRITE, "DELETE": permissions.COMMENT_WRITE}
    requires_if_match = frozenset({"PATCH"})

    @extend_schema(operation_id="library_comments_change", request=MendIn, responses=CommentOut)
    def patch(self, request: Request, *args: Any, comment: str, **kwargs: Any) -> Response:
        """Mend it within 15 minutes: If-Match names its `version`."""
        with _before(request, self.actor, kwargs) as found:
            selectors.own(found, comment)
            text, version = validated(MendIn, request)["text"], expected_version(request)
            by, now = self.actor, timezone.now()
            kept = comments.change(found.shown, comment, text=text, by=by, now=now, version=version)
            return Response(_out(found, kept))

    @extend_schema(operation_id="library_comments_take_back", responses={204: None})
    def delete(self, request: Request, *args: Any, comment: str, **kwargs: Any) -> Response:
        """Take it back; `restoration/` undoes it."""
        with _before(request, self.actor, kwargs) as found:
            comments.take_back(found.shown, comment, by=self.actor, now=timezone.now())
        return Response(status=204)


class CommentRestorationView(TenantAPIView):
    """Undo."""

    capabilities: ClassVar = {"POST": permissions.COMMENT_WRITE}

    @extend_schema(operation_id="library_comments_put_back", request=None, responses=CommentOut)
    def post(self, request: Request, *args: Any, comment: str, **kwargs: Any) -> Response:
        """Put back what one took back."""
        with _before(request, self.actor, kwargs) as found:
            return Response(_out(found, comments.put_back(found.shown, comment, by=self.actor)))


class CommentReportView(TenantAPIView):
    """That a comment should not stand."""

    capabilities: ClassVar = {"POST": permissions.LIBRARY_READ}

    @extend_schema(operation_id="library_comments_report", request=ReasonIn, responses={204: None})
    def post(self, request: Request, *args: Any, comment: str, **kwargs: Any) -> Response:
        """Tell a moderator."""
        with _before(request, self.actor, kwargs) as found:
            selectors.standing(found, comment)
            reason = validated(ReasonIn, request)["reason"]
            comments.report(found.shown, comment, reason=reason, by=self.actor, now=timezone.now())
        return Response(status=204)


class QueueView(TenantListView):
    """Comments under the organisation's own pieces, for moderators: one queue, or what waits and what was reported."""

    capability = permissions.COMMENT_MODERATE
    serializer_class = JudgedOut
    ordering = ("pk",)

    @extend_schema(
        operation_id="library_comments_queue",
        parameters=[OpenApiParameter("queue", str, enum=list(selectors.QUEUES))],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The oldest first."""
        return self.list(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        """The queue that was asked for, else all that is to be judged."""
        return selectors.queue(self.request.query_params.get("queue", ""), by=self.actor)

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """The reports of a whole page are fetched at once."""
        if args and kwargs.get("many"):
            return super().get_serializer(selectors.judged(args[0]), **kwargs)
        return super().get_serializer(*args, **kwargs)


class ShowView(TenantAPIView):
    """Letting a comment stand."""

    capabilities: ClassVar = {"POST": permissions.COMMENT_MODERATE}

    @extend_schema(operation_id="library_comments_show", request=None, responses=JudgedOut)
    def post(self, request: Request, organisation: str, comment: str) -> Response:
        """Readers see it, and its reports are answered."""
        comment_moderation.show(comment, by=self.actor, now=timezone.now())
        return Response(_judged(comment, self.actor))


class HideView(TenantAPIView):
    """Hiding a comment."""

    capabilities: ClassVar = {"POST": permissions.COMMENT_MODERATE}

    @extend_schema(operation_id="library_comments_hide", request=ReasonIn, responses=JudgedOut)
    def post(self, request: Request, organisation: str, comment: str) -> Response:
        """Only its writer and moderators see it; the writer reads why."""
        selectors.to_judge(comment, by=self.actor)
        reason = validated(ReasonIn, request)["reason"]
        comment_moderation.hide(comment, reason=reason, by=self.actor, now=timezone.now())
        return Response(_judged(comment, self.actor))


@contextmanager
def _before(request: Request, actor: Actor, kwargs: dict[str, Any]) -> Iterator[Talk]:
    """The comments of a piece before this reader, the shelf's tenant active inside the block. Raises NotFound."""
    organisation, now = getattr(request, "organisation"), timezone.now()  # noqa: B009 - of the middleware
    with readers.beside(organisation, kwargs["shelf"]) as shelf:
        reader = readers.of_actor(actor, shelf)
        shown = reading.get_by_key(shelf, kwargs["key"], reader, now=now)
        yield selectors.talk(shown, by=actor, now=now)


def _out(found: Talk, made: Comment) -> Any:
    return CommentOut(selectors.told(found, made)).data


def _judged(comment: str, by: Actor) -> Any:
    return JudgedOut(selectors.judged([selectors.to_judge(comment, by=by)])[0]).data
