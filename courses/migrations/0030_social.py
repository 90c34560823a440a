"""Days on which lessons open, notes and bookmarks, questions and reviews, reminders, who waits for a place."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy, TenantReference
from synthai.core.together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_own_roles_by_single_sign_on"),
        ("courses", "0020_media"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Bookmark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("lesson", models.CharField(max_length=16)),
                ("block", models.CharField(blank=True, max_length=16)),
                ("label", models.CharField(blank=True, max_length=120, verbose_name="name")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name": "bookmark",
                "verbose_name_plural": "bookmarks",
            },
        ),
        migrations.CreateModel(
            name="EditSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("part", models.CharField(blank=True, max_length=16)),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "work on a draft",
                "verbose_name_plural": "work on drafts",
            },
        ),
        migrations.CreateModel(
            name="InvitedLearner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("invitation", models.CharField(max_length=16)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("invited_by_label", models.CharField(blank=True, max_length=200)),
                ("invited_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("ended_at", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                "verbose_name": "invitation into a course",
                "verbose_name_plural": "invitations into courses",
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("lesson", models.CharField(max_length=16)),
                (
                    "text",
                    models.TextField(
                        validators=[django.core.validators.MaxLengthValidator(10000)], verbose_name="note"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name": "note of a learner",
                "verbose_name_plural": "notes of learners",
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("lesson", models.CharField(max_length=16)),
                (
                    "text",
                    models.TextField(
                        validators=[django.core.validators.MaxLengthValidator(4000)], verbose_name="text"
                    ),
                ),
                ("is_trainer", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("edited_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("hidden_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("hidden_reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("answered_at", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                "verbose_name": "question or answer under a lesson",
                "verbose_name_plural": "questions and answers under lessons",
            },
        ),
        migrations.CreateModel(
            name="ReleaseOverride",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("lesson", models.CharField(max_length=16)),
                ("opens_on", models.DateField(blank=True, null=True)),
                ("set_by_label", models.CharField(blank=True, max_length=200)),
                ("set_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name": "opening of a lesson for one learner",
                "verbose_name_plural": "openings of lessons for one learner",
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("week", "Due in a week"),
                            ("day", "Due tomorrow"),
                            ("overdue", "Overdue"),
                            ("by_hand", "Reminded by a person"),
                            ("opened", "Lessons opened"),
                        ],
                        max_length=10,
                    ),
                ),
                ("day", models.DateField()),
                ("notice", models.CharField(blank=True, max_length=120)),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("sent_by_label", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "verbose_name": "reminder of a course",
                "verbose_name_plural": "reminders of courses",
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                (
                    "stars",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="stars",
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        blank=True,
                        validators=[django.core.validators.MaxLengthValidator(2000)],
                        verbose_name="what you think of it",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("edited_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("hidden_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("hidden_reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "reply",
                    models.TextField(
                        blank=True,
                        validators=[django.core.validators.MaxLengthValidator(2000)],
                        verbose_name="answer",
                    ),
                ),
                ("reply_by_label", models.CharField(blank=True, max_length=200)),
                ("replied_at", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                "verbose_name": "review of a course",
                "verbose_name_plural": "reviews of courses",
            },
        ),
        migrations.CreateModel(
            name="WaitingPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("due_on", models.DateField(blank=True, null=True)),
                ("since", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("ended_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("came_in", models.BooleanField(default=False, editable=False)),
            ],
            options={
                "verbose_name": "person who waits for a place",
                "verbose_name_plural": "people who wait for a place",
            },
        ),
        Together(
            [
                migrations.AddField(
                    model_name="chapter",
                    name="opens_after",
                    field=models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(730)],
                        verbose_name="opens so many days after the start",
                    ),
                ),
                migrations.AddField(
                    model_name="chapter",
                    name="opens_on",
                    field=models.DateField(blank=True, null=True, verbose_name="opens on"),
                ),
                migrations.AddField(
                    model_name="courseversion",
                    name="is_drip",
                    field=models.BooleanField(default=False, help_text="Some lessons open on a day."),
                ),
                migrations.AddField(
                    model_name="lesson",
                    name="opens_after",
                    field=models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(730)],
                        verbose_name="opens so many days after the start",
                    ),
                ),
                migrations.AddField(
                    model_name="lesson",
                    name="opens_on",
                    field=models.DateField(blank=True, null=True, verbose_name="opens on"),
                ),
                migrations.AddIndex(
                    model_name="enrolment",
                    index=models.Index(
                        condition=models.Q(("state", "active")),
                        fields=["organisation", "due_on"],
                        name="courses_enrolment_due",
                    ),
                ),
                migrations.AddField(
                    model_name="bookmark",
                    name="course",
                    field=synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.course"
                    ),
                ),
                migrations.AddField(
                    model_name="bookmark",
                    name="organisation",
                    field=models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                migrations.AddField(
                    model_name="bookmark",
                    name="user",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="editsession",
                    name="course",
                    field=synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.course"
                    ),
                ),
                migrations.AddField(
                    model_name="editsession",
                    name="organisation",
                    field=models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                migrations.AddField(
                    model_name="editsession",
                    name="user",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="invitedlearner",
                    name="course",
                    field=synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.course"
                    ),
                ),
                migrations.AddField(
                    model_name="invitedlearner",
                    name="organisation",
                    field=models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                migrations.AddField(
                    model_name="note",
                    name="course",
                    field=synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.course"
                    ),
                ),
                migrations.AddField(
                    model_name="note",
                    name="organisation",
                    field=models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                migrations.AddField(
                    model_name="note",
                    name="user",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="post",
                    name="author",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="post",
                    name="course",
                    field=synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.course"
                    ),
                ),
                migrations.AddField(
                    model_name="post",
                    name="organisation",
                    field=models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                migrations.AddField(
                    model_name="post",
                    name="question",
                    field=synthai.core.models.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="courses.post",
                    ),
                ),
                migrations.AddField(
                    model_name="releaseoverride",
                    name="enrolment",
                    field=synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.enrolment"
                    ),
                ),
                migrations.AddField(
                    model_name="releaseoverride",
                    name="organisation",
                    field=models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                migrations.AddField(
                    model_name="reminder",
                    name="enrolment",
                    field=synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.enrolment"
                    ),
                ),
                migrations.AddField(
                    model_name="reminder",
                    name="organisation",
                    field=models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                migrations.AddField(
                    model_name="review",
                    name="course",
                    field=synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.course"
                    ),
                ),
                migrations.AddField(
                    model_name="review",
                    name="organisation",
                    field=models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                migrations.AddField(
                    model_name="review",
                    name="user",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="waitingplace",
                    name="assignment",
                    field=synthai.core.models.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="courses.assignment",
                    ),
                ),
                migrations.AddField(
                    model_name="waitingplace",
                    name="course",
                    field=synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.course"
                    ),
                ),
                migrations.AddField(
                    model_name="waitingplace",
                    name="organisation",
                    field=models.ForeignKey(
                        db_index=False,
                        default=synthai.core.tenancy.active_organisation_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                migrations.AddField(
                    model_name="waitingplace",
                    name="user",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddConstraint(
                    model_name="bookmark",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "user", "course", "lesson", "block"),
                        name="courses_bookmark_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="editsession",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "course", "part", "user"), name="courses_editing_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="invitedlearner",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "course", "invitation"), name="courses_invited_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="note",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "user", "course", "lesson"), name="courses_note_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="post",
                    index=models.Index(
                        fields=["organisation", "course", "lesson", "-id"], name="courses_post_of_lesson"
                    ),
                ),
                migrations.AddIndex(
                    model_name="post",
                    index=models.Index(
                        fields=["organisation", "question", "id"], name="courses_post_of_question"
                    ),
                ),
                migrations.AddIndex(
                    model_name="post",
                    index=models.Index(
                        fields=["organisation", "author", "created_at"], name="courses_post_of_author"
                    ),
                ),
                migrations.AddIndex(
                    model_name="post",
                    index=models.Index(
                        condition=models.Q(
                            ("answered_at__isnull", True),
                            ("hidden_at__isnull", True),
                            ("question__isnull", True),
                            ("removed_at__isnull", True),
                        ),
                        fields=["organisation", "created_at", "id"],
                        name="courses_post_waiting",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="post",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("question__isnull", True), ("answered_at__isnull", True), _connector="OR"
                        ),
                        name="courses_post_questions_are_answered",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="post",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("hidden_at__isnull", True),
                            models.Q(("hidden_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="courses_post_hidden_says_why",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="releaseoverride",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "enrolment", "lesson"), name="courses_release_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="reminder",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "enrolment", "kind", "day"), name="courses_reminder_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="review",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "course", "user"), name="courses_review_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="review",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("stars__gte", 1), ("stars__lte", 5)),
                        name="courses_review_one_to_five",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="review",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("hidden_at__isnull", True),
                            models.Q(("hidden_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="courses_review_hidden_says_why",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="waitingplace",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("organisation", "course", "user"),
                        name="courses_waiting_once",
                    ),
                ),
            ]
        ),
        TenantPolicy("courses_releaseoverride"),
        TenantPolicy("courses_note"),
        TenantPolicy("courses_bookmark"),
        TenantPolicy("courses_post"),
        TenantPolicy("courses_review"),
        TenantPolicy("courses_reminder"),
        TenantPolicy("courses_waitingplace"),
        TenantPolicy("courses_invitedlearner"),
        TenantPolicy("courses_editsession"),
        TenantReference("courses_releaseoverride", "enrolment_id", "courses_enrolment"),
        TenantReference("courses_note", "course_id", "courses_course"),
        TenantReference("courses_bookmark", "course_id", "courses_course"),
        TenantReference("courses_post", "course_id", "courses_course"),
        TenantReference("courses_post", "question_id", "courses_post"),
        TenantReference("courses_review", "course_id", "courses_course"),
        TenantReference("courses_reminder", "enrolment_id", "courses_enrolment"),
        TenantReference("courses_waitingplace", "course_id", "courses_course"),
        TenantReference("courses_waitingplace", "assignment_id", "courses_assignment"),
        TenantReference("courses_invitedlearner", "course_id", "courses_course"),
        TenantReference("courses_editsession", "course_id", "courses_course"),
    ]
