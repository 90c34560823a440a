"""What organisations sell to the public in their own name. An issued document is never changed: a trigger sees to it."""

from decimal import Decimal

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import synthai.core.models
import synthai.core.tenancy
from synthai.core.migrations_ops import TenantPolicy, TenantReference
from synthai.core.together import Together

STAYS = """
CREATE FUNCTION billing_saledocument_stays() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
    RAISE EXCEPTION 'Document % was issued: it cannot be changed.', OLD.number USING ERRCODE = 'insufficient_privilege';
END $f$;
CREATE TRIGGER billing_saledocument_stays BEFORE UPDATE ON billing_saledocument
    FOR EACH ROW EXECUTE FUNCTION billing_saledocument_stays();
"""
GOES = """
DROP TRIGGER billing_saledocument_stays ON billing_saledocument;
DROP FUNCTION billing_saledocument_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_own_roles_by_single_sign_on"),
        ("billing", "0017_credit_account"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sale",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("reference", models.CharField(max_length=16)),
                ("key", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=20)),
                ("item", models.CharField(max_length=16)),
                ("title", models.CharField(max_length=160)),
                ("price", models.DecimalField(decimal_places=2, max_digits=12)),
                ("discount", models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=12)),
                ("total", models.DecimalField(decimal_places=2, max_digits=12)),
                ("vat", models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=12)),
                ("currency", models.CharField(default="ZAR", max_length=3)),
                ("coupon_code", models.CharField(blank=True, max_length=30)),
                ("buyer_name", models.CharField(blank=True, max_length=160)),
                ("buyer_email", models.EmailField(blank=True, max_length=254)),
                ("buyer_phone", models.CharField(blank=True, max_length=30)),
                ("buyer_address", models.TextField(blank=True, max_length=400)),
                ("buyer_vat_number", models.CharField(blank=True, max_length=10)),
                ("continue_path", models.CharField(max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "To be paid"),
                            ("paid", "Paid"),
                            ("void", "Not paid in time"),
                            ("returned", "Paid back"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("held_until", models.DateTimeField()),
                ("paid_at", models.DateTimeField(blank=True, null=True)),
                ("returned_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
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
                "verbose_name": "sale",
                "verbose_name_plural": "sales",
            },
        ),
        migrations.CreateModel(
            name="SalePayment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=16)),
                ("gateway", models.CharField(max_length=16)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("created", "Started"),
                            ("redirected", "At the gateway"),
                            ("confirmed", "Paid"),
                            ("failed", "Failed"),
                            ("mismatched", "Another amount came"),
                        ],
                        default="created",
                        max_length=10,
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                ("fee", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("gateway_id", models.CharField(blank=True, max_length=120)),
                ("failure", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("ask_at", models.DateTimeField(blank=True, null=True)),
                ("asked", models.PositiveSmallIntegerField(default=0)),
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
                    "sale",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="billing.sale"
                    ),
                ),
            ],
            options={
                "verbose_name": "payment of a sale",
                "verbose_name_plural": "payments of sales",
            },
        ),
        migrations.CreateModel(
            name="SaleRefund",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reserved", "Being sent"),
                            ("accepted", "On its way"),
                            ("done", "Paid back"),
                            ("failed", "Failed"),
                        ],
                        default="reserved",
                        max_length=8,
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12)),
                ("reason", models.CharField(max_length=255)),
                ("ends_sale", models.BooleanField(default=True)),
                ("is_by_hand", models.BooleanField(default=False)),
                ("gateway_id", models.CharField(blank=True, max_length=120)),
                ("failure", models.CharField(blank=True, max_length=300)),
                ("by_label", models.CharField(max_length=254)),
                ("created_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
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
                    "payment",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.salepayment",
                    ),
                ),
            ],
            options={
                "verbose_name": "refund of a sale",
                "verbose_name_plural": "refunds of sales",
            },
        ),
        migrations.CreateModel(
            name="Seller",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("legal_name", models.CharField(max_length=160, verbose_name="legal name")),
                ("trading_name", models.CharField(blank=True, max_length=160, verbose_name="trading name")),
                (
                    "legal_form",
                    models.CharField(
                        choices=[
                            ("sole", "Sole proprietor"),
                            ("company", "Company (Pty) Ltd"),
                            ("close", "Close corporation"),
                            ("non_profit", "Non-profit company or organisation"),
                            ("trust", "Trust"),
                            ("other", "Another form"),
                        ],
                        max_length=12,
                        verbose_name="legal form",
                    ),
                ),
                (
                    "registration_number",
                    models.CharField(blank=True, max_length=30, verbose_name="registration number"),
                ),
                (
                    "office_bearers",
                    models.CharField(blank=True, max_length=300, verbose_name="directors or members"),
                ),
                ("address", models.TextField(max_length=400, verbose_name="street address")),
                (
                    "service_address",
                    models.TextField(blank=True, max_length=400, verbose_name="address for legal papers"),
                ),
                ("phone", models.CharField(max_length=30, verbose_name="phone")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                ("website", models.CharField(blank=True, max_length=200, verbose_name="website")),
                (
                    "memberships",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="memberships and codes of conduct"
                    ),
                ),
                (
                    "disputes",
                    models.CharField(blank=True, max_length=300, verbose_name="how a dispute is settled"),
                ),
                ("terms", models.TextField(blank=True, max_length=4000, verbose_name="terms of sale")),
                ("privacy", models.TextField(blank=True, max_length=4000, verbose_name="privacy notice")),
                ("vat_number", models.CharField(blank=True, max_length=10, verbose_name="VAT number")),
                ("vat_since", models.DateField(blank=True, null=True, verbose_name="registered from")),
                ("vat_until", models.DateField(blank=True, null=True, verbose_name="last day registered")),
                ("number_prefix", models.CharField(max_length=8, verbose_name="document numbers begin with")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                "verbose_name": "seller",
                "verbose_name_plural": "sellers",
            },
        ),
        migrations.CreateModel(
            name="SellerAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("gateway", models.CharField(max_length=16)),
                ("secret", models.TextField()),
                ("hint", models.CharField(blank=True, max_length=40)),
                ("is_test", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
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
                "verbose_name": "seller's gateway account",
                "verbose_name_plural": "sellers' gateway accounts",
            },
        ),
        migrations.CreateModel(
            name="SellerCoupon",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("code", models.CharField(max_length=30, verbose_name="code")),
                (
                    "percent_off",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="per cent off"
                    ),
                ),
                (
                    "amount_off",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="amount off"
                    ),
                ),
                ("item", models.CharField(blank=True, max_length=16)),
                ("most", models.PositiveIntegerField(blank=True, null=True, verbose_name="how often in all")),
                ("used", models.PositiveIntegerField(default=0, editable=False)),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("is_active", models.BooleanField(default=True)),
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
                "verbose_name": "seller's coupon",
                "verbose_name_plural": "sellers' coupons",
            },
        ),
        migrations.AddField(
            model_name="sale",
            name="coupon",
            field=synthai.core.models.TenantForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="billing.sellercoupon",
            ),
        ),
        migrations.CreateModel(
            name="SellerSeries",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=4)),
                ("last", models.PositiveIntegerField(default=0)),
                ("last_issued_at", models.DateTimeField(blank=True, null=True)),
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
                "verbose_name": "seller's number series",
                "verbose_name_plural": "sellers' number series",
            },
        ),
        migrations.CreateModel(
            name="SaleDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", synthai.core.models.PublicIdField()),
                ("key", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=12)),
                ("series", models.CharField(max_length=16)),
                ("sequence", models.PositiveIntegerField()),
                ("number", models.CharField(max_length=40)),
                ("issued_at", models.DateTimeField()),
                ("excl", models.DecimalField(decimal_places=2, max_digits=14)),
                ("vat", models.DecimalField(decimal_places=2, max_digits=14)),
                ("incl", models.DecimalField(decimal_places=2, max_digits=14)),
                ("data", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("path", models.CharField(max_length=200)),
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
                    "sale",
                    synthai.core.models.TenantForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="billing.sale"
                    ),
                ),
            ],
            options={
                "verbose_name": "document of a sale",
                "verbose_name_plural": "documents of sales",
                "indexes": [
                    models.Index(fields=["organisation", "sale"], name="billing_saledocument_of_sale")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "key"), name="billing_saledocument_key"),
                    models.UniqueConstraint(
                        fields=("organisation", "number"), name="billing_saledocument_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "incl",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("excl"), "+", models.F("vat")
                                ),
                            ),
                            ("incl__gt", 0),
                        ),
                        name="billing_saledocument_adds_up",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SaleMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("gateway", models.CharField(max_length=16)),
                ("dedupe_key", models.CharField(max_length=130)),
                ("body", models.BinaryField()),
                ("headers", models.JSONField(default=dict)),
                ("source_ip", models.CharField(blank=True, max_length=45)),
                ("received_at", models.DateTimeField()),
                ("next_try_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=300)),
                ("is_emptied", models.BooleanField(default=False)),
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
                "verbose_name": "message about a sale",
                "verbose_name_plural": "messages about sales",
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_try_at__isnull", False)),
                        fields=["next_try_at"],
                        name="billing_salemessage_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("is_emptied", False)),
                        fields=["received_at"],
                        name="billing_salemessage_to_empty",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "gateway", "dedupe_key"), name="billing_salemessage_once"
                    )
                ],
            },
        ),
        Together(
            [
                migrations.AddIndex(
                    model_name="salepayment",
                    index=models.Index(fields=["organisation", "sale"], name="billing_salepayment_of_sale"),
                ),
                migrations.AddIndex(
                    model_name="salepayment",
                    index=models.Index(
                        condition=models.Q(("state__in", ["created", "redirected"])),
                        fields=["ask_at"],
                        name="billing_salepayment_to_ask",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="salepayment",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "id"), name="billing_salepayment_tenant_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="salepayment",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "reference"), name="billing_salepayment_reference"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="salepayment",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("gateway_id", ""), _negated=True),
                        fields=("organisation", "gateway", "gateway_id"),
                        name="billing_salepayment_gateway_id",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="salepayment",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="billing_salepayment_positive"
                    ),
                ),
                migrations.AddIndex(
                    model_name="salerefund",
                    index=models.Index(
                        condition=models.Q(("state", "reserved")),
                        fields=["created_at"],
                        name="billing_salerefund_to_send",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="salerefund",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "payment"), name="billing_salerefund_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="salerefund",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="billing_salerefund_positive"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="seller",
                    constraint=models.UniqueConstraint(fields=("organisation",), name="billing_seller_once"),
                ),
                migrations.AddConstraint(
                    model_name="selleraccount",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "gateway"), name="billing_seller_account_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sellercoupon",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "id"), name="billing_sellercoupon_tenant_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sellercoupon",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "code"), name="billing_sellercoupon_code"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sellercoupon",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("percent_off__isnull", True), ("amount_off__isnull", True), _connector="XOR"
                        ),
                        name="billing_sellercoupon_one_kind",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sellercoupon",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("percent_off__isnull", True),
                            models.Q(("percent_off__gt", 0), ("percent_off__lte", Decimal("100"))),
                            _connector="OR",
                        ),
                        name="billing_sellercoupon_percent",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sellercoupon",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("amount_off__isnull", True), ("amount_off__gt", 0), _connector="OR"
                        ),
                        name="billing_sellercoupon_amount",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sellercoupon",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("most__isnull", True), ("used__lte", models.F("most")), _connector="OR"
                        ),
                        name="billing_sellercoupon_not_overused",
                    ),
                ),
                migrations.AddIndex(
                    model_name="sale",
                    index=models.Index(
                        fields=["organisation", "-created_at", "-id"], name="billing_sale_newest"
                    ),
                ),
                migrations.AddIndex(
                    model_name="sale",
                    index=models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["held_until"],
                        name="billing_sale_to_drop",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sale",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "id"), name="billing_sale_tenant_id"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sale",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "key"), name="billing_sale_key"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sale",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "reference"), name="billing_sale_reference"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sale",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("discount__gte", 0),
                            (
                                "total",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("price"), "-", models.F("discount")
                                ),
                            ),
                            ("total__gte", 0),
                        ),
                        name="billing_sale_adds_up",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sale",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["paid", "returned"]), _negated=True),
                            ("paid_at__isnull", False),
                            _connector="OR",
                        ),
                        name="billing_sale_paid_is_dated",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="sellerseries",
                    constraint=models.UniqueConstraint(
                        fields=("organisation", "code"), name="billing_seller_series_once"
                    ),
                ),
            ]
        ),
        TenantPolicy("billing_sale"),
        TenantPolicy("billing_saledocument"),
        TenantPolicy("billing_salemessage"),
        TenantPolicy("billing_salepayment"),
        TenantPolicy("billing_salerefund"),
        TenantPolicy("billing_seller"),
        TenantPolicy("billing_selleraccount"),
        TenantPolicy("billing_sellercoupon"),
        TenantPolicy("billing_sellerseries"),
        TenantReference("billing_sale", "coupon_id", "billing_sellercoupon"),
        TenantReference("billing_saledocument", "sale_id", "billing_sale"),
        TenantReference("billing_salepayment", "sale_id", "billing_sale"),
        TenantReference("billing_salerefund", "payment_id", "billing_salepayment"),
        migrations.RunSQL(STAYS, GOES),
    ]
