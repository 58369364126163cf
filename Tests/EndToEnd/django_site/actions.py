"""What happens on the site: each action is a POST with a JSON object of arguments."""
import functools
import json

from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django_eventstream import channel_permission_changed, send_event
from django_eventstream.utils import get_storage

from .permissions import ban


def action(function):
    @functools.wraps(function)
    def view(request):
        function(**json.loads(request.body))
        return HttpResponse("done\n", content_type="text/plain")

    return view


@action
def send(channel, event_type, data, skipping=()):
    """Send an event for each of `data`."""
    skipped = [str(user(name).pk) for name in skipping]
    for each in data:
        send_event(channel, event_type, each, skip_user_ids=skipped, async_publish=False)


@action
def lose(channel, event_type, data):
    """Store an event as `send_event` does it, but never publish it."""
    get_storage().append_event(channel, event_type, json.dumps(data))


@action
def forbid(name, channel):
    """Take away a user's permission to read a channel, and tell the streams that are open."""
    ban(user(name), channel)
    channel_permission_changed(user(name), channel)


def user(name):
    return get_user_model().objects.get(username=name)
