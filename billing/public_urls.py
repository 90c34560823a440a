"""Pages that need no sign-in: the price list, and links to pay one charge."""

from django.urls import path

from billing.views import links, proofs, public

app_name = "billing-public"
urlpatterns = [
    path("plans/", public.plans, name="plans"),
    path("plans/yearly/", public.plans, {"interval": "year"}, name="plans-yearly"),
    path("plans/choose/<slug:plan>/<slug:interval>/", public.choose, name="choose"),
    path("pay/<slug:token>/", links.pay, name="pay"),
    path("pay/<slug:token>/back/", links.back, name="pay-back"),
    path("pay/<slug:token>/proof/", proofs.attach_by_link, name="pay-proof"),
]
