import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_own_roles_by_single_sign_on"),
        ("billing", "0007_payer"),
    ]

    operations = [
        Together(
            [
                migrations.AddField(
                    model_name="customer",
                    name="registration_number",
                    field=models.CharField(blank=True, max_length=30, verbose_name="registration number"),
                ),
                migrations.AddField(
                    model_name="customer",
                    name="vat_number",
                    field=models.CharField(blank=True, max_length=10, verbose_name="VAT number"),
                ),
            ]
        ),
        migrations.CreateModel(
            name="BillingEntity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("legal_name", models.CharField(max_length=160, verbose_name="legal name")),
                ("trading_name", models.CharField(blank=True, max_length=160, verbose_name="trading name")),
                (
                    "address",
                    models.TextField(
                        blank=True,
                        help_text="One row a line; the last is town and code.",
                        max_length=400,
                        verbose_name="address",
                    ),
                ),
                (
                    "registration_number",
                    models.CharField(blank=True, max_length=30, verbose_name="registration number"),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="phone")),
                ("website", models.CharField(blank=True, verbose_name="website", max_length=200)),
                ("bank_holder", models.CharField(blank=True, max_length=100, verbose_name="account holder")),
                ("bank_name", models.CharField(blank=True, max_length=60, verbose_name="bank")),
                (
                    "bank_account_number",
                    models.CharField(blank=True, max_length=20, verbose_name="account number"),
                ),
                ("bank_branch_code", models.CharField(blank=True, max_length=10, verbose_name="branch code")),
                (
                    "bank_account_type",
                    models.CharField(blank=True, max_length=20, verbose_name="account type"),
                ),
                ("accent", models.CharField(default="#0b6e4f", max_length=7, verbose_name="accent colour")),
                ("logo_path", models.CharField(blank=True, max_length=200, verbose_name="logo file")),
                (
                    "number_prefix",
                    models.CharField(
                        help_text="How its documents' numbers begin; unique.",
                        max_length=8,
                        verbose_name="number prefix",
                    ),
                ),
                (
                    "numbers_by_year",
                    models.BooleanField(default=False, verbose_name="numbers begin anew each year"),
                ),
                (
                    "rounding",
                    models.CharField(
                        choices=[("line", "On each line"), ("document", "On the document")],
                        default="document",
                        max_length=8,
                        verbose_name="rounding",
                    ),
                ),
                (
                    "vat_periods",
                    models.CharField(
                        choices=[
                            ("monthly", "Every month"),
                            ("odd", "Two months, ending in odd months"),
                            ("even", "Two months, ending in even months"),
                        ],
                        default="odd",
                        max_length=7,
                        verbose_name="VAT periods",
                    ),
                ),
                ("currency", models.CharField(default="ZAR", max_length=3, verbose_name="currency")),
                ("is_default", models.BooleanField(default=False, verbose_name="sells by default")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name": "selling entity",
                "verbose_name_plural": "selling entities",
                "constraints": [
                    models.UniqueConstraint(fields=("number_prefix",), name="billing_entity_prefix"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("is_default",),
                        name="billing_entity_one_default",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, verbose_name="code")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("asset", "Asset"),
                            ("liability", "Liability"),
                            ("income", "Income"),
                            ("expense", "Expense"),
                        ],
                        max_length=9,
                        verbose_name="kind",
                    ),
                ),
                (
                    "entity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.billingentity",
                    ),
                ),
            ],
            options={
                "verbose_name": "account",
                "verbose_name_plural": "accounts",
            },
        ),
        migrations.AddField(
            model_name="charge",
            name="entity",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="billing.billingentity",
            ),
        ),
        migrations.CreateModel(
            name="BookClosing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateField(verbose_name="closed until")),
                ("by_label", models.CharField(max_length=254, verbose_name="by")),
                ("created_at", models.DateTimeField(verbose_name="at")),
                ("balances", models.JSONField(default=dict)),
                ("waiting", models.PositiveIntegerField(default=0, verbose_name="documents that waited")),
                (
                    "entity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.billingentity",
                    ),
                ),
            ],
            options={
                "verbose_name": "closing of the books",
                "verbose_name_plural": "closings of the books",
            },
        ),
        migrations.CreateModel(
            name="JournalEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("key", models.CharField(max_length=160)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("invoice", "Invoice"),
                            ("credit_note", "Credit note"),
                            ("debit_note", "Debit note"),
                            ("payment", "Payment"),
                            ("payment_undone", "Payment that did not come"),
                            ("fee", "Fee of a payment service"),
                            ("refund", "Refund"),
                            ("credit", "Credit"),
                            ("dispute", "Dispute"),
                            ("write_off", "Write-off"),
                            ("manual", "By hand"),
                        ],
                        max_length=14,
                        verbose_name="kind",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="of")),
                ("posted_on", models.DateField(verbose_name="posted")),
                ("customer", models.CharField(blank=True, max_length=16, verbose_name="customer")),
                ("source", models.CharField(blank=True, max_length=60, verbose_name="source")),
                ("currency", models.CharField(default="ZAR", max_length=3)),
                ("created_at", models.DateTimeField()),
                ("written_by", models.CharField(default="", editable=False, max_length=20)),
                (
                    "entity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.billingentity",
                    ),
                ),
            ],
            options={
                "verbose_name": "journal entry",
                "verbose_name_plural": "journal entries",
            },
        ),
        migrations.CreateModel(
            name="JournalLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cents", models.BigIntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.account",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="billing.journalentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "journal line",
                "verbose_name_plural": "journal lines",
            },
        ),
        migrations.CreateModel(
            name="NumberSeries",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=3)),
                ("year", models.PositiveSmallIntegerField(default=0)),
                ("last", models.PositiveIntegerField(default=0)),
                ("last_issued_at", models.DateTimeField(null=True)),
                (
                    "entity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.billingentity",
                    ),
                ),
            ],
            options={
                "verbose_name": "number series",
                "verbose_name_plural": "number series",
            },
        ),
        migrations.CreateModel(
            name="RetainedDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("organisation", models.CharField(max_length=16)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("tax_invoice", "Tax invoice"),
                            ("invoice", "Invoice"),
                            ("credit_note", "Credit note"),
                            ("debit_note", "Debit note"),
                        ],
                        max_length=12,
                    ),
                ),
                ("number", models.CharField(max_length=40)),
                ("issued_on", models.DateField()),
                ("supplied_on", models.DateField()),
                ("currency", models.CharField(max_length=3)),
                ("excl", models.DecimalField(decimal_places=2, max_digits=14)),
                ("vat", models.DecimalField(decimal_places=2, max_digits=14)),
                ("incl", models.DecimalField(decimal_places=2, max_digits=14)),
                ("data", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("path", models.CharField(blank=True, max_length=200)),
                ("file_sha256", models.CharField(blank=True, max_length=64)),
                ("retain_until", models.DateField()),
                (
                    "entity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.billingentity",
                    ),
                ),
            ],
            options={
                "verbose_name": "retained document",
                "verbose_name_plural": "retained documents",
            },
        ),
        migrations.CreateModel(
            name="TaxDocument",
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
                            ("tax_invoice", "Tax invoice"),
                            ("invoice", "Invoice"),
                            ("credit_note", "Credit note"),
                            ("debit_note", "Debit note"),
                        ],
                        max_length=12,
                    ),
                ),
                ("tier", models.CharField(blank=True, max_length=8)),
                ("series", models.CharField(max_length=16)),
                ("sequence", models.PositiveIntegerField()),
                ("number", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=80)),
                ("issued_at", models.DateTimeField()),
                ("issued_on", models.DateField()),
                ("supplied_on", models.DateField()),
                ("currency", models.CharField(default="ZAR", max_length=3)),
                ("excl", models.DecimalField(decimal_places=2, max_digits=14)),
                ("vat", models.DecimalField(decimal_places=2, max_digits=14)),
                ("incl", models.DecimalField(decimal_places=2, max_digits=14)),
                ("buyer_name", models.CharField(blank=True, max_length=160)),
                ("reason", models.CharField(blank=True, max_length=255)),
                ("warnings", models.JSONField(default=list)),
                ("data", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("retain_until", models.DateField()),
                (
                    "charge",
                    synthai.core.models.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.charge",
                    ),
                ),
                (
                    "corrects",
                    synthai.core.models.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.taxdocument",
                    ),
                ),
                (
                    "entity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.billingentity",
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
                    "original",
                    synthai.core.models.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.taxdocument",
                    ),
                ),
            ],
            options={
                "verbose_name": "tax document",
                "verbose_name_plural": "tax documents",
            },
        ),
        migrations.CreateModel(
            name="DocumentDelivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(blank=True, max_length=200)),
                ("file_sha256", models.CharField(blank=True, max_length=64)),
                ("file_bytes", models.PositiveIntegerField(default=0)),
                ("rendered_at", models.DateTimeField(blank=True, null=True)),
                ("mailed_at", models.DateTimeField(blank=True, null=True)),
                ("mailed_to", models.EmailField(blank=True, max_length=254)),
                ("mails", models.PositiveSmallIntegerField(default=0)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(blank=True, null=True)),
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
                    "document",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.taxdocument",
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery of a document",
                "verbose_name_plural": "deliveries of documents",
            },
        ),
        migrations.CreateModel(
            name="VatRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("tax_invoice", "Tax invoice"),
                            ("invoice", "Invoice"),
                            ("credit_note", "Credit note"),
                            ("debit_note", "Debit note"),
                        ],
                        max_length=12,
                    ),
                ),
                ("customer", models.CharField(max_length=16)),
                ("issued_on", models.DateField()),
                ("supplied_on", models.DateField()),
                ("declared_on", models.DateField()),
                ("treatment", models.CharField(max_length=12)),
                ("rate", models.DecimalField(decimal_places=2, max_digits=5)),
                ("excl", models.DecimalField(decimal_places=2, max_digits=14)),
                ("vat", models.DecimalField(decimal_places=2, max_digits=14)),
                ("incl", models.DecimalField(decimal_places=2, max_digits=14)),
                (
                    "entity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.billingentity",
                    ),
                ),
            ],
            options={
                "verbose_name": "VAT row",
                "verbose_name_plural": "VAT rows",
            },
        ),
        migrations.CreateModel(
            name="VendorPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("vat_number", models.CharField(max_length=10, verbose_name="VAT number")),
                (
                    "since",
                    models.DateField(blank=True, help_text="Empty: always.", null=True, verbose_name="from"),
                ),
                (
                    "until",
                    models.DateField(
                        blank=True, help_text="Empty: to this day.", null=True, verbose_name="last day"
                    ),
                ),
                (
                    "entity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vendor_periods",
                        to="billing.billingentity",
                    ),
                ),
            ],
            options={
                "verbose_name": "VAT registration",
                "verbose_name_plural": "VAT registrations",
            },
        ),
        migrations.CreateModel(
            name="WaitingDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("key", models.CharField(max_length=80)),
                ("work", models.JSONField(default=dict)),
                ("missing", models.JSONField(default=list)),
                ("problems", models.JSONField(default=list)),
                ("is_for_staff", models.BooleanField(default=False)),
                ("supplied_on", models.DateField()),
                ("created_at", models.DateTimeField()),
                ("issued_at", models.DateTimeField(blank=True, null=True)),
                (
                    "charge",
                    synthai.core.models.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.charge",
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
                "verbose_name": "document to be completed",
                "verbose_name_plural": "documents to be completed",
            },
        ),
        Together(
            [
                migrations.AddConstraint(
                    model_name="account",
                    constraint=models.UniqueConstraint(
                        fields=("entity", "code"), name="billing_account_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="bookclosing",
                    constraint=models.UniqueConstraint(
                        fields=("entity", "until"), name="billing_closing_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="journalentry",
                    index=models.Index(fields=["entity", "posted_on", "id"], name="billing_entry_in_time"),
                ),
                migrations.AddIndex(
                    model_name="journalentry",
                    index=models.Index(fields=["customer", "posted_on"], name="billing_entry_of_customer"),
                ),
                migrations.AddIndex(
                    model_name="journalentry",
                    index=models.Index(fields=["source"], name="billing_entry_of_source"),
                ),
                migrations.AddConstraint(
                    model_name="journalentry",
                    constraint=models.UniqueConstraint(fields=("entity", "key"), name="billing_entry_key"),
                ),
                migrations.AddIndex(
                    model_name="journalline",
                    index=models.Index(
                        fields=["account", "entry"], include=("cents",), name="billing_line_of_account"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="journalline",
                    constraint=models.UniqueConstraint(fields=("entry", "account"), name="billing_line_once"),
                ),
                migrations.AddConstraint(
                    model_name="journalline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("cents", 0), _negated=True), name="billing_line_moves"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="numberseries",
                    constraint=models.UniqueConstraint(
                        fields=("entity", "code", "year"), name="billing_series_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="retaineddocument",
                    index=models.Index(fields=["retain_until"], name="billing_retained_until"),
                ),
                migrations.AddConstraint(
                    model_name="retaineddocument",
                    constraint=models.UniqueConstraint(
                        fields=("entity", "number"), name="billing_retained_number"
                    ),
                ),
                migrations.AddIndex(
                    model_name="taxdocument",
                    index=models.Index(
                        fields=["organisation", "-issued_at", "-id"], name="billing_document_newest"
                    ),
                ),
                migrations.AddIndex(
                    model_name="taxdocument",
                    index=models.Index(fields=["organisation", "charge"], name="billing_document_of_charge"),
                ),
                migrations.AddIndex(
                    model_name="taxdocument",
                    index=models.Index(
                        fields=["organisation", "original"], name="billing_document_of_original"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="taxdocument",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "id"), name="billing_document_tenant_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="taxdocument",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "key"), name="billing_document_key"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="taxdocument",
                    constraint=models.UniqueConstraint(
                        fields=("entity", "number"), name="billing_document_number"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="taxdocument",
                    constraint=models.UniqueConstraint(
                        fields=("entity", "series", "sequence"), name="billing_document_sequence"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="taxdocument",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "incl",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("excl"), "+", models.F("vat")
                                ),
                            ),
                            ("incl__gt", 0),
                        ),
                        name="billing_document_adds_up",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="taxdocument",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["credit_note", "debit_note"]), _negated=True),
                            ("original__isnull", False),
                            _connector="OR",
                        ),
                        name="billing_document_note_has_original",
                    ),
                ),
                migrations.AddIndex(
                    model_name="documentdelivery",
                    index=models.Index(
                        condition=models.Q(("next_try_at__isnull", False)),
                        fields=["next_try_at"],
                        name="billing_delivery_to_do",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="documentdelivery",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "document"), name="billing_delivery_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="vatrow",
                    index=models.Index(fields=["entity", "declared_on"], name="billing_vat_in_time"),
                ),
                migrations.AddConstraint(
                    model_name="vatrow",
                    constraint=models.UniqueConstraint(
                        fields=("entity", "number", "treatment", "rate"), name="billing_vat_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="vatrow",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "incl",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("excl"), "+", models.F("vat")
                                ),
                            )
                        ),
                        name="billing_vat_adds_up",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="vendorperiod",
                    constraint=models.UniqueConstraint(
                        fields=("entity", "since"), name="billing_vendor_since", nulls_distinct=False
                    ),
                ),
                migrations.AddConstraint(
                    model_name="vendorperiod",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            ("since__isnull", True),
                            ("until__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="billing_vendor_in_order",
                    ),
                ),
                migrations.AddIndex(
                    model_name="waitingdocument",
                    index=models.Index(
                        condition=models.Q(("issued_at__isnull", True)),
                        fields=["created_at"],
                        name="billing_waiting_open",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="waitingdocument",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "key"), name="billing_waiting_key"
                    ),
                ),
            ]
        ),
    ]
