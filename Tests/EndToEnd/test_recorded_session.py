"""The same session with Debian's Pushpin and with Holdfast: what differs is in docs/differences.md, and nothing else."""
import shutil

import pytest

from harness.browser import Browser
from harness.origin import Origin
from harness.ports import RefusingPort
from harness.recording import Recording, differences, prepare, routes
from harness.server import REPOSITORY, Server

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, ("pushpin", "condure", "zurl"))), reason="needs Debian's pushpin, condure and zurl"
)

#: What may differ, and the words under which docs/differences.md says so.
KNOWN = {
    "header: x-content-type-options": "`nosniff` is always sent",
    "origin: accept-encoding": "`Accept` and `Accept-Encoding` are added (1.36)",
    "origin: grip-feature": "`Grip-Feature` names the features of 2.0",
}

#: Pushpin asks the app once more when the first client of a channel has come (`update_on_first_subscription`).
ASKED_TWICE = "a long-poll that times out"
ASKED_TWICE_WORDS = "`update_on_first_subscription` is on when it is not set"


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """The differences between two sessions."""
    seen = {}
    for flavor in ("pushpin", "holdfast"):
        directory = tmp_path_factory.mktemp(flavor)
        origin, dead = Origin(), RefusingPort()
        prepare(origin)
        server = Server(directory, routes(origin, dead.number), flavor=flavor)
        browser = None
        try:
            browser = Browser(directory / "browser")
            seen[flavor] = Recording(server.start(), origin, browser).record()
        finally:
            server.stop()
            origin.stop()
            dead.close()
            if browser:
                browser.close()
    return differences(seen["holdfast"], seen["pushpin"])


def test_only_known_things_differ(found):
    unknown = {what: steps for what, steps in found.items() if what not in KNOWN and set(steps) != {ASKED_TWICE}}
    log = unknown.pop("lines", {"the log": ([], [])})["the log"]
    assert [line for line in log[1] if line not in log[0] and not line.endswith(" retry")] == []
    assert [line for line in log[0] if line not in log[1]] == []
    assert unknown == {}


def test_what_is_known_still_differs_and_is_documented(found):
    text = (REPOSITORY / "docs/differences.md").read_text(encoding="utf-8")
    assert set(KNOWN) <= set(found)
    assert all(words in text for words in [*KNOWN.values(), ASKED_TWICE_WORDS])
