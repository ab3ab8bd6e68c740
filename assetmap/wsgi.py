"""The application for any WSGI server: `gunicorn assetmap.wsgi:app`."""

from assetmap.app import create_app
from assetmap.config import Settings

app = create_app(Settings.from_environment())
