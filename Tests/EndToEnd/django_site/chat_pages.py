"""WebSocket pages with what django-grip offers for WebSocket-over-HTTP; state is in memory."""
import json

from django.http import HttpResponse, JsonResponse
from django_grip import publish, websocket_only
from gripcontrol import WebSocketMessageFormat


class Seen:
    """What the page was told: closes by their codes, losses, and the requests' events."""

    closes = []
    losses = []
    events = []


@websocket_only
def chat(request, room):
    """A room: what is said is echoed to who says it, and some words do something."""
    context = request.wscontext
    Seen.events.append([event.type for event in context.in_events])
    if context.is_opening():
        if room == "forbidden":
            return HttpResponse("members only\n", status=403, content_type="text/plain")
        context.accept()
        context.meta["room"] = room
        context.subscribe(room)
        context.send(f"welcome to {room}")
    while context.can_recv() and not context.closed:
        try:
            message = context.recv()
        except OSError:
            Seen.losses.append(context.meta["room"])
            break
        answer(context, message)


def answer(context, message):
    if message is None:
        Seen.closes.append(context.close_code)
        context.close(context.close_code)
    elif isinstance(message, bytes):
        context.send_binary(message)
    elif message == "leave":
        context.unsubscribe(context.meta["room"])
        context.send("left")
    elif message == "detach":
        context.detach()
    elif message == "close":
        context.close()
    elif message == "close 4001":
        context.close(4001)
    elif message == "count":
        context.meta["count"] = str(int(context.meta.get("count", "0")) + 1)
        context.send(f"{context.meta['room']} {context.meta['count']}")
    elif message == "forget":
        del context.meta["count"]
        context.send("forgotten")
    else:
        context.send(f"you said {message}")


def say(request, room):
    """Publish messages to everybody in a room."""
    for message in json.loads(request.body)["messages"]:
        publish(room, WebSocketMessageFormat(message), blocking=True)
    return HttpResponse("said\n", content_type="text/plain")


def shut(request, room):
    """Close the connections of everybody in a room."""
    arguments = json.loads(request.body)
    publish(room, WebSocketMessageFormat(action="close", **arguments), blocking=True)
    return HttpResponse("shut\n", content_type="text/plain")


def seen(request):
    return JsonResponse({"closes": Seen.closes, "losses": Seen.losses, "events": Seen.events})
