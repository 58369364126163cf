"""How long it takes from the start of a process to its first answer."""
import http.client
import time

from harness.ports import LOOPBACK

from ..family import resident_bytes

PAUSE = 0.0002
SETTLE = 0.5


def milliseconds_to_first_answer(server, path):
    """Start a server that is not yet running, and ask until it answers."""
    begin = time.monotonic()
    server.spawn()
    while True:
        connection = http.client.HTTPConnection(LOOPBACK, server.port, timeout=5)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return (time.monotonic() - begin) * 1000
        except OSError:
            time.sleep(PAUSE)
        finally:
            connection.close()


def idle_bytes(server):
    """Resident memory of a server with nothing to do, which has answered a request."""
    time.sleep(SETTLE)
    return resident_bytes(server.pids)
