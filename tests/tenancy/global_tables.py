"""The short list of tables outside the fence, each with its reason. A new one is a decision, not a default."""

GLOBAL_MODELS: dict[str, str] = {
    # People and organisations: they say which tenant a request may enter, so they are read before there is one.
    "accounts.User": "a person belongs to no organisation",
    "accounts.User_groups": "staff rights, by Django",
    "accounts.User_user_permissions": "staff rights, by Django",
    "accounts.Organisation": "the tenant itself",
    "accounts.Membership": "decides which tenant a request may enter",
    "accounts.ProvenDomain": "says which organisation's provider signs a domain's people in",
    "accounts.SsoVisit": "which browser a provider signed in: found by its logout message, which carries no session",
    "socialaccount.SocialAccount": "accounts elsewhere that open a person's own, by allauth",
    "socialaccount.SocialApp": "not used: the operator's providers are in the environment, by allauth",
    "socialaccount.SocialToken": "not used: no token is kept, by allauth",
    "accounts.TokenFamily": "a person's mobile sign-in",
    "accounts.AppCode": "a person's mobile sign-in on its way from the browser to the app",
    "accounts.ApiKey": "decides which tenant a request may enter",
    # A person's own things.
    "notifications.Notification": "read by the person it is for, across organisations",
    "notifications.Mail": "development's outgoing mail; a person's, not an organisation's",
    # The machinery of libraries: no customer data.
    "account.EmailAddress": "a person's addresses, by allauth",
    "account.EmailConfirmation": "one-time keys, by allauth",
    "mfa.Authenticator": "a person's second factors, by allauth; secrets encrypted",
    "usersessions.UserSession": "a person's signed-in browsers, by allauth",
    "admin.LogEntry": "what staff changed, by Django's admin",
    "auth.Group": "staff rights, by Django",
    "auth.Group_permissions": "staff rights, by Django",
    "auth.Permission": "staff rights, by Django",
    "contenttypes.ContentType": "names of models, by Django",
    "sessions.Session": "who is signed in, by Django",
    "django_celery_beat.ClockedSchedule": "the schedule",
    "django_celery_beat.CrontabSchedule": "the schedule",
    "django_celery_beat.IntervalSchedule": "the schedule",
    "django_celery_beat.PeriodicTask": "the schedule",
    "django_celery_beat.PeriodicTasks": "the schedule",
    "django_celery_beat.SolarSchedule": "the schedule",
}

# dj-stripe's copy of the operator's own Stripe account (docs/payments-stripe.md): our code reads from it no more than an
# organisation's customer id, found by the organisation that asks; staff see the rest.
_STRIPE_USED = """
    Account APIKey Event Customer PaymentMethod PaymentIntent SetupIntent Charge BalanceTransaction Refund
    Dispute Session Product Price Subscription SubscriptionItem Invoice LineItem IdempotencyKey
    WebhookEndpoint
"""
# Tables that come with the library; nothing writes them.
_STRIPE_UNUSED = """
    AccountV2 ActiveEntitlement ApplicationFee ApplicationFeeRefund BankAccount Card CountrySpec Coupon
    Discount DjstripePaymentMethod EarlyFraudWarning Feature File FileLink InvoiceItem InvoiceItem_tax_rates
    Invoice_default_tax_rates IssuingAuthorization IssuingCard IssuingCardholder IssuingDispute
    IssuingTransaction Mandate Payout ProductFeature PromotionCode Review ScheduledQueryRun ShippingRate
    Source SourceTransaction SubscriptionItem_tax_rates SubscriptionSchedule TaxCode TaxId TaxRate Transfer
    TransferReversal UpcomingInvoice VerificationReport VerificationSession WebhookEventTrigger
"""
GLOBAL_MODELS |= {
    **{f"djstripe.{name}": "the operator's Stripe account, by dj-stripe" for name in _STRIPE_USED.split()},
    **{f"djstripe.{name}": "not used: a table of dj-stripe's" for name in _STRIPE_UNUSED.split()},
}

# Indexes of tenant tables that do not start with the organisation, apart from those on a reference to a person alone
# (the person's erasure looks rows up by it).
GLOBAL_INDEXES: dict[str, str] = {
    "core_outbox_waiting": "the relay reads what waits across organisations, oldest first",
    "core_failedtask_open": "staff see open failures of all organisations, newest first",
}

# References between tenant tables that no composite foreign key guards.
_MERGED = (
    "a million rows a file: written only from a join with the organisation's own products (pricing.imports)"
)
UNGUARDED_REFERENCES: dict[str, str] = {
    "pricing.SalesRow.product": _MERGED,
    "pricing.SalesRow.source": _MERGED,
    "pricing.ReplacedSalesRow.product": _MERGED,
    "pricing.ReplacedSalesRow.source": _MERGED,
    "pricing.ReplacedSalesRow.replaced_by": _MERGED,
}
