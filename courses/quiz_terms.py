"""The words of quizzes that rows keep. Values are stable; labels are for people."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

TAG_LENGTH: Final = 40
MOST_TAGS: Final = 10
COMMENT_LENGTH: Final = 2000


class QuestionKind(models.TextChoices):
    """The kinds of question, as engine.quiz.questions.Kind has them."""

    CHOICE = "choice", _("One answer")
    SEVERAL = "several", _("Several answers")
    TRUE_FALSE = "true_false", _("True or false")
    MATCH = "match", _("Match")
    ORDER = "order", _("Put in order")
    NUMERIC = "numeric", _("A number")
    SHORT = "short", _("A short text")
    CLOZE = "cloze", _("Fill the gaps")
    ESSAY = "essay", _("An essay")


class QuizState(models.TextChoices):
    """Where a quiz stands."""

    DRAFT = "draft", _("Draft")
    LIVE = "live", _("Published")
    CLOSED = "closed", _("Closed")


class ReviewShows(models.TextChoices):
    """How much a learner sees afterwards, as engine.quiz.review.Shows has it."""

    NOTHING = "nothing", _("Nothing")
    SCORE = "score", _("The result")
    VERDICTS = "verdicts", _("The result, and which answers were right")
    ANSWERS = "answers", _("The right answers and why")


class AnswersAfter(models.TextChoices):
    """When right answers are shown, as engine.quiz.review.After has it."""

    ATTEMPT = "attempt", _("After every attempt")
    LAST = "last", _("Once passed, or after the last attempt")
    CLOSED = "closed", _("When the quiz is over for everybody")


class AttemptState(models.TextChoices):
    """Where an attempt stands."""

    OPEN = "open", _("In progress")
    WAITING = "waiting", _("Waiting to be marked")
    DONE = "done", _("Marked")


class EndedBy(models.TextChoices):
    """What ended an attempt."""

    LEARNER = "learner", _("Handed in")
    TIME = "time", _("Time ran out")


class Verdict(models.TextChoices):
    """What became of an answer, as engine.quiz.marking.Verdict has it."""

    RIGHT = "right", _("Right")
    PARTLY = "partly", _("Partly right")
    WRONG = "wrong", _("Wrong")
    UNANSWERED = "unanswered", _("Not answered")
    WAITING = "waiting", _("Waiting to be marked")
