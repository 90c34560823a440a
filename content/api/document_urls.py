"""API addresses of documents, their versions and approval."""

from django.urls import path

from content.api import documents, renewal, versions

_DOCUMENT = "<slug:document>"

urlpatterns = [
    path("", documents.DocumentsView.as_view(), name="documents"),
    path("templates/", documents.TemplatesView.as_view(), name="documents-templates"),
    path("settings/", renewal.SettingsView.as_view(), name="documents-settings"),
    path(f"{_DOCUMENT}/return/", renewal.ReturnView.as_view(), name="documents-return"),
    path(f"{_DOCUMENT}/renewal/", renewal.RenewalView.as_view(), name="documents-renewal"),
    path(f"{_DOCUMENT}/upgrade/", renewal.UpgradeView.as_view(), name="documents-upgrade"),
    path(f"{_DOCUMENT}/", documents.DocumentView.as_view(), name="documents-document"),
    path(f"{_DOCUMENT}/answers/", documents.AnswersView.as_view(), name="documents-answers"),
    path(f"{_DOCUMENT}/sections/<slug:section>/", documents.SectionView.as_view(), name="documents-section"),
    path(f"{_DOCUMENT}/confirmation/", documents.ConfirmView.as_view(), name="documents-confirm"),
    path(
        f"{_DOCUMENT}/confidentiality/",
        documents.ConfidentialityView.as_view(),
        name="documents-confidentiality",
    ),
    path(f"{_DOCUMENT}/copies/", documents.CopyView.as_view(), name="documents-copy"),
    path(f"{_DOCUMENT}/document.pdf", documents.PdfView.as_view(), name="documents-pdf"),
    path(f"{_DOCUMENT}/document.docx", documents.WordView.as_view(), name="documents-docx"),
    path(f"{_DOCUMENT}/versions/", versions.VersionsView.as_view(), name="documents-versions"),
    path(f"{_DOCUMENT}/versions/compare/", versions.CompareView.as_view(), name="documents-compare"),
    path(
        f"{_DOCUMENT}/versions/<int:number>/restore/",
        versions.RestoreView.as_view(),
        name="documents-restore",
    ),
    path(f"{_DOCUMENT}/approval/", versions.ApprovalView.as_view(), name="documents-approval"),
    path(f"{_DOCUMENT}/approval/approve/", versions.ApproveView.as_view(), name="documents-approve"),
    path(f"{_DOCUMENT}/approval/send-back/", versions.SendBackView.as_view(), name="documents-send-back"),
]
