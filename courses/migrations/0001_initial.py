"""Courses: what is written, what is published, who takes it and how far they are."""

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
    initial = True
    dependencies = [
        ("accounts", "0012_own_roles_by_single_sign_on"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Course",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("summary", models.CharField(blank=True, max_length=400, verbose_name="what it is about")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("live", "Published"), ("closed", "Unpublished")],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "entry",
                    models.CharField(
                        choices=[
                            ("self", "Everybody in the organisation"),
                            ("assigned", "Only people it was assigned to"),
                        ],
                        default="self",
                        max_length=10,
                        verbose_name="who may start it",
                    ),
                ),
                (
                    "lock",
                    models.CharField(
                        choices=[
                            ("none", "In any order"),
                            ("lesson", "One after the other"),
                            ("chapter", "Chapter by chapter"),
                        ],
                        default="none",
                        max_length=10,
                        verbose_name="order of the lessons",
                    ),
                ),
                (
                    "seats",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="places",
                    ),
                ),
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
                "verbose_name": "course",
                "verbose_name_plural": "courses",
            },
        ),
        migrations.CreateModel(
            name="Chapter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("position", models.PositiveIntegerField(default=0)),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True)),
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
                    "course",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.course"
                    ),
                ),
            ],
            options={
                "verbose_name": "chapter",
                "verbose_name_plural": "chapters",
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("person", "One person"),
                            ("role", "Everybody with a role"),
                            ("everybody", "Everybody"),
                        ],
                        max_length=10,
                    ),
                ),
                ("role", models.CharField(blank=True, max_length=16)),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                (
                    "due_days",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="days for who comes later"
                    ),
                ),
                ("assigned_by_label", models.CharField(blank=True, max_length=200)),
                ("assigned_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("ended_at", models.DateTimeField(blank=True, editable=False, null=True)),
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "course",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.course"
                    ),
                ),
            ],
            options={
                "verbose_name": "assignment of a course",
                "verbose_name_plural": "assignments of courses",
            },
        ),
        migrations.CreateModel(
            name="CourseVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=120)),
                ("summary", models.CharField(blank=True, max_length=400)),
                ("outline", models.JSONField(default=dict)),
                ("lesson_count", models.PositiveIntegerField(default=0, help_text="Lessons that count.")),
                ("minutes", models.PositiveIntegerField(default=0)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("moves_learners", models.BooleanField(default=False)),
                ("live_at", models.DateTimeField()),
                ("went_live_at", models.DateTimeField(blank=True, null=True)),
                ("created_by_label", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "course",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.course"
                    ),
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
                "verbose_name": "version of a course",
                "verbose_name_plural": "versions of courses",
            },
        ),
        migrations.AddField(
            model_name="course",
            name="live_version",
            field=synthai.core.models.TenantForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="courses.courseversion",
                verbose_name="version that learners see",
            ),
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "In progress"), ("done", "Done"), ("ended", "Left")],
                        default="active",
                        max_length=10,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("self", "Started by themselves"),
                            ("assigned", "Assigned"),
                            ("rule", "Assigned to a role or to everybody"),
                        ],
                        default="self",
                        max_length=10,
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                ("last_lesson", models.CharField(blank=True, max_length=16)),
                ("done_count", models.PositiveIntegerField(default=0)),
                ("total_count", models.PositiveIntegerField(default=0)),
                ("enrolled_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("last_at", models.DateTimeField(blank=True, null=True)),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "course",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.course"
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="courses.courseversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "enrolment",
                "verbose_name_plural": "enrolments",
            },
        ),
        migrations.CreateModel(
            name="Lesson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("position", models.PositiveIntegerField(default=0)),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[django.core.validators.MaxValueValidator(600)],
                        verbose_name="minutes it takes",
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("viewed", "Read to the end"),
                            ("time", "A time spent on it"),
                            ("video", "A share of its video watched"),
                            ("quiz", "Its quiz passed"),
                            ("submitted", "Its assignment handed in"),
                        ],
                        default="viewed",
                        max_length=10,
                        verbose_name="done when",
                    ),
                ),
                ("rule_value", models.PositiveIntegerField(default=0)),
                ("is_optional", models.BooleanField(default=False, verbose_name="does not count")),
                (
                    "is_open",
                    models.BooleanField(default=False, verbose_name="open to who is not in the course"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "chapter",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.chapter"
                    ),
                ),
                (
                    "course",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.course"
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
                "verbose_name": "lesson",
                "verbose_name_plural": "lessons",
            },
        ),
        migrations.CreateModel(
            name="LessonProgress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("lesson", models.CharField(max_length=16)),
                ("seconds", models.PositiveIntegerField(default=0)),
                ("watched", models.JSONField(default=dict)),
                ("place", models.JSONField(default=dict)),
                ("opened_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("viewed_at", models.DateTimeField(blank=True, null=True)),
                ("passed_at", models.DateTimeField(blank=True, null=True)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "enrolment",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.enrolment"
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
                "verbose_name": "progress in a lesson",
                "verbose_name_plural": "progress in lessons",
            },
        ),
        migrations.CreateModel(
            name="MediaFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("kind", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("path", models.CharField(max_length=200)),
                ("small_path", models.CharField(blank=True, max_length=200)),
                ("content_type", models.CharField(max_length=80)),
                ("size", models.PositiveBigIntegerField()),
                ("small_size", models.PositiveBigIntegerField(default=0)),
                ("sha256", models.CharField(max_length=64)),
                ("width", models.PositiveIntegerField(default=0)),
                ("height", models.PositiveIntegerField(default=0)),
                ("seconds", models.PositiveIntegerField(default=0)),
                ("added_by_label", models.CharField(blank=True, max_length=200)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "course",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.course"
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
                "verbose_name": "file of a course",
                "verbose_name_plural": "files of courses",
            },
        ),
        migrations.CreateModel(
            name="Block",
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
                            ("text", "Text"),
                            ("image", "Picture"),
                            ("video", "Video"),
                            ("audio", "Sound"),
                            ("file", "File"),
                            ("embed", "Video elsewhere"),
                            ("code", "Code"),
                            ("callout", "Note in a frame"),
                            ("quiz", "Quiz"),
                            ("assignment", "Assignment"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                (
                    "text",
                    models.TextField(
                        blank=True,
                        validators=[django.core.validators.MaxLengthValidator(60000)],
                        verbose_name="text",
                    ),
                ),
                ("data", models.JSONField(blank=True, default=dict)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True)),
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
                    "lesson",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.lesson"
                    ),
                ),
                (
                    "media",
                    synthai.core.models.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="courses.mediafile",
                    ),
                ),
            ],
            options={
                "verbose_name": "block",
                "verbose_name_plural": "blocks",
            },
        ),
        migrations.CreateModel(
            name="Prerequisite",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "course",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.course"
                    ),
                ),
                (
                    "needs",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.course"
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
                "verbose_name": "prerequisite",
                "verbose_name_plural": "prerequisites",
            },
        ),
        migrations.CreateModel(
            name="ProgressEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event_id", models.UUIDField()),
                ("received_at", models.DateTimeField()),
                (
                    "enrolment",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.enrolment"
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
                "verbose_name": "event of progress",
                "verbose_name_plural": "events of progress",
            },
        ),
        migrations.CreateModel(
            name="PublishedLesson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=16)),
                ("digest", models.CharField(max_length=32)),
                ("blocks", models.JSONField(default=list)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "course",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.course"
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
                "verbose_name": "published lesson",
                "verbose_name_plural": "published lessons",
            },
        ),
        Together(
            [
                migrations.AddIndex(
                    model_name="chapter",
                    index=models.Index(
                        fields=["organisation", "course", "position", "id"], name="courses_chapter_in_order"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="chapter",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="courses_chapter_titled"
                    ),
                ),
                migrations.AddIndex(
                    model_name="assignment",
                    index=models.Index(
                        fields=["organisation", "course"], name="courses_assignment_of_course"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="assignment",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("audience", "person"), ("role", ""), ("user__isnull", False)),
                            models.Q(
                                ("audience", "role"),
                                ("user__isnull", True),
                                models.Q(("role", ""), _negated=True),
                            ),
                            models.Q(("audience", "everybody"), ("role", ""), ("user__isnull", True)),
                            _connector="OR",
                        ),
                        name="courses_assignment_names_its_people",
                    ),
                ),
                migrations.AddIndex(
                    model_name="courseversion",
                    index=models.Index(
                        models.F("live_at"),
                        condition=models.Q(("went_live_at__isnull", True)),
                        name="courses_version_to_go_live",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="courseversion",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "course", "number"), name="courses_version_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="courseversion",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("went_live_at__isnull", True)),
                        fields=("organisation", "course"),
                        name="courses_version_one_waiting",
                    ),
                ),
                migrations.AddIndex(
                    model_name="course",
                    index=models.Index(
                        fields=["organisation", "title", "id"], name="courses_course_by_title"
                    ),
                ),
                migrations.AddIndex(
                    model_name="course",
                    index=models.Index(
                        fields=["organisation", "live_version"], name="courses_course_of_version"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="course",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="courses_course_titled"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="course",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "live"), _negated=True),
                            ("live_version__isnull", False),
                            _connector="OR",
                        ),
                        name="courses_course_live_has_version",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="course",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("seats__isnull", True), ("seats__gt", 0), _connector="OR"),
                        name="courses_course_seats_positive",
                    ),
                ),
                migrations.AddIndex(
                    model_name="enrolment",
                    index=models.Index(
                        fields=["organisation", "user", "state"], name="courses_enrolment_of_person"
                    ),
                ),
                migrations.AddIndex(
                    model_name="enrolment",
                    index=models.Index(
                        fields=["organisation", "course", "state"], name="courses_enrolment_of_course"
                    ),
                ),
                migrations.AddIndex(
                    model_name="enrolment",
                    index=models.Index(
                        fields=["organisation", "version"], name="courses_enrolment_of_version"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="enrolment",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "course", "user"), name="courses_enrolment_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="enrolment",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True),
                            ("completed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="courses_enrolment_done_is_dated",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="enrolment",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("done_count__lte", models.F("total_count"))),
                        name="courses_enrolment_done_within_total",
                    ),
                ),
                migrations.AddIndex(
                    model_name="lesson",
                    index=models.Index(
                        fields=["organisation", "chapter", "position", "id"], name="courses_lesson_in_order"
                    ),
                ),
                migrations.AddIndex(
                    model_name="lesson",
                    index=models.Index(fields=["organisation", "course"], name="courses_lesson_of_course"),
                ),
                migrations.AddConstraint(
                    model_name="lesson",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="courses_lesson_titled"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="lesson",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rule", "video"), _negated=True),
                            ("rule_value__lte", 100),
                            _connector="OR",
                        ),
                        name="courses_lesson_share_at_most_all",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="lessonprogress",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "enrolment", "lesson"), name="courses_progress_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="mediafile",
                    index=models.Index(
                        fields=["organisation", "course", "sha256"], name="courses_media_of_course"
                    ),
                ),
                migrations.AddIndex(
                    model_name="block",
                    index=models.Index(
                        fields=["organisation", "lesson", "position", "id"], name="courses_block_in_order"
                    ),
                ),
                migrations.AddIndex(
                    model_name="block",
                    index=models.Index(fields=["organisation", "media"], name="courses_block_of_media"),
                ),
                migrations.AddIndex(
                    model_name="prerequisite",
                    index=models.Index(fields=["organisation", "needs"], name="courses_prerequisite_of"),
                ),
                migrations.AddConstraint(
                    model_name="prerequisite",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "course", "needs"), name="courses_prerequisite_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="prerequisite",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("course", models.F("needs")), _negated=True),
                        name="courses_prerequisite_not_itself",
                    ),
                ),
                migrations.AddIndex(
                    model_name="progressevent",
                    index=models.Index(fields=["organisation", "received_at"], name="courses_event_by_age"),
                ),
                migrations.AddConstraint(
                    model_name="progressevent",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "enrolment", "event_id"), name="courses_event_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="publishedlesson",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "course", "key", "digest"), name="courses_text_once"
                    ),
                ),
            ]
        ),
        TenantPolicy("courses_course"),
        TenantPolicy("courses_prerequisite"),
        TenantPolicy("courses_courseversion"),
        TenantPolicy("courses_publishedlesson"),
        TenantPolicy("courses_chapter"),
        TenantPolicy("courses_lesson"),
        TenantPolicy("courses_block"),
        TenantPolicy("courses_mediafile"),
        TenantPolicy("courses_assignment"),
        TenantPolicy("courses_enrolment"),
        TenantPolicy("courses_lessonprogress"),
        TenantPolicy("courses_progressevent"),
        TenantReference("courses_course", "live_version_id", "courses_courseversion"),
        TenantReference("courses_prerequisite", "course_id", "courses_course"),
        TenantReference("courses_prerequisite", "needs_id", "courses_course"),
        TenantReference("courses_courseversion", "course_id", "courses_course"),
        TenantReference("courses_publishedlesson", "course_id", "courses_course"),
        TenantReference("courses_chapter", "course_id", "courses_course"),
        TenantReference("courses_lesson", "course_id", "courses_course"),
        TenantReference("courses_lesson", "chapter_id", "courses_chapter"),
        TenantReference("courses_block", "lesson_id", "courses_lesson"),
        TenantReference("courses_block", "media_id", "courses_mediafile"),
        TenantReference("courses_mediafile", "course_id", "courses_course"),
        TenantReference("courses_assignment", "course_id", "courses_course"),
        TenantReference("courses_enrolment", "course_id", "courses_course"),
        TenantReference("courses_enrolment", "version_id", "courses_courseversion"),
        TenantReference("courses_lessonprogress", "enrolment_id", "courses_enrolment"),
        TenantReference("courses_progressevent", "enrolment_id", "courses_enrolment"),
    ]
