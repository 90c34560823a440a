"""Pages of machine writing."""

from django.urls import path

from content.views import machine_writing, writing

urlpatterns = [
    path("machine-writing/", machine_writing.overview, name="ai"),
    path("machine-writing/switch/", machine_writing.switch, name="ai-switch"),
    path("machine-writing/cap/", machine_writing.cap, name="ai-cap"),
    path("machine-writing/calls/", machine_writing.call_list, name="ai-calls"),
    path("machine-writing/calls/export/", machine_writing.export, name="ai-export"),
    path("machine-writing/calls/<slug:public_id>/", machine_writing.call_detail, name="ai-call"),
    path("runs/<slug:public_id>/", writing.run, name="run"),
    path("runs/<slug:public_id>/banner/", writing.run_banner, name="run-banner"),
    path("runs/<slug:public_id>/cancel/", writing.run_cancel, name="run-cancel"),
    path("runs/<slug:public_id>/put-back/", writing.run_put_back, name="run-put-back"),
    path("<slug:document>/write/", writing.write, name="write"),
]
