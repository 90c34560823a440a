"""Certificates, what courses give, and the keys that sign credentials."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy, TenantReference


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_own_roles_by_single_sign_on"),
        ("courses", "0010_quizzes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        db_collation="C",
                        editable=False,
                        max_length=17,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("title", models.CharField(max_length=120)),
                ("text", models.CharField(blank=True, max_length=300)),
                ("signed_by", models.CharField(blank=True, max_length=200)),
                ("issued_at", models.DateTimeField()),
                ("last_on", models.DateField(blank=True, null=True)),
                ("renewed_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_reason", models.CharField(blank=True, max_length=300)),
                ("place", models.PositiveIntegerField()),
                ("token", models.TextField(editable=False)),
                (
                    "course",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courses.course"
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
                "verbose_name": "certificate",
                "verbose_name_plural": "certificates",
                "indexes": [
                    models.Index(
                        fields=["organisation", "user", "-id"], name="courses_certificate_of_person"
                    ),
                    models.Index(fields=["organisation", "last_on", "id"], name="courses_certificate_ends"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "place"), name="courses_certificate_place"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("renewed_at__isnull", True), ("revoked_at__isnull", True)),
                        fields=("organisation", "course", "user"),
                        name="courses_certificate_one_present",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CertificateTerms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "is_on",
                    models.BooleanField(
                        default=True, verbose_name="who completes the course gets a certificate"
                    ),
                ),
                (
                    "months",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(240),
                        ],
                        verbose_name="holds for so many months",
                    ),
                ),
                (
                    "text",
                    models.CharField(blank=True, max_length=300, verbose_name="sentence on the certificate"),
                ),
                ("signed_by", models.CharField(blank=True, max_length=200, verbose_name="signed by")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                "verbose_name": "terms of a certificate",
                "verbose_name_plural": "terms of certificates",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "course"), name="courses_terms_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="IssuerKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("private", models.TextField(editable=False)),
                ("public", models.TextField(editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
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
                "verbose_name": "key of credentials",
                "verbose_name_plural": "keys of credentials",
                "indexes": [models.Index(fields=["organisation", "-id"], name="courses_key_newest")],
            },
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(
                fields=("organisation", "number"), name="courses_certificate_number"
            ),
        ),
        TenantPolicy("courses_certificate"),
        TenantPolicy("courses_certificateterms"),
        TenantPolicy("courses_issuerkey"),
        TenantReference("courses_certificate", "course_id", "courses_course"),
        TenantReference("courses_certificateterms", "course_id", "courses_course"),
    ]
