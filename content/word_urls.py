"""Pages of Word templates."""

from django.urls import path

from content.views import word_templates

_TEMPLATE = "word-templates/<slug:template>"

urlpatterns = [
    path("word-templates/", word_templates.word_template_list, name="word-templates"),
    path("word-templates/new/", word_templates.word_template_new, name="word-template-new"),
    path(f"{_TEMPLATE}/", word_templates.word_template, name="word-template"),
    path(f"{_TEMPLATE}/file/", word_templates.word_template_replace, name="word-template-replace"),
    path(f"{_TEMPLATE}/template.docx", word_templates.word_template_file, name="word-template-file"),
    path(f"{_TEMPLATE}/put-away/", word_templates.word_template_put_away, name="word-template-put-away"),
    path(
        f"{_TEMPLATE}/bring-back/", word_templates.word_template_bring_back, name="word-template-bring-back"
    ),
]
