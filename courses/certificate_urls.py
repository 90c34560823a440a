"""Pages of certificates under /o/<organisation>/courses/."""

from django.urls import path

from courses.views import certificate_keeping, certificate_keys, certificates

urlpatterns = [
    path("certificates/", certificates.certificate_list, name="certificate-list"),
    path("certificates/people/", certificates.certificate_people, name="certificate-people"),
    path(
        "certificates/<slug:number>/certificate.pdf", certificates.certificate_file, name="certificate-file"
    ),
    path("certificates/<slug:number>/renew/", certificates.certificate_renew, name="certificate-renew"),
    path("certificates/<slug:number>/revoke/", certificates.certificate_revoke, name="certificate-revoke"),
    path("certificates/keys/", certificate_keys.key_list, name="key-list"),
    path("certificates/keys/new/", certificate_keys.key_turn, name="key-turn"),
    path("certificates/keys/<slug:key>/withdraw/", certificate_keys.key_withdraw, name="key-withdraw"),
    path("<slug:course>/certificate/", certificates.certificate_terms, name="certificate-terms"),
    path(
        "<slug:course>/certificate/preview.webp",
        certificate_keeping.certificate_preview,
        name="certificate-preview",
    ),
    path("<slug:course>/certificate/again/", certificate_keeping.certificate_again, name="certificate-again"),
]
