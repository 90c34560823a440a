import django.db.models.deletion
from django.db import migrations, models

import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy
from synthai.core.together import Together


class Migration(migrations.Migration):
    """Own mails by the providers: leases, attempts and what became of them; and organisations' own senders."""

    dependencies = [
        ("accounts", "0012_own_roles_by_single_sign_on"),
        ("notifications", "0007_inbox"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sender",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="sender's name")),
                ("address", models.EmailField(blank=True, max_length=254, verbose_name="sender's address")),
                ("reply_to", models.EmailField(blank=True, max_length=254, verbose_name="answers go to")),
                ("domain", models.CharField(blank=True, editable=False, max_length=253)),
                ("selector", models.CharField(blank=True, editable=False, max_length=40)),
                ("key", models.TextField(blank=True, editable=False)),
                ("provider", models.CharField(blank=True, editable=False, max_length=40)),
                ("records", models.JSONField(blank=True, default=list, editable=False)),
                ("findings", models.JSONField(blank=True, default=list, editable=False)),
                ("changed_at", models.DateTimeField(editable=False)),
                ("checked_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("proven_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("missed", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("removed_at", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                "verbose_name": "own sender",
                "verbose_name_plural": "own senders",
            },
        ),
        migrations.RemoveIndex(
            model_name="mail",
            name="mail_waiting",
        ),
        Together(
            [
                migrations.AddField(
                    model_name="attempt",
                    name="mail",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tries",
                        to="notifications.mail",
                    ),
                ),
                migrations.AddField(
                    model_name="mail",
                    name="about",
                    field=models.CharField(blank=True, max_length=120),
                ),
                migrations.AddField(
                    model_name="mail",
                    name="attempts_before",
                    field=models.PositiveSmallIntegerField(default=0),
                ),
                migrations.AddField(
                    model_name="mail",
                    name="in_their_name",
                    field=models.BooleanField(default=False),
                ),
                migrations.AddField(
                    model_name="mail",
                    name="is_critical",
                    field=models.BooleanField(default=False),
                ),
                migrations.AddField(
                    model_name="mail",
                    name="lease_until",
                    field=models.DateTimeField(blank=True, null=True),
                ),
                migrations.AddField(
                    model_name="mail",
                    name="provider",
                    field=models.CharField(blank=True, max_length=40),
                ),
                migrations.AddField(
                    model_name="mail",
                    name="provider_id",
                    field=models.CharField(blank=True, max_length=200),
                ),
            ]
        ),
        migrations.AlterField(
            model_name="attempt",
            name="delivery",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="attempts",
                to="notifications.delivery",
            ),
        ),
        migrations.AlterField(
            model_name="mail",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("going", "On its way out"),
                    ("sent", "Sent"),
                    ("arrived", "Taken by the other mail server"),
                    ("failed", "Failed"),
                    ("bounced", "Came back: no such mailbox"),
                    ("complained", "Marked as spam"),
                    ("suppressed", "Not sent: the address takes nothing"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
        Together(
            [
                migrations.AddIndex(
                    model_name="mail",
                    index=models.Index(
                        condition=models.Q(("state__in", ["waiting", "going"])),
                        fields=["not_before"],
                        name="mail_due",
                    ),
                ),
                migrations.AddIndex(
                    model_name="mail",
                    index=models.Index(
                        condition=models.Q(("about", ""), _negated=True), fields=["about"], name="mail_about"
                    ),
                ),
                migrations.AddIndex(
                    model_name="mail",
                    index=models.Index(
                        condition=models.Q(("provider_id", ""), _negated=True),
                        fields=["provider", "provider_id"],
                        name="mail_provider_id",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="attempt",
                    constraint=models.UniqueConstraint(
                        fields=("mail", "number"), name="attempt_number_of_mail"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="attempt",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("delivery__isnull", False), ("mail__isnull", True)),
                            models.Q(("delivery__isnull", True), ("mail__isnull", False)),
                            _connector="OR",
                        ),
                        name="attempt_of_one",
                    ),
                ),
                migrations.AddField(
                    model_name="sender",
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
                migrations.AddConstraint(
                    model_name="sender",
                    constraint=models.UniqueConstraint(
                        fields=("organisation",), name="notifications_sender_once"
                    ),
                ),
            ]
        ),
        TenantPolicy("notifications_sender"),
    ]
