"""Courses on sale, and who bought them."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import courses.models.selling
import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy, TenantReference


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0013_guests"),
        ("courses", "0040_handins"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="enrolment",
            name="source",
            field=models.CharField(
                choices=[
                    ("self", "Started by themselves"),
                    ("assigned", "Assigned"),
                    ("rule", "Assigned to a role or to everybody"),
                    ("bought", "Bought"),
                ],
                default="self",
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("org", "Only people of the organisation"),
                            ("link", "Whoever has the link"),
                            ("public", "Everybody: it stands in the catalogue and search engines find it"),
                        ],
                        default="org",
                        max_length=6,
                        verbose_name="who sees it",
                    ),
                ),
                (
                    "link_key",
                    models.CharField(default=courses.models.selling.new_link, editable=False, max_length=32),
                ),
                ("is_on_sale", models.BooleanField(default=False, verbose_name="can be bought now")),
                (
                    "price",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0"),
                        max_digits=10,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="price",
                    ),
                ),
                (
                    "early_price",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="early price",
                    ),
                ),
                (
                    "early_until",
                    models.DateField(blank=True, null=True, verbose_name="last day of the early price"),
                ),
                ("trainer", models.CharField(blank=True, max_length=160, verbose_name="trainer")),
                ("learns", models.TextField(blank=True, max_length=2000, verbose_name="what you learn")),
                (
                    "promise_days",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(365)],
                        verbose_name="money back within",
                    ),
                ),
                (
                    "promise_share",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="when at most this much is done",
                    ),
                ),
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
                "verbose_name": "offer of a course",
                "verbose_name_plural": "offers of courses",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "course"), name="courses_offer_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("price__gte", 0),
                            models.Q(("early_price__isnull", True), ("early_price__gte", 0), _connector="OR"),
                        ),
                        name="courses_offer_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("early_price__isnull", True), ("early_until__isnull", False), _connector="OR"
                        ),
                        name="courses_offer_early_ends",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Purchase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("sale", models.CharField(blank=True, max_length=16)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "To be paid"),
                            ("paid", "Paid, not claimed yet"),
                            ("enrolled", "In the course"),
                            ("returned", "Paid back"),
                            ("dropped", "Not paid in time"),
                        ],
                        default="held",
                        max_length=8,
                    ),
                ),
                ("promise", models.JSONField(default=dict)),
                ("agreed_at", models.DateTimeField()),
                ("created_at", models.DateTimeField()),
                ("held_until", models.DateTimeField()),
                ("paid_at", models.DateTimeField(blank=True, null=True)),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("returned_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=255)),
                (
                    "course",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courses.course"
                    ),
                ),
                (
                    "enrolment",
                    synthai.core.models.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="courses.enrolment",
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "purchase of a course",
                "verbose_name_plural": "purchases of courses",
                "indexes": [
                    models.Index(
                        fields=["organisation", "course", "state"], name="courses_purchase_of_course"
                    ),
                    models.Index(fields=["organisation", "user"], name="courses_purchase_of_person"),
                    models.Index(fields=["organisation", "enrolment"], name="courses_purchase_enrolment"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("sale", ""), _negated=True),
                        fields=("organisation", "sale"),
                        name="courses_purchase_of_sale",
                    )
                ],
            },
        ),
        TenantPolicy("courses_offer"),
        TenantPolicy("courses_purchase"),
        TenantReference("courses_offer", "course_id", "courses_course"),
        TenantReference("courses_purchase", "course_id", "courses_course"),
        TenantReference("courses_purchase", "enrolment_id", "courses_enrolment"),
    ]
