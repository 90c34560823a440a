"""Pages and API, served under WSGI (docs/decisions/0001)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "synthai.settings.base")
application = get_wsgi_application()
