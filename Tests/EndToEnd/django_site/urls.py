"""The site's pages: one event stream, and one plain page."""
import django_eventstream
from django.http import HttpResponse
from django.urls import include, path

urlpatterns = [
    path("events/", include(django_eventstream.urls), {"channels": ["test"]}),
    path("rooms/<room>/events/", include(django_eventstream.urls), {"format-channels": ["room-{room}"]}),
    path("", lambda request: HttpResponse("a Django site\n", content_type="text/plain")),
]
