"""API addresses of plans and payments, under /api/v1/o/<organisation>/billing/."""

from django.urls import path

from billing.api import (
    cards,
    chasing,
    checks,
    coupons,
    documents,
    payments,
    plans,
    statements,
    subscriptions,
    usage,
    wallet,
)

urlpatterns = [
    path("plans/", plans.PlansView.as_view(), name="billing-plans"),
    path("coupon/", plans.CouponView.as_view(), name="billing-coupon"),
    path("subscription/", subscriptions.SubscriptionView.as_view(), name="billing-subscription"),
    path("subscription/coupon/", coupons.RunningCouponView.as_view(), name="billing-running-coupon"),
    path("subscription/coupon/preview/", coupons.CouponPreviewView.as_view(), name="billing-coupon-preview"),
    path("subscription/trial/", subscriptions.TrialView.as_view(), name="billing-trial"),
    path("subscription/start/", subscriptions.StartView.as_view(), name="billing-start"),
    path("subscription/preview/", subscriptions.PreviewView.as_view(), name="billing-preview"),
    path("subscription/change/", subscriptions.ChangeView.as_view(), name="billing-change"),
    path("subscription/forget/", subscriptions.ForgetView.as_view(), name="billing-forget"),
    path("subscription/pause/", subscriptions.PauseView.as_view(), name="billing-pause"),
    path("subscription/resume/", subscriptions.ResumeView.as_view(), name="billing-resume"),
    path("subscription/cancel/", subscriptions.CancelView.as_view(), name="billing-cancel"),
    path("subscription/keep/", subscriptions.KeepView.as_view(), name="billing-keep"),
    path("subscription/promise/", chasing.PromiseView.as_view(), name="billing-promise"),
    path("subscription/objection/", chasing.ObjectionView.as_view(), name="billing-objection"),
    path("credit/", payments.CreditView.as_view(), name="billing-credit"),
    path("charges/", payments.ChargesView.as_view(), name="billing-charges"),
    path("charges/<slug:public_id>/", payments.ChargeView.as_view(), name="billing-charge"),
    path(
        "charges/<slug:public_id>/call-off/", payments.CallOffView.as_view(), name="billing-charge-call-off"
    ),
    path("documents/", documents.DocumentsView.as_view(), name="billing-documents"),
    path("documents/waiting/", documents.WaitingView.as_view(), name="billing-documents-waiting"),
    path("documents/<slug:public_id>/", documents.DocumentView.as_view(), name="billing-document"),
    path(
        "documents/<slug:public_id>/pdf/", documents.DocumentFileView.as_view(), name="billing-document-pdf"
    ),
    path(
        "documents/<slug:public_id>/correct/",
        documents.DocumentCorrectView.as_view(),
        name="billing-document-correct",
    ),
    path("statement/", statements.StatementView.as_view(), name="billing-statement"),
    path("statement/pdf/", statements.StatementFileView.as_view(), name="billing-statement-pdf"),
    path("checks/", checks.ChecksView.as_view(), name="billing-checks"),
    path("checks/verdict/", checks.CheckView.as_view(), name="billing-check"),
    path("checks/file/", checks.CheckFileView.as_view(), name="billing-check-file"),
    path("checks/<slug:public_id>/", checks.CheckedView.as_view(), name="billing-checked"),
    path("details/", documents.DetailsView.as_view(), name="billing-details"),
    path("payment-ways/", payments.WaysView.as_view(), name="billing-ways"),
    path("payments/", payments.PaymentsView.as_view(), name="billing-payments"),
    path("payments/<slug:public_id>/", payments.PaymentView.as_view(), name="billing-payment"),
    path("payments/<slug:public_id>/proof/", payments.ProofView.as_view(), name="billing-payment-proof"),
    path("methods/", cards.MethodsView.as_view(), name="billing-methods"),
    path("methods/adding/<slug:public_id>/", cards.CardSetupView.as_view(), name="billing-card-setup"),
    path("methods/at/<slug:gateway>/", cards.OwnPagesView.as_view(), name="billing-own-pages"),
    path("methods/<slug:public_id>/", cards.MethodView.as_view(), name="billing-method"),
    path("methods/<slug:public_id>/choose/", cards.MethodChooseView.as_view(), name="billing-method-choose"),
    path(
        "methods/<slug:public_id>/restore/", cards.MethodRestoreView.as_view(), name="billing-method-restore"
    ),
    path("prepaid/", wallet.WalletView.as_view(), name="billing-wallet"),
    path("prepaid/moves/", wallet.MovesView.as_view(), name="billing-wallet-moves"),
    path("prepaid/buy/", wallet.BuyView.as_view(), name="billing-wallet-buy"),
    path("prepaid/voucher/", wallet.VoucherView.as_view(), name="billing-wallet-voucher"),
    path("prepaid/top-up/", wallet.TopUpView.as_view(), name="billing-wallet-top-up"),
    path("prepaid/top-up/<str:feature>/", wallet.TopUpOneView.as_view(), name="billing-wallet-top-up-one"),
    path("usage/", usage.UsageView.as_view(), name="billing-usage"),
    path("usage/caps/<str:feature>/", usage.CapView.as_view(), name="billing-usage-cap"),
]
