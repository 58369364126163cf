"""The site's pages: event streams, a plain page, actions of the tests, and pages that use GRIP by themselves."""
import django_eventstream
from django.http import HttpResponse
from django.urls import include, path

from . import actions, chat_pages, grip_pages

urlpatterns = [
    path("events/", include(django_eventstream.urls), {"channels": ["test"]}),
    path("two/events/", include(django_eventstream.urls), {"channels": ["test", "other"]}),
    path("asked/events/", include(django_eventstream.urls)),
    path("rooms/<room>/events/", include(django_eventstream.urls), {"format-channels": ["room-{room}"]}),
    path("", lambda request: HttpResponse("a Django site\n", content_type="text/plain")),
    path("actions/send", actions.send),
    path("actions/lose", actions.lose),
    path("actions/forbid", actions.forbid),
    path("log/poll", grip_pages.log_poll),
    path("log/stream", grip_pages.log_stream),
    path("log/append", grip_pages.log_append),
    path("instruct/poll", grip_pages.instruct_poll),
    path("instruct/stream", grip_pages.instruct_stream),
    path("state/poll", grip_pages.state),
    path("state/now", grip_pages.state_stream),
    path("state/set", grip_pages.state_set),
    path("state/hint", grip_pages.state_hint),
    path("document/", grip_pages.document),
    path("document/patch", grip_pages.document_patch),
    path("presence/<name>/stream", grip_pages.presence),
    path("presence/<name>/gone", grip_pages.presence_gone),
    path("presence/", grip_pages.presence_left),
    path("book/<int:page>/", grip_pages.book),
    path("filtered/<kind>/<user>", grip_pages.filtered),
    path("filters/http-check/", grip_pages.http_check),
    path("filters/http-modify/", grip_pages.http_modify),
    path("mail", grip_pages.mail),
    path("chat/<room>", chat_pages.chat),
    path("chat/<room>/say", chat_pages.say),
    path("chat/<room>/shut", chat_pages.shut),
    path("seen", chat_pages.seen),
]
