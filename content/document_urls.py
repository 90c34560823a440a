"""Pages of documents: the list, questions, the paper, versions, approval, files."""

from django.urls import path

from content.views import approvals, documents, files, questions, sections, versions

_DOCUMENT = "<slug:document>"
_SECTION = f"{_DOCUMENT}/sections/<slug:section>"
_VERSIONS = f"{_DOCUMENT}/versions"

urlpatterns = [
    path("", documents.document_list, name="document-list"),
    path("new/", documents.document_new, name="document-new"),
    path("settings/", approvals.settings, name="settings"),
    path(f"{_DOCUMENT}/", documents.document, name="document"),
    path(f"{_DOCUMENT}/questions/", questions.questions, name="questions"),
    path(f"{_DOCUMENT}/questions/<int:number>/", questions.step, name="question-step"),
    path(f"{_DOCUMENT}/name/", documents.rename, name="document-rename"),
    path(f"{_DOCUMENT}/confidential/", documents.confidential, name="document-confidential"),
    path(f"{_DOCUMENT}/confirm/", documents.confirm, name="document-confirm"),
    path(f"{_DOCUMENT}/put-away/", documents.put_away, name="document-put-away"),
    path(f"{_DOCUMENT}/bring-back/", documents.bring_back, name="document-bring-back"),
    path(f"{_DOCUMENT}/copy/", documents.copy, name="document-copy"),
    path(f"{_DOCUMENT}/refresh/", documents.refresh, name="document-refresh"),
    path(f"{_DOCUMENT}/upgrade/", documents.upgrade, name="document-upgrade"),
    path(f"{_SECTION}/", sections.section, name="section"),
    path(f"{_SECTION}/reset/", sections.section_reset, name="section-reset"),
    path(f"{_DOCUMENT}/facts/<str:key>/", sections.fact, name="fact"),
    path(f"{_VERSIONS}/", versions.versions, name="versions"),
    path(f"{_VERSIONS}/compare/", versions.compare, name="compare"),
    path(f"{_VERSIONS}/<int:number>/", versions.version, name="version"),
    path(f"{_VERSIONS}/<int:number>/restore/", versions.version_restore, name="version-restore"),
    path(f"{_VERSIONS}/<int:number>/document.pdf", files.version_pdf, name="version-pdf"),
    path(f"{_DOCUMENT}/document.pdf", files.document_pdf, name="document-pdf"),
    path(f"{_DOCUMENT}/document.docx", files.document_docx, name="document-docx"),
    path(f"{_DOCUMENT}/sources.csv", files.document_sources, name="document-sources"),
    path(f"{_DOCUMENT}/approval/ask/", approvals.approval_ask, name="approval-ask"),
    path(f"{_DOCUMENT}/approval/give/", approvals.approval_give, name="approval-give"),
    path(f"{_DOCUMENT}/approval/refuse/", approvals.approval_refuse, name="approval-refuse"),
    path(f"{_DOCUMENT}/approval/take-back/", approvals.approval_withdraw, name="approval-withdraw"),
]
