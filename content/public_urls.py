"""Pages for people outside: a shared document, a document to sign, and whether a sealed file is ours. They are mailed, so they never change."""

from django.urls import path

from content.views import checking, outside_reading, outside_signing

app_name = "content-public"
urlpatterns = [
    path("d/<slug:owner>/<slug:token>/", outside_reading.shared, name="shared"),
    path("d/<slug:owner>/<slug:token>/code/", outside_reading.code, name="shared-code"),
    path("d/<slug:owner>/<slug:token>/confirm/", outside_reading.confirm, name="shared-confirm"),
    path("d/<slug:owner>/<slug:token>/page/<int:number>/", outside_reading.picture, name="shared-page"),
    path("d/<slug:owner>/<slug:token>/file/", outside_reading.file, name="shared-file"),
    path("d/<slug:owner>/<slug:token>/logo/", outside_reading.logo, name="shared-logo"),
    path("sign/<slug:owner>/<slug:token>/", outside_signing.sign, name="sign"),
    path("sign/<slug:owner>/<slug:token>/code/", outside_signing.code, name="sign-code"),
    path("sign/<slug:owner>/<slug:token>/confirm/", outside_signing.confirm, name="sign-confirm"),
    path("sign/<slug:owner>/<slug:token>/page/<int:number>/", outside_signing.picture, name="sign-page"),
    path("sign/<slug:owner>/<slug:token>/file/", outside_signing.file, name="sign-file"),
    path("sign/<slug:owner>/<slug:token>/logo/", outside_signing.logo, name="sign-logo"),
    path("sign/<slug:owner>/<slug:token>/decline/", outside_signing.decline, name="sign-decline"),
    path("sign/<slug:owner>/<slug:token>/pass-on/", outside_signing.pass_on, name="sign-pass-on"),
    path("documents/check/", checking.check, name="check"),
    path("documents/check/<slug:owner>/<slug:request_id>/", checking.check, name="check-one"),
]
