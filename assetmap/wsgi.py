"""The application for any WSGI server: `gunicorn assetmap.wsgi:app`."""

import atexit

from assetmap.answers.apart import Apart
from assetmap.answers.keeper import Keeper
from assetmap.app import create_app
from assetmap.config import Settings

_settings = Settings.from_environment()
# Each process has makers of its own, because no two need to know of each other.
_keeper = Keeper(_settings).__enter__()
atexit.register(_keeper.__exit__, None, None, None)
app = create_app(_settings, answers=Apart(_keeper.folder, most_waiting=2))
