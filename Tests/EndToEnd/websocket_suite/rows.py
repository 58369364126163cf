"""The data rows of the suite, and how they are run."""
from dataclasses import dataclass

import pytest

from harness.client import ended
from harness.websocket import Message, Opcode, close, text

#: Hosts of the suite's routes: the origin is reached over a connection of its own, or over HTTP.
TCP, HTTP = "tcp.test", "http.test"
BOTH = (TCP, HTTP)

BEFORE = text("before")
BYE = close(1000, "bye")
PROTOCOL_ERROR = 1002
NOT_UTF8 = 1007
TOO_LARGE = 1009


@dataclass(frozen=True)
class Row:
    """One case: bytes that the client sends after each other, and what comes back."""

    name: str
    pieces: tuple
    #: For what is allowed: the messages that come back.
    received: tuple = ()
    #: For what is an error: the codes of the Close that may come back.
    codes: tuple = ()
    transports: tuple = BOTH


def good(name, sent, *received, transports=BOTH):
    """What is allowed, sent as bytes or a list of pieces, and what is echoed."""
    return Row(name, pieces_of(sent), received, transports=transports)


def bad(name, sent, *codes, transports=BOTH):
    """What ends the connection with one of `codes`; without any it is a protocol error."""
    return Row(name, pieces_of(sent), codes=codes or (PROTOCOL_ERROR,), transports=transports)


def pieces_of(sent):
    return (sent,) if isinstance(sent, bytes) else tuple(sent)


def chopped(sent, size=1):
    """Bytes in pieces of `size`."""
    return [sent[start : start + size] for start in range(0, len(sent), size)]


def parametrized(rows):
    """A mark that runs a test with `row` and `transport` for each row over each of its transports."""
    names = [row.name for row in rows]
    assert len(set(names)) == len(names), [name for name in names if names.count(name) > 1]
    values, labels = [], []
    for row in rows:
        for transport in row.transports:
            values.append((row, transport))
            labels.append(f"{row.name}, {transport.partition('.')[0]}")
    return pytest.mark.parametrize(("row", "transport"), values, ids=labels)


# MARK: Running


def check(suite, row, transport, **options):
    """Run a row of either kind on a connection of its own."""
    with suite.connect(transport, **options) as client:
        if row.codes:
            check_refusal(suite, client, row)
        else:
            client.send_behind(row.pieces)
            received = [client.read() for _ in row.received]
            assert received == list(row.received)
            check_close(client)


def check_close(client):
    """The connection still works, as it can be closed in order."""
    client.send(BYE)
    assert client.read() == BYE
    assert client.read() is None


def check_refusal(suite, client, row):
    """What came before is delivered, the wrong frame and what follows it are not, and the connection is closed."""
    client.send(BEFORE)
    assert client.read() == BEFORE
    client.send_behind(row.pieces)
    closed = client.read()
    check_closed_with(client, closed, row.codes)
    assert suite.recorder.wait_for_end(client.target).without_close() == [BEFORE]


def check_closed_with(client, closed, codes):
    """A Close has come from the server itself, which then ends the connection."""
    assert isinstance(closed, Message), "the connection ended without a Close"
    assert closed.opcode == Opcode.CLOSE, closed
    assert int.from_bytes(closed.payload[:2], "big") in codes, closed
    closed.payload[2:].decode()
    try:
        client.send(closed)
    except OSError:
        pass
    assert ended(client.socket)
