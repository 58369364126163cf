"""Publishing by hand, with nothing but HTTP."""
import json

from .client import request


def publish(server, *items, headers=None):
    """Publish items to the control port; it must take them."""
    response = post_items(server, *items, headers=headers)
    assert response.status == 200, response
    return response


def post_items(server, *items, headers=None):
    """Publish items to the control port, and return whatever it answers."""
    body = json.dumps({"items": items}).encode()
    headers = {"Content-Type": "application/json", **(headers or {})}
    return request(server.control_port, "/publish/", method="POST", headers=headers, body=body)


def stream_item(channel, content):
    return {"channel": channel, "formats": {"http-stream": {"content": content}}}


def response_item(channel, body, **fields):
    return {"channel": channel, "formats": {"http-response": {"body": body, **fields}}}
