"""The WSGI entry point, served by granian."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.production")

# Sets Django up, which has to be done before anything of the platform is imported.
get_wsgi_application()

from rustok.api.wsgi import application as build  # noqa: E402

application = build()
