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
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("definition", models.JSONField(default=dict, verbose_name="definition")),
                ("is_active", models.BooleanField(default=True, verbose_name="in force")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name": "access rule",
                "verbose_name_plural": "access rules",
            },
        ),
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("scopes", models.JSONField(default=list, verbose_name="scopes")),
                ("addresses", models.JSONField(blank=True, default=list, verbose_name="allowed addresses")),
                ("prefix", models.CharField(editable=False, max_length=20, verbose_name="begins with")),
                ("secret_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("previous_hash", models.CharField(editable=False, max_length=64, null=True, unique=True)),
                ("previous_until", models.DateTimeField(editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="made"
                    ),
                ),
                ("expires_at", models.DateTimeField(verbose_name="expires")),
                ("used_at", models.DateTimeField(editable=False, null=True, verbose_name="last used")),
                ("revoked_at", models.DateTimeField(editable=False, null=True, verbose_name="revoked")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "API key",
                "verbose_name_plural": "API keys",
            },
        ),
        migrations.CreateModel(
            name="CustomRole",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("description", models.CharField(blank=True, max_length=200, verbose_name="description")),
                ("capabilities", models.JSONField(default=list, verbose_name="capabilities")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name": "custom role",
                "verbose_name_plural": "custom roles",
            },
        ),
        migrations.RemoveConstraint(
            model_name="invitation",
            name="accounts_invitation_role_not_owner",
        ),
        migrations.RemoveConstraint(
            model_name="membership",
            name="accounts_membership_role_known",
        ),
        Together(
            [
                migrations.AddField(
                    model_name="membership",
                    name="checklist_hidden_at",
                    field=models.DateTimeField(blank=True, editable=False, null=True),
                ),
                migrations.AddField(
                    model_name="organisation",
                    name="policy",
                    field=models.JSONField(default=dict, editable=False),
                ),
                migrations.AddField(
                    model_name="organisation",
                    name="policy_stamp",
                    field=models.CharField(blank=True, editable=False, max_length=16),
                ),
            ]
        ),
        migrations.AlterField(
            model_name="invitation",
            name="role",
            field=models.CharField(default="member", max_length=16, verbose_name="role"),
        ),
        migrations.AlterField(
            model_name="membership",
            name="role",
            field=models.CharField(default="member", max_length=16, verbose_name="role"),
        ),
        Together(
            [
                migrations.AddField(
                    model_name="accessrule",
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
                    model_name="apikey",
                    name="organisation",
                    field=models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                migrations.AddField(
                    model_name="apikey",
                    name="responsible",
                    field=models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="responsible",
                    ),
                ),
                migrations.AddField(
                    model_name="customrole",
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
                    model_name="invitation",
                    name="custom_role",
                    field=synthai.core.models.TenantForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.customrole",
                    ),
                ),
                migrations.AddField(
                    model_name="membership",
                    name="custom_role",
                    field=synthai.core.models.TenantForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.customrole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="invitation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("role", "owner"), _negated=True),
                        name="accounts_invitation_role_not_owner",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="invitation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "pending"), _negated=True),
                            models.Q(
                                ("role__in", ["owner", "administrator", "manager", "member", "viewer"]),
                                ("custom_role__isnull", True),
                            ),
                            models.Q(
                                models.Q(
                                    ("role__in", ["owner", "administrator", "manager", "member", "viewer"]),
                                    _negated=True,
                                ),
                                ("custom_role__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="accounts_invitation_role_whole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="membership",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("role__in", ["owner", "administrator", "manager", "member", "viewer"]),
                                ("custom_role__isnull", True),
                            ),
                            models.Q(
                                models.Q(
                                    ("role__in", ["owner", "administrator", "manager", "member", "viewer"]),
                                    _negated=True,
                                ),
                                ("custom_role__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="accounts_membership_role_whole",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="accessrule",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "name"), name="accounts_accessrule_name_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="apikey",
                    index=models.Index(fields=["organisation", "-created_at"], name="accounts_apikey_list"),
                ),
                migrations.AddConstraint(
                    model_name="customrole",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "name"), name="accounts_customrole_name_once"
                    ),
                ),
            ]
        ),
        TenantPolicy("accounts_customrole"),
        TenantPolicy("accounts_accessrule"),
        TenantReference("accounts_membership", "custom_role_id", "accounts_customrole"),
        TenantReference("accounts_invitation", "custom_role_id", "accounts_customrole"),
    ]
