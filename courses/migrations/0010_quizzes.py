"""The question bank, quizzes and attempts. What was once asked cannot be changed: triggers see to it."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy, TenantReference
from synthai.core.together import Together

# A version stays as it was written, and an attempt keeps the text it showed. Links to people may be cleared.
KEPT = """
CREATE FUNCTION courses_version_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    IF (NEW.organisation_id, NEW.question_id, NEW.number, NEW.kind, NEW.body)
        IS DISTINCT FROM (OLD.organisation_id, OLD.question_id, OLD.number, OLD.kind, OLD.body)
    THEN
        RAISE EXCEPTION 'Version % of question % was asked as it is: write another version.', OLD.number, OLD.question_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $f$;
CREATE TRIGGER courses_version_stays BEFORE UPDATE ON courses_questionversion
    FOR EACH ROW EXECUTE FUNCTION courses_version_stays();

CREATE FUNCTION courses_shown_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    IF (NEW.organisation_id, NEW.attempt_id, NEW.question_id, NEW.version_id, NEW.shown, NEW.layout, NEW.points)
        IS DISTINCT FROM
        (OLD.organisation_id, OLD.attempt_id, OLD.question_id, OLD.version_id, OLD.shown, OLD.layout, OLD.points)
    THEN
        RAISE EXCEPTION 'What attempt % showed cannot be changed.', OLD.attempt_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $f$;
CREATE TRIGGER courses_shown_stays BEFORE UPDATE ON courses_attemptquestion
    FOR EACH ROW EXECUTE FUNCTION courses_shown_stays();
"""
UNKEPT = """
DROP TRIGGER courses_shown_stays ON courses_attemptquestion;
DROP FUNCTION courses_shown_stays();
DROP TRIGGER courses_version_stays ON courses_questionversion;
DROP FUNCTION courses_version_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_own_roles_by_single_sign_on"),
        ("courses", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("number", models.PositiveSmallIntegerField()),
                ("seed", models.CharField(editable=False, max_length=32)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "In progress"),
                            ("waiting", "Waiting to be marked"),
                            ("done", "Marked"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_by",
                    models.CharField(
                        blank=True,
                        choices=[("learner", "Handed in"), ("time", "Time ran out")],
                        max_length=10,
                    ),
                ),
                ("pass_percent", models.DecimalField(decimal_places=2, max_digits=5)),
                ("penalty_percent", models.DecimalField(decimal_places=2, max_digits=5)),
                (
                    "shows",
                    models.CharField(
                        choices=[
                            ("nothing", "Nothing"),
                            ("score", "The result"),
                            ("verdicts", "The result, and which answers were right"),
                            ("answers", "The right answers and why"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "answers_after",
                    models.CharField(
                        choices=[
                            ("attempt", "After every attempt"),
                            ("last", "Once passed, or after the last attempt"),
                            ("closed", "When the quiz is over for everybody"),
                        ],
                        max_length=10,
                    ),
                ),
                ("points", models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True)),
                ("maximum", models.DecimalField(decimal_places=2, max_digits=9)),
                ("percent", models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True)),
                ("is_passed", models.BooleanField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "attempt",
                "verbose_name_plural": "attempts",
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("choice", "One answer"),
                            ("several", "Several answers"),
                            ("true_false", "True or false"),
                            ("match", "Match"),
                            ("order", "Put in order"),
                            ("numeric", "A number"),
                            ("short", "A short text"),
                            ("cloze", "Fill the gaps"),
                            ("essay", "An essay"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.TextField(verbose_name="question")),
                ("points", models.DecimalField(decimal_places=2, max_digits=6, verbose_name="points")),
                ("number", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="put away at"),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "question",
                "verbose_name_plural": "questions",
            },
        ),
        migrations.CreateModel(
            name="QuestionTag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "question",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="courses.question",
                    ),
                ),
            ],
            options={
                "verbose_name": "tag of a question",
                "verbose_name_plural": "tags of questions",
            },
        ),
        migrations.CreateModel(
            name="QuestionVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("choice", "One answer"),
                            ("several", "Several answers"),
                            ("true_false", "True or false"),
                            ("match", "Match"),
                            ("order", "Put in order"),
                            ("numeric", "A number"),
                            ("short", "A short text"),
                            ("cloze", "Fill the gaps"),
                            ("essay", "An essay"),
                        ],
                        max_length=10,
                    ),
                ),
                ("body", models.JSONField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "question",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.question"
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a question",
                "verbose_name_plural": "versions of questions",
            },
        ),
        migrations.CreateModel(
            name="AttemptQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("position", models.PositiveSmallIntegerField()),
                ("section_title", models.CharField(blank=True, max_length=120)),
                ("shown", models.JSONField()),
                ("layout", models.JSONField(blank=True, default=dict)),
                ("points", models.DecimalField(decimal_places=2, max_digits=6)),
                ("response", models.JSONField(blank=True, default=dict)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("right", "Right"),
                            ("partly", "Partly right"),
                            ("wrong", "Wrong"),
                            ("unanswered", "Not answered"),
                            ("waiting", "Waiting to be marked"),
                        ],
                        max_length=10,
                    ),
                ),
                ("earned", models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True)),
                ("comment", models.TextField(blank=True, max_length=2000)),
                ("marked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "attempt",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.attempt"
                    ),
                ),
                (
                    "marked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "question",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courses.question"
                    ),
                ),
                (
                    "version",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="courses.questionversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "question of an attempt",
                "verbose_name_plural": "questions of attempts",
            },
        ),
        migrations.CreateModel(
            name="Quiz",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                (
                    "intro",
                    models.TextField(blank=True, max_length=2000, verbose_name="what learners read first"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("live", "Published"), ("closed", "Closed")],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "pass_percent",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("70"),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="passed from (per cent)",
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(600),
                        ],
                        verbose_name="time limit in minutes",
                    ),
                ),
                (
                    "attempts_allowed",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="attempts",
                    ),
                ),
                (
                    "penalty_percent",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0"),
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="what a wrong answer costs (per cent of its points)",
                    ),
                ),
                (
                    "shuffles_questions",
                    models.BooleanField(
                        default=True, verbose_name="questions in another order for everybody"
                    ),
                ),
                (
                    "shuffles_options",
                    models.BooleanField(default=True, verbose_name="answers in another order for everybody"),
                ),
                (
                    "shows",
                    models.CharField(
                        choices=[
                            ("nothing", "Nothing"),
                            ("score", "The result"),
                            ("verdicts", "The result, and which answers were right"),
                            ("answers", "The right answers and why"),
                        ],
                        default="answers",
                        max_length=10,
                        verbose_name="what learners see afterwards",
                    ),
                ),
                (
                    "answers_after",
                    models.CharField(
                        choices=[
                            ("attempt", "After every attempt"),
                            ("last", "Once passed, or after the last attempt"),
                            ("closed", "When the quiz is over for everybody"),
                        ],
                        default="last",
                        max_length=10,
                        verbose_name="when they see the right answers",
                    ),
                ),
                ("closes_at", models.DateTimeField(blank=True, null=True, verbose_name="closes at")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "removed_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="put away at"),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "quiz",
                "verbose_name_plural": "quizzes",
            },
        ),
        migrations.AddField(
            model_name="attempt",
            name="quiz",
            field=synthai.core.models.TenantForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courses.quiz"
            ),
        ),
        migrations.CreateModel(
            name="QuizSection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="title")),
                ("position", models.PositiveIntegerField(default=0)),
                (
                    "draws",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="how many are asked",
                    ),
                ),
                ("tag", models.CharField(blank=True, max_length=40, verbose_name="from the bank, tagged")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "quiz",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.quiz"
                    ),
                ),
            ],
            options={
                "verbose_name": "section of a quiz",
                "verbose_name_plural": "sections of quizzes",
            },
        ),
        migrations.CreateModel(
            name="QuizEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("position", models.PositiveIntegerField(default=0)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "question",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courses.question"
                    ),
                ),
                (
                    "section",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="courses.quizsection",
                    ),
                ),
            ],
            options={
                "verbose_name": "question in a quiz",
                "verbose_name_plural": "questions in quizzes",
            },
        ),
        Together(
            [
                migrations.AddIndex(
                    model_name="question",
                    index=models.Index(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=["organisation", "-changed_at", "-id"],
                        name="courses_question_newest",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="question",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="courses_question_asks"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="question",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("points__gt", 0)), name="courses_question_points"
                    ),
                ),
                migrations.AddIndex(
                    model_name="questiontag",
                    index=models.Index(fields=["organisation", "name"], name="courses_tag_by_name"),
                ),
                migrations.AddConstraint(
                    model_name="questiontag",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "question", "name"), name="courses_tag_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="questionversion",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "question", "number"), name="courses_question_version_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="attemptquestion",
                    index=models.Index(
                        condition=models.Q(("verdict", "waiting")),
                        fields=["organisation", "id"],
                        name="courses_asked_waiting",
                    ),
                ),
                migrations.AddIndex(
                    model_name="attemptquestion",
                    index=models.Index(fields=["organisation", "question"], name="courses_asked_of_question"),
                ),
                migrations.AddIndex(
                    model_name="attemptquestion",
                    index=models.Index(fields=["organisation", "version"], name="courses_asked_of_version"),
                ),
                migrations.AddConstraint(
                    model_name="attemptquestion",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "attempt", "position"), name="courses_asked_in_order"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="attemptquestion",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "attempt", "question"), name="courses_asked_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="quiz",
                    index=models.Index(
                        fields=["organisation", "-changed_at", "-id"], name="courses_quiz_newest"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="quiz",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="courses_quiz_titled"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="quiz",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("pass_percent__gte", 0), ("pass_percent__lte", 100)),
                        name="courses_quiz_pass",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="quiz",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("penalty_percent__gte", 0), ("penalty_percent__lte", 100)),
                        name="courses_quiz_penalty",
                    ),
                ),
                migrations.AddIndex(
                    model_name="attempt",
                    index=models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["organisation", "ends_at"],
                        name="courses_attempt_overdue",
                    ),
                ),
                migrations.AddIndex(
                    model_name="attempt",
                    index=models.Index(
                        fields=["organisation", "quiz", "finished_at"], name="courses_attempt_of_quiz"
                    ),
                ),
                migrations.AddIndex(
                    model_name="attempt",
                    index=models.Index(
                        fields=["organisation", "user", "-started_at"], name="courses_attempt_of_person"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="attempt",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "quiz", "user", "number"), name="courses_attempt_numbered"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="attempt",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("organisation", "quiz", "user"),
                        name="courses_attempt_one_open",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="attempt",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at__isnull", True), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("finished_at__isnull", False),
                                ("points__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="courses_attempt_ended_whole",
                    ),
                ),
                migrations.AddIndex(
                    model_name="quizsection",
                    index=models.Index(
                        fields=["organisation", "quiz", "position", "id"], name="courses_section_in_order"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="quizsection",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("tag", ""), ("draws__isnull", False), _connector="OR"),
                        name="courses_section_tag_draws",
                    ),
                ),
                migrations.AddIndex(
                    model_name="quizentry",
                    index=models.Index(
                        fields=["organisation", "section", "position", "id"], name="courses_entry_in_order"
                    ),
                ),
                migrations.AddIndex(
                    model_name="quizentry",
                    index=models.Index(fields=["organisation", "question"], name="courses_entry_of_question"),
                ),
                migrations.AddConstraint(
                    model_name="quizentry",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "section", "question"), name="courses_entry_once"
                    ),
                ),
            ]
        ),
        TenantPolicy("courses_question"),
        TenantPolicy("courses_questionversion"),
        TenantPolicy("courses_questiontag"),
        TenantPolicy("courses_quiz"),
        TenantPolicy("courses_quizsection"),
        TenantPolicy("courses_quizentry"),
        TenantPolicy("courses_attempt"),
        TenantPolicy("courses_attemptquestion"),
        TenantReference("courses_questionversion", "question_id", "courses_question"),
        TenantReference("courses_questiontag", "question_id", "courses_question"),
        TenantReference("courses_quizsection", "quiz_id", "courses_quiz"),
        TenantReference("courses_quizentry", "section_id", "courses_quizsection"),
        TenantReference("courses_quizentry", "question_id", "courses_question"),
        TenantReference("courses_attempt", "quiz_id", "courses_quiz"),
        TenantReference("courses_attemptquestion", "attempt_id", "courses_attempt"),
        TenantReference("courses_attemptquestion", "question_id", "courses_question"),
        TenantReference("courses_attemptquestion", "version_id", "courses_questionversion"),
        migrations.RunSQL(KEPT, UNKEPT),
    ]
