"""API addresses of sharing, signing and dates."""

from django.urls import path

from content.api import returns, sending

_DOCUMENT = "<slug:document>"
_SIGNING = f"{_DOCUMENT}/signings/<slug:signing>"

urlpatterns = [
    path("dates/", sending.DatesView.as_view(), name="documents-dates"),
    path("dates/<slug:obligation>/", sending.DateView.as_view(), name="documents-date"),
    path(f"{_DOCUMENT}/dates/", sending.DocumentDatesView.as_view(), name="documents-document-dates"),
    path(f"{_DOCUMENT}/links/", sending.LinksView.as_view(), name="documents-links"),
    path(f"{_DOCUMENT}/links/<slug:link>/", sending.LinkView.as_view(), name="documents-link"),
    path(
        f"{_DOCUMENT}/links/<slug:link>/return/",
        returns.LinkReturnView.as_view(),
        name="documents-link-return",
    ),
    path(f"{_DOCUMENT}/signings/", sending.SigningsView.as_view(), name="documents-signings"),
    path(f"{_SIGNING}/", sending.SigningView.as_view(), name="documents-signing"),
    path(f"{_SIGNING}/file.pdf", sending.SealedFileView.as_view(), name="documents-signing-file"),
    path(f"{_SIGNING}/withdrawal/", sending.WithdrawalView.as_view(), name="documents-signing-withdrawal"),
    path(
        f"{_SIGNING}/signers/<slug:signer>/reminder/",
        sending.ReminderView.as_view(),
        name="documents-signer-reminder",
    ),
]
