"""The WebSocket process: `/ws/` only; pages and API are served by synthai.wsgi."""

import os
import sys

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "synthai.settings.base")
django_application = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402  (apps must be loaded first)
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402

from synthai import routing  # noqa: E402
from synthai.core.socket_sign_in import SignedIn, more_files  # noqa: E402

more_files()
# The loop lets go of the interpreter at each send; a thread that computes would keep it for 5 ms each time.
sys.setswitchinterval(0.0005)

application = ProtocolTypeRouter(
    {
        "http": django_application,
        "websocket": AllowedHostsOriginValidator(SignedIn(URLRouter(routing.websocket_urlpatterns))),
    }
)
