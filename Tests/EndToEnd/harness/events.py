"""Server-sent events, read with sseclient-py."""
import requests
import sseclient

from .waiting import PATIENCE


class EventStream:
    """One event stream; iterating over it yields its events as they come, and ends when the stream does."""

    def __init__(self, url, headers=None):
        headers = {"Accept": "text/event-stream", **(headers or {})}
        self.response = requests.get(url, stream=True, timeout=PATIENCE, headers=headers)
        self._events = sseclient.SSEClient(self.response).events()

    def __iter__(self):
        return self._events

    def __next__(self):
        return next(self._events)

    def read_until(self, event_type):
        """The events up to and including the first of this type."""
        found = []
        for event in self._events:
            found.append(event)
            if event.event == event_type:
                return found
        raise AssertionError(f"the stream ended before {event_type!r}: {[event.event for event in found]}")

    def close(self):
        self.response.close()
