"""Opcodes without a meaning, for data (3 to 7) and for control (11 to 15)."""
import pytest

from harness.websocket import Opcode, client_frame
from .rows import bad, check, chopped, parametrized

pytestmark = pytest.mark.holdfast_only("Pushpin cuts the connection without a Close, and stalls at large messages")


def rows():
    for opcode in [*range(3, 8), *range(11, 16)]:
        wrong = client_frame(opcode, b"hello")
        yield bad(f"opcode {opcode}, empty", client_frame(opcode))
        yield bad(f"opcode {opcode} with a payload", wrong)
        yield bad(f"opcode {opcode}, and a ping after it", wrong + client_frame(Opcode.PING))
        yield bad(f"opcode {opcode}, byte by byte", chopped(wrong))
        yield bad(f"opcode {opcode}, not final", client_frame(opcode, b"hello", final=False))


@parametrized(list(rows()))
def test_opcodes(suite, row, transport):
    check(suite, row, transport)
