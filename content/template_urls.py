"""Pages of templates and clauses, under /o/<organisation>/documents/."""

from django.urls import path

from content.views import clauses, template_languages, template_parts, templates

_TEMPLATE = "templates/<slug:template>"
_BLOCK = f"{_TEMPLATE}/blocks/<slug:block>"
_FIELD = f"{_TEMPLATE}/questions/<str:key>"
_LANGUAGE = f"{_TEMPLATE}/languages/<slug:language>"
_CLAUSE = "clauses/<slug:clause>"

urlpatterns = [
    path("templates/", templates.template_list, name="template-list"),
    path("templates/new/", templates.template_new, name="template-new"),
    path(f"{_TEMPLATE}/", template_parts.template, name="template"),
    path(f"{_TEMPLATE}/settings/", templates.template_settings, name="template-settings"),
    path(f"{_TEMPLATE}/languages/", template_languages.languages, name="template-languages"),
    path(f"{_LANGUAGE}/", template_languages.language, name="template-language"),
    path(f"{_LANGUAGE}/tidy/", template_languages.language_tidy, name="template-language-tidy"),
    path(f"{_LANGUAGE}/remove/", template_languages.language_remove, name="template-language-remove"),
    path(f"{_TEMPLATE}/versions/", templates.template_versions, name="template-versions"),
    path(
        f"{_TEMPLATE}/versions/<int:number>/begin-again/",
        templates.template_begin_again,
        name="template-begin-again",
    ),
    path(f"{_TEMPLATE}/publish/", templates.template_publish, name="template-publish"),
    path(f"{_TEMPLATE}/put-away/", templates.template_put_away, name="template-put-away"),
    path(f"{_TEMPLATE}/bring-back/", templates.template_bring_back, name="template-bring-back"),
    path(f"{_TEMPLATE}/undo/", templates.template_undo, name="template-undo"),
    path(f"{_TEMPLATE}/blocks/", template_parts.block_add, name="template-block-add"),
    path(f"{_BLOCK}/", template_parts.block, name="template-block"),
    path(f"{_BLOCK}/preview/", template_parts.block_preview, name="template-block-preview"),
    path(f"{_BLOCK}/move/", template_parts.block_move, name="template-block-move"),
    path(f"{_BLOCK}/remove/", template_parts.block_remove, name="template-block-remove"),
    path(f"{_TEMPLATE}/questions/", template_parts.fields, name="template-fields"),
    path(f"{_TEMPLATE}/questions/new/", template_parts.field_new, name="template-field-new"),
    path(f"{_FIELD}/", template_parts.field, name="template-field"),
    path(f"{_FIELD}/move/", template_parts.field_move, name="template-field-move"),
    path(f"{_FIELD}/remove/", template_parts.field_remove, name="template-field-remove"),
    path("clauses/", clauses.clause_list, name="clause-list"),
    path("clauses/new/", clauses.clause_new, name="clause-new"),
    path(f"{_CLAUSE}/", clauses.clause, name="clause"),
    path(f"{_CLAUSE}/approve/", clauses.clause_approve, name="clause-approve"),
    path(f"{_CLAUSE}/put-away/", clauses.clause_put_away, name="clause-put-away"),
    path(f"{_CLAUSE}/bring-back/", clauses.clause_bring_back, name="clause-bring-back"),
]
