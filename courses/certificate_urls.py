"""Pages of certificates under /o/<organisation>/courses/."""

from django.urls import path

from courses.views import certificates

urlpatterns = [
    path("certificates/", certificates.certificate_list, name="certificate-list"),
    path("certificates/people/", certificates.certificate_people, name="certificate-people"),
    path(
        "certificates/<slug:number>/certificate.pdf", certificates.certificate_file, name="certificate-file"
    ),
    path("certificates/<slug:number>/renew/", certificates.certificate_renew, name="certificate-renew"),
    path("certificates/<slug:number>/revoke/", certificates.certificate_revoke, name="certificate-revoke"),
    path("<slug:course>/certificate/", certificates.certificate_terms, name="certificate-terms"),
]
