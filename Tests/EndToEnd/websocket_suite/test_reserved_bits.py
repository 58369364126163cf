"""Bits that no extension has given a meaning to."""
import pytest

from harness.websocket import Opcode, client_frame
from .rows import bad, check, chopped, parametrized

pytestmark = pytest.mark.holdfast_only("Pushpin cuts the connection without a Close, and stalls at large messages")


def rows():
    for bits in range(1, 8):
        name = f"bits {bits:03b}"
        yield bad(f"{name} on a text", client_frame(Opcode.TEXT, b"hello", reserved=bits))
        yield bad(f"{name} on an empty text", client_frame(Opcode.TEXT, reserved=bits))
        yield bad(f"{name} on a binary", client_frame(Opcode.BINARY, b"\x00\xff", reserved=bits))
        yield bad(f"{name} on a ping", client_frame(Opcode.PING, b"hello", reserved=bits))
        yield bad(f"{name} on a close", client_frame(Opcode.CLOSE, b"\x03\xe8", reserved=bits))
        text = client_frame(Opcode.TEXT, b"hello", reserved=bits)
        yield bad(f"{name}, byte by byte", chopped(text))
        yield bad(f"{name}, and a good frame after it", text + client_frame(Opcode.PING))


@parametrized(list(rows()))
def test_reserved_bits(suite, row, transport):
    check(suite, row, transport)


def continuations():
    for bits in range(1, 8):
        rest = client_frame(Opcode.CONTINUATION, b"rest", reserved=bits)
        yield bad(f"bits {bits:03b}", client_frame(Opcode.BINARY, b"begun", final=False) + rest)


@parametrized(list(continuations()))
def test_reserved_bits_on_a_continuation(suite, row, transport):
    check(suite, row, transport)
