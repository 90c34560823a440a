"""Pages of sharing, signing and dates, under /o/<organisation>/documents/."""

from django.urls import path

from content.views import obligations, sending, signing

urlpatterns = [
    path("dates/", obligations.obligations, name="obligations"),
    path("dates/calendar/", obligations.calendar, name="obligations-calendar"),
    path("dates/<slug:obligation>/change/", obligations.change, name="obligation-change"),
    path("dates/<slug:obligation>/done/", obligations.done, name="obligation-done"),
    path("dates/<slug:obligation>/reopen/", obligations.reopen, name="obligation-reopen"),
    path("<slug:document>/dates/add/", obligations.add, name="obligation-add"),
    path("<slug:document>/sending/", sending.sending, name="sending"),
    path("<slug:document>/sending/share/", sending.share, name="share"),
    path("<slug:document>/sending/links/<slug:link>/", sending.link, name="link"),
    path("<slug:document>/sending/links/<slug:link>/close/", sending.close, name="link-close"),
    path("<slug:document>/sending/links/<slug:link>/open/", sending.open_again, name="link-open"),
    path("<slug:document>/sending/sign/", signing.begin, name="signing-begin"),
    path("<slug:document>/sending/signing/<slug:signing>/", signing.signing, name="signing"),
    path("<slug:document>/sending/signing/<slug:signing>/file/", signing.file, name="signing-file"),
    path(
        "<slug:document>/sending/signing/<slug:signing>/withdraw/", signing.withdraw, name="signing-withdraw"
    ),
    path("<slug:document>/sending/signing/<slug:signing>/seal/", signing.seal, name="signing-seal"),
    path(
        "<slug:document>/sending/signing/<slug:signing>/<slug:signer>/remind/",
        signing.remind,
        name="signer-remind",
    ),
]
