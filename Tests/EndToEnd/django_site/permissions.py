"""Who may read which channel: everybody every channel, except who was banned from it."""
from django.contrib.auth.middleware import RemoteUserMiddleware
from django.contrib.auth.models import Group
from django_eventstream.channelmanager import DefaultChannelManager


class ChannelManager(DefaultChannelManager):
    def can_read_channel(self, user, channel):
        return user is None or not user.groups.filter(name=_group(channel)).exists()


def ban(user, channel):
    user.groups.add(Group.objects.get_or_create(name=_group(channel))[0])


def _group(channel):
    return f"banned from {channel}"


class NamedUserMiddleware(RemoteUserMiddleware):
    """Believes the header `X-User`, as behind a gateway that signs users in; a new name is a new user."""

    header = "HTTP_X_USER"
