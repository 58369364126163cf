"""Waiting for what has to come. Nothing here asserts how long anything takes."""
import os
import time

#: Seconds a test waits for something that must happen. Generous: only a failing test ever waits this long.
PATIENCE = float(os.environ.get("HOLDFAST_TEST_PATIENCE", "60"))


def eventually(attempt, what):
    """Repeat `attempt` until it returns something true, and return that."""
    deadline = time.monotonic() + PATIENCE
    while True:
        outcome = attempt()
        if outcome:
            return outcome
        if time.monotonic() > deadline:
            raise AssertionError(f"did not happen within {PATIENCE:.0f} s: {what}")
        time.sleep(0.02)
