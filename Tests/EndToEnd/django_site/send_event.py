"""Sends one event from a process of its own, so that only the proxy can carry it to the listeners.

Usage: python -m django_site.send_event CHANNEL TYPE JSON
"""
import json
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "django_site.settings"
django.setup()

from django_eventstream import send_event  # noqa: E402  (needs the settings)

channel, event_type, data = sys.argv[1:]
send_event(channel, event_type, json.loads(data), async_publish=False)
