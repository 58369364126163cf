"""The pages of the suite's origin, each under one path for both protocols."""
import codecs
import urllib.parse

from harness.websocket import Message, Opcode, close
from harness.websocket_origin import messages_of, reply_to, websocket, websocket_over_http

NOT_UTF8 = close(1007, "not UTF-8")
#: A message with which a client asks `/asked` for a Close, or for something else that only an origin begins.
CLOSE_REQUEST = b"close:"
PING_REQUEST = b"ping:"


def install(origin, recorder):
    """Put every page on an origin."""
    for path, reply in {"/echo": reply_to, "/asked": asked}.items():
        tcp, http = replying(reply), replying_with_events(reply)
        origin.on(path, either(recorder.websocket(tcp), recorder.websocket_over_http(http)))
    origin.on("/validating", either(websocket(validate), websocket_over_http(validate_events)))
    origin.on("/closing", either(websocket(close_at_once), websocket_over_http(close_at_once_over_http)))


def either(tcp, http):
    return lambda exchange: (http if exchange.request.method == "POST" else tcp)(exchange)


def replying(reply):
    def page(peer, message):
        answer = reply(message)
        if answer and not peer.has_sent_close:
            peer.send(answer)

    return page


def asked(message):
    """Do what the client asks for: the bytes behind the word are the payload."""
    if message.payload.startswith(CLOSE_REQUEST):
        return message._replace(opcode=Opcode.CLOSE, payload=message.payload.removeprefix(CLOSE_REQUEST))
    if message.payload.startswith(PING_REQUEST):
        return message._replace(opcode=Opcode.PING, payload=message.payload.removeprefix(PING_REQUEST))
    return None if message.opcode == Opcode.PONG else message


def replying_with_events(reply):
    def page(message):
        answer = reply(message)
        return [answer] if answer else []

    return page


# MARK: Checking for UTF-8, as RFC 6455 asks of an application


def validate(peer):
    """Echo, but close with 1007 as soon as a text cannot be UTF-8 any more."""
    decoder = None
    content, opcode = b"", None
    while (frame := peer.read_frame()) is not None:
        if frame.opcode == Opcode.CLOSE:
            peer.send(close(1000))
            return
        if frame.opcode != Opcode.CONTINUATION:
            content, opcode = b"", frame.opcode
            decoder = codecs.getincrementaldecoder("utf-8")()
        content += frame.payload
        try:
            if opcode == Opcode.TEXT:
                decoder.decode(frame.payload, final=frame.is_final)
        except UnicodeDecodeError:
            peer.send(NOT_UTF8)
            for _ in messages_of(peer):
                pass
            return
        if frame.is_final:
            peer.send(Message(opcode, content))


def validate_events(events):
    for message in events.messages:
        if message.opcode == Opcode.TEXT and not is_utf8(message.payload):
            events.sent.append(NOT_UTF8)
            return
        events.sent.append(reply_to(message))


def is_utf8(content):
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


# MARK: Closing at once


def close_at_once(peer):
    peer.send(wanted_close(peer.request))
    for _ in messages_of(peer):
        pass


def close_at_once_over_http(events):
    if events.is_opening:
        events.sent.append(wanted_close(events.request))


def wanted_close(request):
    """The query holds the payload in hexadecimal digits after a `&`."""
    payload = bytes.fromhex(urllib.parse.urlsplit(request.target).query.partition("&")[2])
    return Message(Opcode.CLOSE, payload)
