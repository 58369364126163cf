"""A Django application with django-grip that speaks WebSocket over HTTP, with a WebSocket client from PyPI."""
import json

import pytest
import websocket
from websocket import ABNF

from harness.client import request
from harness.ports import LOOPBACK
from harness.site import DjangoSite
from harness.waiting import PATIENCE, eventually


@pytest.fixture
def site(tmp_path):
    site = DjangoSite(tmp_path)
    yield site
    site.stop()


@pytest.fixture
def server(start_server, site):
    server = start_server([f"* {LOOPBACK}:{site.port},over_http"])
    site.start(server.control_url + "?key=changeme")
    return server


@pytest.fixture
def enter(server):
    """Enter a room; leaves when the test ends."""
    clients = []

    def enter(room="lobby"):
        clients.append(websocket.create_connection(url(server, room), timeout=PATIENCE))
        assert clients[-1].recv() == f"welcome to {room}"
        return clients[-1]

    yield enter
    for client in clients:
        client.shutdown()


def url(server, room):
    return f"ws://{LOOPBACK}:{server.http_port}/chat/{room}"


def seen(site):
    return json.loads(request(site.port, "/seen").body)


def closed_with(client):
    """The payload of the Close that comes next; a Close without a code may come as 1000."""
    opcode, payload = client.recv_data(control_frame=True)
    assert opcode == ABNF.OPCODE_CLOSE
    return payload


WITHOUT_CODE = (b"", b"\x03\xe8")


def test_messages_are_answered(enter):
    client = enter()
    for message in ("hello", "", "größe ☃", "x" * 100_000):
        client.send(message)
        assert client.recv() == f"you said {message}"
    client.send_binary(bytes(range(256)))
    assert client.recv_data() == (ABNF.OPCODE_BINARY, bytes(range(256)))


def test_many_messages_keep_their_order(enter):
    client = enter()
    for number in range(200):
        client.send(str(number))
    assert [client.recv() for _ in range(200)] == [f"you said {number}" for number in range(200)]


def test_the_site_publishes_to_a_room(site, enter):
    ann, ben, eve = enter(), enter(), enter("elsewhere")
    site.post("/chat/lobby/say", messages=["one", "größe ☃"])
    site.post("/chat/elsewhere/say", messages=["three"])
    assert [ann.recv(), ann.recv(), ben.recv(), ben.recv()] == ["one", "größe ☃"] * 2
    assert eve.recv() == "three"


def test_who_has_left_a_room_hears_nothing(site, enter):
    client = enter()
    client.send("leave")
    assert client.recv() == "left"
    site.post("/chat/lobby/say", messages=["nobody hears this"])
    client.send("still here")
    assert client.recv() == "you said still here"


def test_meta_is_kept_for_each_connection(enter):
    ann, ben = enter("ann"), enter("ben")
    for client, expected in [(ann, "ann 1"), (ann, "ann 2"), (ben, "ben 1"), (ann, "ann 3")]:
        client.send("count")
        assert client.recv() == expected
    ann.send("forget")
    assert ann.recv() == "forgotten"
    ann.send("count")
    assert ann.recv() == "ann 1"


def test_pings_are_answered(enter):
    client = enter()
    for payload in (b"", b"payload"):
        client.ping(payload)
        frame = client.recv_frame()
        assert (frame.opcode, frame.data) == (ABNF.OPCODE_PONG, payload)
    client.send("afterwards")
    assert client.recv() == "you said afterwards"


def test_a_refusal_is_relayed(server):
    with pytest.raises(websocket.WebSocketBadStatusException) as refusal:
        websocket.create_connection(url(server, "forbidden"), timeout=PATIENCE)
    assert refusal.value.status_code == 403
    assert refusal.value.resp_body == b"members only\n"


# MARK: Closing


def test_the_client_closes(site, enter):
    client = enter()
    client.send_close(4002)
    assert closed_with(client) == b"\x0f\xa2"
    assert seen(site)["closes"] == [4002]


def test_the_client_closes_without_a_code(site, enter):
    """The page answers with a code of 0, which is how django-grip writes none."""
    client = enter()
    client.sock.sendall(ABNF.create_frame(b"", ABNF.OPCODE_CLOSE).format())
    assert closed_with(client) in WITHOUT_CODE
    assert seen(site)["closes"] == [None]


def test_the_client_closes_with_a_reason(site, enter):
    """django-grip does not see a code that has a reason, and answers without one."""
    client = enter()
    client.send_close(4003, b"with a reason")
    assert closed_with(client) in (*WITHOUT_CODE, b"\x0f\xa3", b"\x0f\xa3with a reason")
    assert seen(site)["closes"] == [None]


def test_the_site_closes_with_a_code(enter):
    client = enter()
    client.send("close 4001")
    assert closed_with(client) == b"\x0f\xa1"


def test_the_site_closes_without_a_code(enter):
    client = enter()
    client.send("close")
    assert closed_with(client) in WITHOUT_CODE


def test_the_site_publishes_a_close(site, enter):
    ann, ben, eve = enter(), enter(), enter("elsewhere")
    site.post("/chat/lobby/shut", code=4100, reason="closed for today")
    for client in (ann, ben):
        assert closed_with(client) == b"\x10\x04closed for today"
    eve.send("still here")
    assert eve.recv() == "you said still here"
    eventually(lambda: seen(site)["closes"] == [None, None], "the page is told")


def test_the_site_is_told_of_a_client_that_vanishes(site, enter):
    enter("ann").shutdown()
    eventually(lambda: seen(site)["losses"] == ["ann"], "the page is told")


ANSWERED = "you said a message after it may arrive"


def test_after_detach_the_site_hears_nothing_but_is_heard(site, enter):
    client = enter()
    client.send("detach")
    client.send("a message after it may arrive")
    eventually(lambda: ["TEXT"] in seen(site)["events"] or ["TEXT", "TEXT"] in seen(site)["events"], "detach arrives")
    site.post("/chat/lobby/say", messages=["still here"])
    # The answer to the second message may come before or after this one, or never.
    while (message := client.recv()) != "still here":
        assert message == ANSWERED
    client.send_close(1000)
    opcode, payload = client.recv_data(control_frame=True)
    if (opcode, payload) == (ABNF.OPCODE_TEXT, ANSWERED.encode()):
        opcode, payload = client.recv_data(control_frame=True)
    assert (opcode, payload[:2]) == (ABNF.OPCODE_CLOSE, b"\x03\xe8")
    assert seen(site)["losses"] == []


# MARK: Who may speak events


def test_clients_cannot_post_events_themselves(server, site):
    """A page would take them for signed events of the proxy."""
    headers = {"Content-Type": "application/websocket-events", "Connection-Id": "forged", "Meta-Room": "lobby"}
    response = request(server.http_port, "/chat/lobby", method="POST", headers=headers, body=b"TEXT 5\r\nhello\r\n")
    assert response.status == 403
    assert seen(site)["events"] == []


def test_clients_cannot_bring_meta_along(server):
    forged = ["Meta-Count: 41", "Meta-Room: root"]
    client = websocket.create_connection(url(server, "ann"), timeout=PATIENCE, header=forged)
    assert client.recv() == "welcome to ann"
    client.send("count")
    assert client.recv() == "ann 1"
    client.shutdown()
