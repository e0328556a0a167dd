"""The pages of one zone, for a WSGI server. DJANGO_SETTINGS_MODULE says which zone."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
