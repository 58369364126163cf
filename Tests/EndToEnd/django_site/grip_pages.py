"""Pages that use GRIP by themselves, with what django-grip and gripcontrol offer for it; state is in memory."""
import json

from django.http import HttpResponse, JsonResponse
from django_grip import publish, set_hold_longpoll, set_hold_stream
from gripcontrol import Channel, HttpResponseFormat, HttpStreamFormat, Response
from gripcontrol import create_hold_response, create_hold_stream
from pubcontrol import Format

KEEP_ALIVE = "# still here\n"


def text(body):
    return HttpResponse(body, content_type="text/plain")


# MARK: A log of messages, by long-polling and as a stream


class Log:
    """Messages with the ids 1, 2, 3, …"""

    messages = []

    @classmethod
    def after(cls, last_id):
        return cls.messages[int(last_id) :]

    @classmethod
    def last_id(cls):
        return str(len(cls.messages))


def log_poll(request):
    """What came after the message `after`, as soon as there is something."""
    last_id = request.grip.last.get("log", request.GET["after"])
    new = Log.after(last_id)
    if not new:
        set_hold_longpoll(request, Channel("log", prev_id=last_id), timeout=50)
    return JsonResponse({"after": last_id, "messages": new})


def log_stream(request):
    """Every message from now on, and after an interruption those that were missed."""
    new = Log.after(request.grip.last.get("log", Log.last_id()))
    instruct = request.grip.start_instruct()
    instruct.set_hold_stream()
    instruct.set_keep_alive(KEEP_ALIVE, 20)
    instruct.add_channel(Channel("log", prev_id=Log.last_id()))
    instruct.set_next_link(request.path + "?again=yes", timeout=100)
    opening = "" if "again" in request.GET else "open\n"
    return text(opening + "".join(f"{message}\n" for message in new))


def log_append(request):
    """Append messages; with `publish` false nobody hears of them until later."""
    for message in json.loads(request.body)["messages"]:
        previous_id = Log.last_id()
        Log.messages.append(message)
        if "unpublished" not in request.GET:
            answer = HttpResponseFormat(body=json.dumps({"published": message}))
            formats = [answer, HttpStreamFormat(f"{message}\n")]
            publish("log", formats, id=Log.last_id(), prev_id=previous_id, blocking=True)
    return text("appended\n")


# MARK: The same with JSON instructions


def instruct(body):
    return HttpResponse(body, content_type="application/grip-instruct")


def instruct_poll(request):
    last_id = request.grip.last.get("log", request.GET["after"])
    if Log.after(last_id):
        return instruct(json.dumps({"response": {"code": 203, "body": "\n".join(Log.after(last_id))}}))
    nothing = Response(code=203, reason="Nothing Yet", headers={"X-Kind": "instruct"}, body=b"\xff\x00 nothing")
    return instruct(create_hold_response(Channel("log", prev_id=last_id), nothing, timeout=5))


def instruct_stream(request):
    response = Response(headers={"Content-Type": "text/event-stream", "X-Kind": "instruct"}, body=": größe\n\n")
    return instruct(create_hold_stream(["log", "other"], response))


# MARK: A state that is asked for again on a hint


class State:
    value = "old"


def state(request):
    if State.value == request.GET["known"]:
        set_hold_longpoll(request, "state")
    return text(State.value)


def state_stream(request):
    grip_instruct = request.grip.start_instruct()
    grip_instruct.set_hold_stream()
    grip_instruct.add_channel("state")
    grip_instruct.set_next_link("now?again=yes")
    return text(f"{State.value}\n")


def state_set(request):
    State.value = json.loads(request.body)["value"]
    return state_hint(request)


def state_hint(request):
    formats = [HttpResponseFormat(action="hint"), HttpStreamFormat(action="hint")]
    publish("state", formats, blocking=True)
    return text("hinted\n")


# MARK: A document whose changes are published as patches


class PatchFormat(Format):
    """The `body-patch` of `http-response`, which gripcontrol has no class for."""

    def __init__(self, operations):
        self.operations = operations

    def name(self):
        return "http-response"

    def export(self):
        return {"body-patch": self.operations}


def document(request):
    set_hold_longpoll(request, "document")
    response = JsonResponse({"title": "old", "tags": ["a", "b"], "drafts": 1})
    response["X-Kind"] = "document"
    return response


def document_patch(request):
    publish("document", PatchFormat(json.loads(request.body)["operations"]), blocking=True)
    return text("patched\n")


# MARK: Who is there


class Presence:
    left = []


def presence(request, name):
    """A stream; the proxy tells when its client has gone."""
    set_hold_stream(request, f"presence-{name}")
    response = text("welcome\n")
    response["Grip-Link"] = "<gone?why=left>; rel=gone"
    return response


def presence_gone(request, name):
    headers = [key for key in request.headers if key.lower() in ("cookie", "x-client")]
    signed, why = request.grip.signed, request.GET["why"]
    Presence.left.append({"method": request.method, "name": name, "why": why, "signed": signed, "headers": headers})
    return text("")


def presence_left(request):
    return JsonResponse({"left": Presence.left})


# MARK: A book in pages


def book(request, page):
    """Each page leads to the next; after the last one come its readers' remarks."""
    grip_instruct = request.grip.start_instruct()
    grip_instruct.add_channel("remarks")
    if page < 5:
        grip_instruct.set_next_link(f"../{page + 1}/")
    else:
        grip_instruct.set_hold_stream()
    return text(f"page {page}\n")


# MARK: Filters that ask the site


def filtered(request, kind, user):
    """A stream whose items the site looks at before they are delivered."""
    grip_instruct = request.grip.start_instruct()
    grip_instruct.set_hold_stream()
    channel = Channel("mail")
    channel.filters = [kind]
    grip_instruct.add_channel(channel)
    grip_instruct.meta = {"url": f"/filters/{kind}/", "user": user}
    return text("open\n")


def http_check(request):
    """Lets through what is to everybody, or to this user."""
    to = json.loads(request.headers["Pub-Meta"]).get("to")
    response = text("")
    if to and to != json.loads(request.headers["Sub-Meta"])["user"]:
        response["Action"] = "drop"
    return response


def http_modify(request):
    """Addresses the text to this user, except what has no name in it."""
    if b"NAME" not in request.body:
        return HttpResponse(status=204)
    user = json.loads(request.headers["Sub-Meta"])["user"]
    return text(request.body.replace(b"NAME", user.encode()))


def mail(request):
    """Publish to the streams above."""
    for content, meta in json.loads(request.body)["items"]:
        publish("mail", HttpStreamFormat(content), meta=meta, blocking=True)
    return text("sent\n")
