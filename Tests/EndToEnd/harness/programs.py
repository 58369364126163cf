"""Running the binary, under one of its names, to its end."""
import os
import subprocess
import tempfile

from .process import inherited_environment
from .server import BINARY, FLAVOR
from .waiting import PATIENCE


def run(*arguments, environment=None):
    """Run the server's binary to its end."""
    return _run([BINARY if FLAVOR == "holdfast" else "pushpin", *arguments], environment)


def run_as(program, *arguments, environment=None):
    """Run `holdfast publish`, the binary by another name, or, given a path, another program."""
    if os.path.sep in program:
        return _run([program, *arguments], environment)
    if program == "holdfast publish":
        return _run([BINARY, "publish", *arguments], environment)
    with tempfile.TemporaryDirectory() as directory:
        name = os.path.join(directory, program)
        os.symlink(BINARY, name)
        return _run([name, *arguments], environment)


def _run(command, environment):
    return subprocess.run(
        [str(part) for part in command],
        env={**inherited_environment(), **(environment or {})},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
