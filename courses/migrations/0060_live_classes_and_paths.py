"""Live classes with bookings, attendance and calendars; learning paths; lessons done by being there; new hires as an audience."""

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
        ("courses", "0050_selling"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Booking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("asked", "No answer yet"),
                            ("yes", "Coming"),
                            ("maybe", "Maybe"),
                            ("no", "Not coming"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("waiting_since", models.DateTimeField(blank=True, null=True)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("told_sequence", models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ("told_cancel", models.BooleanField(default=False, editable=False)),
                (
                    "attendance",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("present", "Present"),
                            ("late", "Late"),
                            ("absent", "Absent"),
                            ("excused", "Excused"),
                        ],
                        max_length=10,
                    ),
                ),
                ("minutes", models.PositiveIntegerField(blank=True, null=True, verbose_name="minutes there")),
                ("marked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "marked_how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("trainer", "By the trainer"),
                            ("code", "By the code in the class"),
                            ("report", "From a report"),
                        ],
                        max_length=10,
                    ),
                ),
                ("marked_by_label", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "verbose_name": "booking of a class",
                "verbose_name_plural": "bookings of classes",
            },
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name": "calendar to subscribe to",
                "verbose_name_plural": "calendars to subscribe to",
            },
        ),
        migrations.CreateModel(
            name="ClassTrainer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
            options={
                "verbose_name": "trainer of a class",
                "verbose_name_plural": "trainers of classes",
            },
        ),
        migrations.CreateModel(
            name="LiveClass",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("lesson", models.CharField(blank=True, max_length=16)),
                ("series", models.CharField(blank=True, editable=False, max_length=16)),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                (
                    "description",
                    models.CharField(blank=True, max_length=2000, verbose_name="what it is about"),
                ),
                ("starts_at", models.DateTimeField(verbose_name="begins")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                (
                    "zone",
                    models.CharField(default="Africa/Johannesburg", max_length=40, verbose_name="time zone"),
                ),
                ("is_online", models.BooleanField(default=True, verbose_name="online")),
                ("join_url", models.CharField(blank=True, max_length=500, verbose_name="link to join")),
                (
                    "opens_late",
                    models.BooleanField(default=True, verbose_name="show the link from 15 minutes before"),
                ),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="address")),
                (
                    "seats",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="places",
                    ),
                ),
                (
                    "invites",
                    models.CharField(
                        choices=[
                            ("course", "Everybody who takes the course, later comers too"),
                            ("choice", "Only people I choose; others may sign up"),
                        ],
                        default="choice",
                        max_length=10,
                        verbose_name="who is asked",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Planned"), ("cancelled", "Cancelled")],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("cancel_reason", models.CharField(blank=True, max_length=300)),
                ("recording_url", models.CharField(blank=True, max_length=500, verbose_name="recording")),
                ("sequence", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("day_told_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("hour_told_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("settled_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("followed_at", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                "verbose_name": "live class",
                "verbose_name_plural": "live classes",
            },
        ),
        migrations.CreateModel(
            name="Path",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("summary", models.CharField(blank=True, max_length=400, verbose_name="what it leads to")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("live", "Published"), ("closed", "Unpublished")],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("is_ordered", models.BooleanField(default=True, verbose_name="one course after the other")),
                (
                    "electives_needed",
                    models.PositiveSmallIntegerField(default=0, verbose_name="electives to do"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                "verbose_name": "learning path",
                "verbose_name_plural": "learning paths",
            },
        ),
        migrations.CreateModel(
            name="PathAssignment",
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
                            ("joiners", "Only who joins from now on"),
                        ],
                        max_length=10,
                    ),
                ),
                ("role", models.CharField(blank=True, max_length=16)),
                ("assigned_by_label", models.CharField(blank=True, max_length=200)),
                ("assigned_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("ended_at", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                "verbose_name": "assignment of a path",
                "verbose_name_plural": "assignments of paths",
            },
        ),
        migrations.CreateModel(
            name="PathMember",
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
                            ("path", "Part of a learning path"),
                            ("bought", "Bought"),
                        ],
                        default="self",
                        max_length=10,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("due_on", models.DateField(blank=True, null=True)),
                ("joined_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "person on a path",
                "verbose_name_plural": "people on paths",
            },
        ),
        migrations.CreateModel(
            name="PathStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("position", models.PositiveIntegerField()),
                ("is_elective", models.BooleanField(default=False, verbose_name="elective")),
                ("days", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="days for it")),
            ],
            options={
                "verbose_name": "course of a path",
                "verbose_name_plural": "courses of paths",
            },
        ),
        migrations.RemoveConstraint(
            model_name="assignment",
            name="courses_assignment_names_its_people",
        ),
        migrations.AddField(
            model_name="lessonprogress",
            name="attended_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="assignment",
            name="audience",
            field=models.CharField(
                choices=[
                    ("person", "One person"),
                    ("role", "Everybody with a role"),
                    ("everybody", "Everybody"),
                    ("joiners", "Only who joins from now on"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="enrolment",
            name="source",
            field=models.CharField(
                choices=[
                    ("self", "Started by themselves"),
                    ("assigned", "Assigned"),
                    ("rule", "Assigned to a role or to everybody"),
                    ("path", "Part of a learning path"),
                    ("bought", "Bought"),
                ],
                default="self",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="lesson",
            name="rule",
            field=models.CharField(
                choices=[
                    ("viewed", "Read to the end"),
                    ("time", "A time spent on it"),
                    ("video", "A share of its video watched"),
                    ("quiz", "Its quiz passed"),
                    ("submitted", "Its assignment handed in"),
                    ("attended", "Its live class attended"),
                ],
                default="viewed",
                max_length=10,
                verbose_name="done when",
            ),
        ),
        Together(
            [
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
                            models.Q(
                                ("audience__in", ["everybody", "joiners"]),
                                ("role", ""),
                                ("user__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="courses_assignment_names_its_people",
                    ),
                ),
                migrations.AddField(
                    model_name="booking",
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
                    model_name="booking",
                    name="user",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="calendarfeed",
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
                    model_name="calendarfeed",
                    name="user",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="classtrainer",
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
                    model_name="classtrainer",
                    name="user",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="liveclass",
                    name="course",
                    field=synthai.core.models.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="courses.course",
                    ),
                ),
                migrations.AddField(
                    model_name="liveclass",
                    name="created_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="liveclass",
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
                    model_name="classtrainer",
                    name="live_class",
                    field=synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.liveclass"
                    ),
                ),
                migrations.AddField(
                    model_name="booking",
                    name="live_class",
                    field=synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.liveclass"
                    ),
                ),
                migrations.AddField(
                    model_name="path",
                    name="created_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="path",
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
                    model_name="pathassignment",
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
                    model_name="pathassignment",
                    name="path",
                    field=synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.path"
                    ),
                ),
                migrations.AddField(
                    model_name="pathassignment",
                    name="user",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="pathmember",
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
                    model_name="pathmember",
                    name="path",
                    field=synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.path"
                    ),
                ),
                migrations.AddField(
                    model_name="pathmember",
                    name="user",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AddField(
                    model_name="pathstep",
                    name="course",
                    field=synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.course"
                    ),
                ),
                migrations.AddField(
                    model_name="pathstep",
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
                    model_name="pathstep",
                    name="path",
                    field=synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.path"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="calendarfeed",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "user"), name="courses_feed_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="liveclass",
                    index=models.Index(
                        fields=["organisation", "starts_at", "id"], name="courses_class_by_date"
                    ),
                ),
                migrations.AddIndex(
                    model_name="liveclass",
                    index=models.Index(fields=["organisation", "course"], name="courses_class_of_course"),
                ),
                migrations.AddIndex(
                    model_name="liveclass",
                    index=models.Index(fields=["organisation", "series"], name="courses_class_of_series"),
                ),
                migrations.AddIndex(
                    model_name="liveclass",
                    index=models.Index(
                        condition=models.Q(("followed_at__isnull", True), ("state", "planned")),
                        fields=["starts_at"],
                        name="courses_class_to_work",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="liveclass",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="courses_class_titled"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="liveclass",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="courses_class_ends_later",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="liveclass",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("seats__isnull", True), ("seats__gt", 0), _connector="OR"),
                        name="courses_class_seats_positive",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="liveclass",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("join_url", ""), ("join_url__startswith", "https://"), _connector="OR"
                        ),
                        name="courses_class_link_is_safe",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="liveclass",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("recording_url", ""), ("recording_url__startswith", "https://"), _connector="OR"
                        ),
                        name="courses_class_recording_is_safe",
                    ),
                ),
                migrations.AddIndex(
                    model_name="classtrainer",
                    index=models.Index(fields=["organisation", "user"], name="courses_trainer_person"),
                ),
                migrations.AddConstraint(
                    model_name="classtrainer",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "live_class", "user"), name="courses_trainer_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="booking",
                    index=models.Index(fields=["organisation", "user"], name="courses_booking_of_person"),
                ),
                migrations.AddConstraint(
                    model_name="booking",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "live_class", "user"), name="courses_booking_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="booking",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("waiting_since__isnull", True), ("answer", "yes"), _connector="OR"
                        ),
                        name="courses_booking_waits_to_come",
                    ),
                ),
                migrations.AddIndex(
                    model_name="path",
                    index=models.Index(fields=["organisation", "title", "id"], name="courses_path_by_title"),
                ),
                migrations.AddConstraint(
                    model_name="path",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="courses_path_titled"
                    ),
                ),
                migrations.AddIndex(
                    model_name="pathassignment",
                    index=models.Index(fields=["organisation", "path"], name="courses_assignment_of_path"),
                ),
                migrations.AddConstraint(
                    model_name="pathassignment",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("audience", "person"), ("role", ""), ("user__isnull", False)),
                            models.Q(
                                ("audience", "role"),
                                ("user__isnull", True),
                                models.Q(("role", ""), _negated=True),
                            ),
                            models.Q(
                                ("audience__in", ["everybody", "joiners"]),
                                ("role", ""),
                                ("user__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="courses_path_assignment_names_its_people",
                    ),
                ),
                migrations.AddIndex(
                    model_name="pathmember",
                    index=models.Index(
                        fields=["organisation", "user", "state"], name="courses_path_member_person"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="pathmember",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "path", "user"), name="courses_path_member_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="pathmember",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True),
                            ("completed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="courses_path_done_is_dated",
                    ),
                ),
                migrations.AddIndex(
                    model_name="pathstep",
                    index=models.Index(fields=["organisation", "course"], name="courses_step_of_course"),
                ),
                migrations.AddConstraint(
                    model_name="pathstep",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "path", "course"), name="courses_step_once"
                    ),
                ),
            ]
        ),
        TenantPolicy("courses_liveclass"),
        TenantPolicy("courses_classtrainer"),
        TenantPolicy("courses_booking"),
        TenantPolicy("courses_calendarfeed"),
        TenantPolicy("courses_path"),
        TenantPolicy("courses_pathstep"),
        TenantPolicy("courses_pathassignment"),
        TenantPolicy("courses_pathmember"),
        TenantReference("courses_liveclass", "course_id", "courses_course"),
        TenantReference("courses_classtrainer", "live_class_id", "courses_liveclass"),
        TenantReference("courses_booking", "live_class_id", "courses_liveclass"),
        TenantReference("courses_pathstep", "path_id", "courses_path"),
        TenantReference("courses_pathstep", "course_id", "courses_course"),
        TenantReference("courses_pathassignment", "path_id", "courses_path"),
        TenantReference("courses_pathmember", "path_id", "courses_path"),
    ]
