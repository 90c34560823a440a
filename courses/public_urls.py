"""Addresses that are printed on certificates and signed into credentials. They never change."""

from django.urls import path

from courses.views import checking

app_name = "certificates"
urlpatterns = [
    path("verify/<slug:owner>/<slug:number>/", checking.certificate, name="certificate"),
    path("verify/<slug:owner>/<slug:number>/credential/", checking.credential, name="credential"),
    path("verify/<slug:owner>/<slug:number>/check/", checking.check, name="check"),
    path("badges/<slug:owner>/", checking.issuer, name="issuer"),
    path("badges/<slug:owner>/keys/", checking.key_set, name="keys"),
    path("badges/<slug:owner>/keys/<slug:key>/", checking.key, name="key"),
    path("badges/<slug:owner>/revoked/", checking.revoked, name="revoked"),
]
