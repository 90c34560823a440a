"""Notes, bookmarks, questions and reviews over the API; a learner's days for who looks after them."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from courses import permissions
from courses.api import social_shapes as shapes
from courses.api.serializers import EnrolmentOut
from courses.models import Note, Post
from courses.selectors import learners, learning, private, talk
from courses.selectors.learning import person_of
from courses.selectors.talk import Forum
from courses.services import notes, posts, releasing, reminding, reviews
from synthai.core.api.etags import expected_version
from synthai.core.api.views import TenantAPIView, TenantListView, validated
from synthai.core.errors import NotFound
from synthai.core.versions import version_of


class NotesView(TenantAPIView):
    """One's own notes in a course."""

    capability = permissions.COURSE_LEARN

    @extend_schema(responses=shapes.NoteLineOut(many=True))
    def get(self, request: Request, organisation: str, course: str) -> Response:
        """All of them in the order of the lessons, or with `q` those that hold some words."""
        study = private.study_to_remember(course, person_of(self.actor))
        words = request.query_params.get("q", "")[:100]
        lines = private.notes_of(study, person_of(self.actor), words=words)
        return Response(shapes.NoteLineOut(lines, many=True).data)


class NoteView(TenantAPIView):
    """One's own note beside a lesson."""

    capability = permissions.COURSE_LEARN

    @extend_schema(responses=shapes.NoteOut)
    def get(self, request: Request, organisation: str, course: str, lesson: str) -> Response:
        """The note; empty where there is none."""
        study = learning.get_study(course, self.actor.user_id)
        return Response(_note(lesson, private.note_of(person_of(self.actor), study.course.pk, lesson)))

    @extend_schema(request=shapes.NoteIn, responses=shapes.NoteOut)
    def put(self, request: Request, organisation: str, course: str, lesson: str) -> Response:
        """Keep it. A change made elsewhere since `version` is refused (412), so that neither text is lost."""
        study = learning.get_study(course, self.actor.user_id)
        given = validated(shapes.NoteIn, request)
        version = given["version"] or None
        kept = notes.keep(
            study, lesson, text=given["text"], by=self.actor, now=timezone.now(), version=version
        )
        return Response(_note(lesson, kept))


def _note(lesson: str, note: Note | None) -> Any:
    told = {
        "lesson": lesson,
        "text": note.text if note else "",
        "version": version_of(note) if note else "",
        "updated_at": note.updated_at if note else None,
    }
    return shapes.NoteOut(told).data


class BookmarksView(TenantListView):
    """One's own bookmarks in a course, newest first."""

    capability = permissions.COURSE_LEARN
    serializer_class = shapes.BookmarkOut
    ordering = ("-created_at", "-pk")

    def get_queryset(self) -> Any:
        """One's own."""
        study = learning.get_study(self.kwargs["course"], self.actor.user_id)
        return private.bookmarks_query(person_of(self.actor), study.course.pk)

    @extend_schema(request=shapes.BookmarkIn, responses={201: shapes.BookmarkOut})
    def post(self, request: Request, organisation: str, course: str) -> Response:
        """Mark a place; one that is marked already keeps its id."""
        study = learning.get_study(course, self.actor.user_id)
        given = validated(shapes.BookmarkIn, request)
        lesson = given.pop("lesson")
        made = notes.mark(study, lesson, by=self.actor, now=timezone.now(), **given)
        return Response(shapes.BookmarkOut(made).data, status=201)


class BookmarkView(TenantAPIView):
    """One's own bookmark."""

    capability = permissions.COURSE_LEARN

    @extend_schema(responses={204: None})
    def delete(self, request: Request, organisation: str, bookmark: str) -> Response:
        """Take it away."""
        notes.unmark(bookmark, by=self.actor)
        return Response(status=204)


class LessonPostsView(TenantListView):
    """The questions under a lesson with their answers, newest first."""

    capabilities: ClassVar = {"GET": permissions.COURSE_VIEW, "POST": permissions.COURSE_LEARN}
    serializer_class = shapes.ThreadOut
    ordering = ("-pk",)

    def get_queryset(self) -> Any:
        """What one may read."""
        forum = self._forum()
        return talk.questions_query(forum.course.pk, forum.lesson)

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """The answers of a whole page are fetched at once."""
        if args and kwargs.get("many"):
            return super().get_serializer(talk.threads(args[0], by=self.actor), **kwargs)
        return super().get_serializer(*args, **kwargs)

    @extend_schema(request=shapes.PostIn, responses={201: shapes.ShownPostOut})
    def post(self, request: Request, organisation: str, course: str, lesson: str) -> Response:
        """Ask a question."""
        forum = self._forum()
        text = validated(shapes.PostIn, request)["text"]
        made = posts.ask(forum, text=text, by=self.actor, now=timezone.now())
        return Response(_shown(made, self.actor), status=201)

    def _forum(self) -> Forum:
        return talk.forum(self.kwargs["course"], self.kwargs["lesson"], by=self.actor)


class UnansweredView(TenantListView):
    """Questions that wait for an answer, the oldest first."""

    capability = permissions.POST_MODERATE
    serializer_class = shapes.WaitingPostOut
    ordering = ("created_at", "pk")

    def get_queryset(self) -> Any:
        """Those of every course that is not put away."""
        return talk.unanswered_query()


class AnswersView(TenantAPIView):
    """Answers to a question."""

    capabilities: ClassVar = {"POST": permissions.COURSE_LEARN}

    @extend_schema(request=shapes.PostIn, responses={201: shapes.ShownPostOut})
    def post(self, request: Request, organisation: str, post: str) -> Response:
        """Answer it."""
        asked = talk.get_post(post)
        forum = talk.forum(asked.course.public_id, asked.lesson, by=self.actor)
        text = validated(shapes.PostIn, request)["text"]
        made = posts.answer(forum, post, text=text, by=self.actor, now=timezone.now())
        return Response(_shown(made, self.actor), status=201)


class PostView(TenantAPIView):
    """What one wrote."""

    capabilities: ClassVar = {"PATCH": permissions.COURSE_LEARN, "DELETE": permissions.COURSE_LEARN}
    requires_if_match = frozenset({"PATCH"})

    @extend_schema(request=shapes.PostIn, responses=shapes.ShownPostOut)
    def patch(self, request: Request, organisation: str, post: str) -> Response:
        """Mend what one read: If-Match names its `version`."""
        if talk.get_post(post).author_id != person_of(self.actor):
            raise NotFound
        text = validated(shapes.PostIn, request)["text"]
        version = expected_version(request)
        kept = posts.change(post, text=text, by=self.actor, now=timezone.now(), version=version)
        return Response(_shown(kept, self.actor))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, organisation: str, post: str) -> Response:
        """Take it back; `restoration` undoes it."""
        posts.take_back(post, by=self.actor, now=timezone.now())
        return Response(status=204)


class PostRestorationView(TenantAPIView):
    """What one took back."""

    capabilities: ClassVar = {"POST": permissions.COURSE_LEARN}

    @extend_schema(request=None, responses=shapes.ShownPostOut)
    def post(self, request: Request, organisation: str, post: str) -> Response:
        """Put it back."""
        return Response(_shown(posts.put_back(post, by=self.actor), self.actor))


class PostAnsweredView(TenantAPIView):
    """Whether a question is answered."""

    capabilities: ClassVar = {"PUT": permissions.COURSE_LEARN}

    @extend_schema(request=shapes.AnsweredIn, responses=shapes.ShownPostOut)
    def put(self, request: Request, organisation: str, post: str) -> Response:
        """Said by who asked, or by a trainer."""
        found = talk.get_post(post)
        if found.author_id != person_of(self.actor) and not self.actor.can(permissions.POST_MODERATE):
            raise NotFound
        is_answered = validated(shapes.AnsweredIn, request)["is_answered"]
        found = posts.mark_answered(post, is_answered=is_answered, by=self.actor, now=timezone.now())
        return Response(_shown(found, self.actor))


class PostHiddenView(TenantAPIView):
    """Whether everybody sees a question or an answer."""

    capabilities: ClassVar = {"PUT": permissions.POST_MODERATE}

    @extend_schema(request=shapes.HiddenIn, responses=shapes.ShownPostOut)
    def put(self, request: Request, organisation: str, post: str) -> Response:
        """Hide it with a reason, or show it again."""
        talk.get_post(post)
        given = validated(shapes.HiddenIn, request)
        if given["is_hidden"]:
            found = posts.hide(post, reason=given["reason"], by=self.actor, now=timezone.now())
        else:
            found = posts.show(post, by=self.actor)
        return Response(_shown(found, self.actor))


def _shown(post: Post, actor: Any) -> Any:
    return shapes.ShownPostOut(talk.shown(post, by=actor)).data


class ReviewsView(TenantListView):
    """What learners think of a course, newest first."""

    capability = permissions.COURSE_VIEW
    serializer_class = shapes.ReviewOut
    ordering = ("-pk",)

    def get_queryset(self) -> Any:
        """Those that stand; to trainers the hidden ones too."""
        study = learning.get_study(self.kwargs["course"], self.actor.user_id)
        return talk.reviews_query(study.course.pk, by=self.actor)


class ReviewSummaryView(TenantAPIView):
    """The stars of a course."""

    capability = permissions.COURSE_VIEW

    @extend_schema(responses=shapes.SummaryOut)
    def get(self, request: Request, organisation: str, course: str) -> Response:
        """Average and spread."""
        study = learning.get_study(course, self.actor.user_id)
        return Response(shapes.SummaryOut(talk.summary(study.course.pk)).data)


class MyReviewView(TenantAPIView):
    """One's own review of a course."""

    capabilities: ClassVar = {"PUT": permissions.COURSE_LEARN, "DELETE": permissions.COURSE_LEARN}

    @extend_schema(request=shapes.ReviewIn, responses=shapes.ReviewOut)
    def put(self, request: Request, organisation: str, course: str) -> Response:
        """Write it, or change it; needs half of the course done."""
        study = learning.get_study(course, self.actor.user_id)
        given = validated(shapes.ReviewIn, request)
        kept = reviews.write(study, by=self.actor, now=timezone.now(), **given)
        return Response(shapes.ReviewOut(kept).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, organisation: str, course: str) -> Response:
        """Take it back; writing it again undoes that."""
        study = learning.get_study(course, self.actor.user_id)
        mine = talk.review_of(study.course.pk, person_of(self.actor))
        if mine is not None:
            reviews.take_back(mine.public_id, by=self.actor, now=timezone.now())
        return Response(status=204)


class OpeningView(TenantAPIView):
    """When a lesson opens for one learner."""

    capabilities: ClassVar = {"PUT": permissions.ENROLMENT_ASSIGN}

    @extend_schema(request=shapes.OpeningIn, responses=EnrolmentOut)
    def put(self, request: Request, organisation: str, learner: str) -> Response:
        """On a day, or at once without one."""
        row = learners.get_any_enrolment(learner)
        given = validated(shapes.OpeningIn, request)
        by, now = self.actor, timezone.now()
        releasing.set_opening(row.pk, given["lesson"], opens_on=given["opens_on"], by=by, now=now)
        return Response(EnrolmentOut(row).data)


class DueView(TenantAPIView):
    """The day a learner has to finish by."""

    capabilities: ClassVar = {"PUT": permissions.ENROLMENT_ASSIGN}

    @extend_schema(request=shapes.DueIn, responses=EnrolmentOut)
    def put(self, request: Request, organisation: str, learner: str) -> Response:
        """Another day, or none."""
        row = learners.get_any_enrolment(learner)
        due_on = validated(shapes.DueIn, request)["due_on"]
        releasing.set_due(row.pk, due_on=due_on, by=self.actor, now=timezone.now())
        return Response(EnrolmentOut(learners.get_any_enrolment(learner)).data)


class ReminderView(TenantAPIView):
    """Reminding one learner of a course."""

    capabilities: ClassVar = {"POST": permissions.ENROLMENT_ASSIGN}

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, organisation: str, learner: str) -> Response:
        """Now, once a day at most."""
        row = learners.get_any_enrolment(learner)
        reminding.remind(row.pk, by=self.actor, now=timezone.now())
        return Response(status=204)
