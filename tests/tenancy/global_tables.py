"""The short list of tables outside the fence, each with its reason. A new one is a decision, not a default."""

GLOBAL_MODELS: dict[str, str] = {
    # People and organisations: they say which tenant a request may enter, so they are read before there is one.
    "accounts.User": "a person belongs to no organisation",
    "accounts.User_groups": "staff rights, by Django",
    "accounts.User_user_permissions": "staff rights, by Django",
    "accounts.Organisation": "the tenant itself",
    "accounts.Membership": "decides which tenant a request may enter",
    "accounts.Guest": "decides which tenant a request may enter, as Membership does for who is no member",
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
    "notifications.InboxReset": "when lines of a person's inbox went for good",
    "notifications.Mail": "development's outgoing mail; a person's, not an organisation's",
    "notifications.Fact": "a fact for many, spread by tasks that work for all organisations; nobody's data",
    "notifications.Message": "one fact for one person, across organisations: read for its person, by its tasks, by staff",
    "notifications.Delivery": "a message on one channel, by its person's tasks",
    "notifications.Attempt": "one time a delivery or a mail went out",
    "notifications.Personal": "a person's quiet hours, across organisations",
    "notifications.Choice": "what a person chose, across organisations",
    "notifications.ChoiceChange": "the proof of what a person chose",
    "notifications.Address": "where a person is reached",
    "notifications.NumberCode": "codes by which a person proves a number",
    "notifications.ProviderCallback": "what providers told, before it is known whose message it is about",
    "notifications.ProviderTrouble": "when a provider failed more than it usually does; nobody's data",
    "notifications.Replay": "what staff send once more, over all organisations: filters and counts, nobody's data",
    "notifications.TemplateVersion": "the words of notifications, the same for everybody, written by staff",
    "notifications.Announcement": "what staff wrote to people of all organisations: the platform's own",
    "notifications.ConsentAsk": "that a person was asked for consent, once",
    "notifications.Escalation": "what goes on until somebody has taken it: a sweep finds the next step across organisations",
    "notifications.EscalationStep": "whom of its people it told",
    "notifications.WhatsAppTemplate": "templates that WhatsApp approved for the platform",
    "notifications.WhatsAppWindow": "fingerprints of numbers that wrote to us within a day",
    "notifications.Suppression": "fingerprints of addresses that take nothing, whoever had them",
    # The price list's side of billing: sums and prices, no customer.
    "billing.PriceMove": "which price version moves to which: the platform's",
    "billing.Campaign": "how overdue payments are chased: the platform's",
    "billing.CampaignStep": "how overdue payments are chased: the platform's",
    "billing.Voucher": "codes anybody may type: the platform's",
    "billing.RevenueDay": "a sum over all customers by day",
    # What we sell, and what the law or the bank tells the operator: the platform's own.
    "billing.Plan": "the catalogue: the same for everybody, shown to visitors",
    "billing.PlanValue": "the catalogue: what plans give",
    "billing.Price": "the catalogue: what plans cost, by version",
    "billing.Coupon": "the catalogue: codes of the operator's campaigns",
    "billing.Coupon_plans": "the catalogue: what a coupon is good for",
    "billing.PaymentRoute": "says which organisation a gateway's message is for, before there is a tenant",
    "billing.BankStatement": "the operator's own bank account",
    "billing.BankLine": "the operator's own bank account; customers are found by reference",
    "billing.BillingEntity": "who sells: the operator's own legal persons",
    "billing.VendorPeriod": "when the operator was registered for VAT",
    "billing.NumberSeries": "how far the operator's numbers have come, over all customers",
    "billing.VatRow": "the operator's VAT return, kept after a customer is gone; the customer by a former public id",
    "billing.RetainedDocument": "what was issued to organisations that were erased; the law makes us keep it",
    "billing.Account": "the operator's books",
    "billing.JournalEntry": "the operator's books: amounts; a customer by public id, nothing of a person",
    "billing.JournalLine": "the operator's books",
    "billing.MonthEndPack": "the operator's books of a period, as a file for its bookkeeper",
    "billing.BookClosing": "the operator's books",
    "billing.GatewayErasure": "what a gateway still has to forget of an organisation that is erased here already",
    "billing.RetainedPayment": "amounts and dates the law makes us keep after an organisation is erased; no person in it",
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
_OUR_REFERENCE = (
    "our reference is unique over all: gateways and bank statements name it without an organisation"
)
_CATALOGUE = "who is on a price or coupon: the catalogue is kept from losing what is in use"
GLOBAL_INDEXES: dict[str, str] = {
    "billing_charge_reference_key": _OUR_REFERENCE,
    "billing_charge_reference_2a715aba_like": _OUR_REFERENCE,
    "billing_payment_reference_key": _OUR_REFERENCE,
    "billing_payment_reference_8931e90f_like": _OUR_REFERENCE,
    "billing_cardsetup_reference_key": _OUR_REFERENCE,
    "billing_cardsetup_reference_2bcb54b0_like": _OUR_REFERENCE,
    "billing_payment_gateway_id": "a gateway's number of a payment is unique in the gateway, whosever it is",
    "billing_method_token": "a gateway's message names a kept card by its token alone",
    "billing_message_once": "the same message counts once, before it is known whose it is",
    "billing_message_newest": "staff see messages of all organisations, newest first",
    "billing_message_waiting": "the sweep finds messages to be handled across organisations",
    "billing_document_number": "a number is unique in its entity's series, over all customers",
    "billing_document_sequence": "as billing_document_number: no gap and no double over all customers",
    "billing_delivery_to_do": "the sweep finds documents to be rendered and mailed across organisations",
    "billing_waiting_open": "the sweep and staff find what waits across organisations",
    "billing_charge_to_try": "the sweep finds what is due across organisations",
    "billing_payment_to_ask": "the sweep finds payments to ask for across organisations",
    "billing_setup_to_work": "the sweep finds cards to be kept whose gateway is to be asked across organisations",
    "billing_method_to_forget": "the sweep finds removed cards that gateways are to forget across organisations",
    "billing_subscription_wishing": "the sweep finds plans whose gateway is to be told something across organisations",
    "billing_payment_payer": "the sweep finds payers to be forgotten across organisations",
    "billing_subscription_due": "the sweep finds subscriptions with a step due across organisations",
    "billing_pot_to_expire": "the sweep finds pots whose units lapse across organisations",
    "billing_topup_price_id_4fdcffd7": _CATALOGUE,
    "billing_subscription_price_id_1451b4a3": _CATALOGUE,
    "billing_subscription_next_price_id_2a79f3e3": _CATALOGUE,
    "billing_subscriptionextra_price_id_6c6bbb9b": _CATALOGUE,
    "billing_couponredemption_coupon_id_efb045fa": _CATALOGUE,
    "billing_sale_to_drop": "the sweep finds orders that were not paid in time across organisations",
    "billing_salepayment_to_ask": "the sweep finds orders' payments to ask for across organisations",
    "billing_salerefund_to_send": "the sweep finds what goes back to buyers across organisations",
    "billing_salemessage_waiting": "the sweep finds messages to be understood across organisations",
    "billing_salemessage_to_empty": "the sweep finds old messages to be emptied across organisations",
    "courses_version_to_go_live": "the sweep finds versions whose hour has come across organisations",
    "courses_class_to_work": "the sweep finds classes to remind of, to settle and to follow up across organisations",
    "team_announcement_running": "the sweep finds announcements to be started or closed across organisations",
    "core_searchchange_at": "lag and sweep find what waits to be indexed across organisations",
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
