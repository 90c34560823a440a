"""Hand-ins: what learners hand in for assignments, its files and its marks. What was handed in stays as it is: a trigger sees to it."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy, TenantReference
from synthai.core.together import Together

# Only a draft changes. What was asked for it is written as it is handed in, and again only when it was taken back first.
KEPT = """
CREATE FUNCTION courses_handin_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    IF OLD.state <> 'draft' AND
        (NEW.organisation_id, NEW.course_id, NEW.enrolment_id, NEW.user_id, NEW.lesson, NEW.block, NEW.number,
         NEW.brief, NEW.task, NEW.text, NEW.link)
        IS DISTINCT FROM
        (OLD.organisation_id, OLD.course_id, OLD.enrolment_id, OLD.user_id, OLD.lesson, OLD.block, OLD.number,
         OLD.brief, OLD.task, OLD.text, OLD.link)
    THEN
        RAISE EXCEPTION 'What was handed in (%) cannot be changed.', OLD.public_id
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $f$;
CREATE TRIGGER courses_handin_stays BEFORE UPDATE ON courses_submission
    FOR EACH ROW EXECUTE FUNCTION courses_handin_stays();
"""
UNKEPT = """
DROP TRIGGER courses_handin_stays ON courses_submission;
DROP FUNCTION courses_handin_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_own_roles_by_single_sign_on"),
        ("courses", "0030_social"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("lesson", models.CharField(max_length=16)),
                ("lesson_title", models.CharField(max_length=120)),
                ("block", models.CharField(max_length=16)),
                ("number", models.PositiveSmallIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Not handed in"),
                            ("waiting", "Waiting to be marked"),
                            ("passed", "Passed"),
                            ("returned", "Sent back for another try"),
                            ("failed", "Not passed"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("brief", models.TextField(blank=True)),
                ("task", models.JSONField(blank=True, default=dict)),
                (
                    "text",
                    models.TextField(
                        blank=True, validators=[django.core.validators.MaxLengthValidator(60000)]
                    ),
                ),
                ("link", models.CharField(blank=True, max_length=500)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("started_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField()),
                ("handed_in_at", models.DateTimeField(blank=True, null=True)),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                ("is_late", models.BooleanField(default=False)),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("points", models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True)),
                ("maximum", models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True)),
                ("marked_at", models.DateTimeField(blank=True, null=True)),
                ("settles_at", models.DateTimeField(blank=True, null=True)),
                (
                    "claimed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
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
                "verbose_name": "hand-in",
                "verbose_name_plural": "hand-ins",
            },
        ),
        migrations.CreateModel(
            name="SubmissionFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("kind", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=200)),
                ("path", models.CharField(max_length=200)),
                ("small_path", models.CharField(blank=True, max_length=200)),
                ("content_type", models.CharField(max_length=80)),
                ("size", models.PositiveBigIntegerField()),
                ("small_size", models.PositiveBigIntegerField(default=0)),
                ("sha256", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField()),
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
                    "submission",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.submission"
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a hand-in",
                "verbose_name_plural": "files of hand-ins",
            },
        ),
        migrations.CreateModel(
            name="SubmissionMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("passed", "Passed"),
                            ("returned", "Send back for another try"),
                            ("failed", "Not passed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("points", models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True)),
                ("maximum", models.DecimalField(blank=True, decimal_places=2, max_digits=7, null=True)),
                ("scores", models.JSONField(blank=True, default=list)),
                (
                    "comment",
                    models.TextField(
                        blank=True, validators=[django.core.validators.MaxLengthValidator(4000)]
                    ),
                ),
                ("marked_by_label", models.CharField(blank=True, max_length=200)),
                ("marked_at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
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
                    "submission",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="courses.submission"
                    ),
                ),
            ],
            options={
                "verbose_name": "mark of a hand-in",
                "verbose_name_plural": "marks of hand-ins",
            },
        ),
        Together(
            [
                migrations.AddIndex(
                    model_name="submission",
                    index=models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["organisation", "handed_in_at", "id"],
                        name="courses_handin_queue",
                    ),
                ),
                migrations.AddIndex(
                    model_name="submission",
                    index=models.Index(
                        condition=models.Q(("settles_at__isnull", False)),
                        fields=["organisation", "settles_at"],
                        name="courses_handin_to_settle",
                    ),
                ),
                migrations.AddIndex(
                    model_name="submission",
                    index=models.Index(
                        fields=["organisation", "course", "-handed_in_at"], name="courses_handin_of_course"
                    ),
                ),
                migrations.AddIndex(
                    model_name="submission",
                    index=models.Index(
                        fields=["organisation", "user", "-started_at"], name="courses_handin_of_person"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="submission",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "enrolment", "block", "number"),
                        name="courses_handin_numbered",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="submission",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state__in", ["draft", "waiting"])),
                        fields=("organisation", "enrolment", "block"),
                        name="courses_handin_one_open",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="submission",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("handed_in_at__isnull", True), ("state", "draft")),
                            models.Q(
                                models.Q(("state", "draft"), _negated=True), ("handed_in_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="courses_handin_dated",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="submission",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("marked_at__isnull", True), ("state__in", ["draft", "waiting"])),
                            models.Q(
                                models.Q(("state__in", ["draft", "waiting"]), _negated=True),
                                ("marked_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="courses_handin_marked_whole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="submissionfile",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "submission", "sha256"), name="courses_handin_file_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="submissionmark",
                    index=models.Index(
                        fields=["organisation", "submission", "-id"], name="courses_mark_of_handin"
                    ),
                ),
            ]
        ),
        TenantPolicy("courses_submission"),
        TenantPolicy("courses_submissionfile"),
        TenantPolicy("courses_submissionmark"),
        TenantReference("courses_submission", "course_id", "courses_course"),
        TenantReference("courses_submission", "enrolment_id", "courses_enrolment"),
        TenantReference("courses_submissionfile", "submission_id", "courses_submission"),
        TenantReference("courses_submissionmark", "submission_id", "courses_submission"),
        migrations.RunSQL(KEPT, UNKEPT),
    ]
