"""Pages under /o/<organisation>/billing/."""

from django.urls import path

from billing.views import chasing, choosing, coupon, documents, life, overview, paying, proofs, usage, wallet

app_name = "billing"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("plans/", choosing.plans, name="plans"),
    path("change/", choosing.change, name="change"),
    path("change/forget/", choosing.forget_planned, name="change-forget"),
    path("coupon/", coupon.coupon, name="coupon"),
    path("coupon/remove/", coupon.remove, name="coupon-remove"),
    path("trial/", choosing.trial, name="trial"),
    path("cancel/", life.cancel, name="cancel"),
    path("keep/", life.keep, name="keep"),
    path("pause/", life.pause, name="pause"),
    path("resume/", life.resume, name="resume"),
    path("prepaid/", wallet.wallet, name="wallet"),
    path("prepaid/buy/", wallet.buy, name="wallet-buy"),
    path("prepaid/voucher/", wallet.voucher, name="wallet-voucher"),
    path("prepaid/top-up/", wallet.top_up, name="wallet-top-up"),
    path("prepaid/top-up/<str:feature>/remove/", wallet.top_up_remove, name="wallet-top-up-remove"),
    path("promise/", chasing.promise, name="promise"),
    path("objection/", chasing.objection, name="objection"),
    path("charges/", overview.history, name="history"),
    path("charges/<slug:public_id>/", overview.charge, name="charge"),
    path("charges/<slug:public_id>/pay/", paying.pay, name="pay"),
    path("charges/<slug:public_id>/call-off/", overview.charge_call_off, name="charge-call-off"),
    path("charges/<slug:public_id>/link/", overview.pay_link, name="pay-link"),
    path("payments/<slug:public_id>/", paying.payment, name="payment"),
    path("payments/<slug:public_id>/proof/", proofs.attach, name="payment-proof"),
    path("methods/", overview.method_list, name="methods"),
    path("methods/<slug:public_id>/choose/", overview.method_choose, name="method-choose"),
    path("methods/<slug:public_id>/remove/", overview.method_remove, name="method-remove"),
    path("invoices/", documents.invoices, name="invoices"),
    path("invoices/<slug:public_id>/", documents.invoice, name="invoice"),
    path("invoices/<slug:public_id>/pdf/", documents.pdf, name="invoice-pdf"),
    path("invoices/<slug:public_id>/ubl/", documents.xml, name="invoice-xml"),
    path("invoices/<slug:public_id>/correct/", documents.correct, name="invoice-correct"),
    path("details/", overview.details, name="details"),
    path("usage/", usage.usage, name="usage"),
    path("usage/caps/<str:feature>/", usage.set_cap, name="usage-cap"),
]
