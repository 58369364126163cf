"""The programs that make load, and the floor: built here, from the load generator beside the repository and from load/."""
import os
import pathlib
import shutil
import subprocess

from . import FOLDER, REPOSITORY
from .failure import Missing

LOADGEN = pathlib.Path(os.environ.get("LOADGEN", REPOSITORY.parent / "shared" / "loadgen"))
BUILT = REPOSITORY / ".build" / "benchmarks"

#: The program, its source, and what the compiler needs besides.
SOURCES = {
    "gripload": (LOADGEN / "gripload.c", ["-pthread"]),
    "floor": (LOADGEN / "floor.c", []),
    "websockets": (FOLDER / "load" / "websockets.c", ["-Wall", "-Wextra"]),
    "websocket-floor": (FOLDER / "load" / "websocket_floor.c", ["-Wall", "-Wextra"]),
    "allocations.so": (FOLDER / "load" / "allocations.c", ["-Wall", "-Wextra", "-shared", "-fPIC"]),
}

HOLDFAST = pathlib.Path(os.environ.get("HOLDFAST_BINARY", REPOSITORY / ".build" / "release" / "holdfast")).absolute()


def build_all():
    """Build whatever is missing or older than its source; Holdfast only if it is missing."""
    if not (LOADGEN / "gripload.c").exists():
        raise Missing(f"The load generator is not at {LOADGEN}; LOADGEN=FOLDER names another place.")
    for name in SOURCES:
        build(name)
    if not HOLDFAST.exists():
        run(["swift", "build", "-c", "release", "--product", "holdfast", "--package-path", str(REPOSITORY)])
    # A copy: a build in the middle of a run must not change what is measured.
    shutil.copy2(HOLDFAST, path("holdfast"))


def build(name):
    """Build one program if it is missing or older than its source."""
    source, options = SOURCES[name]
    target = BUILT / name
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return
    BUILT.mkdir(parents=True, exist_ok=True)
    run([installed("cc"), "-O2", *options, "-o", str(target), str(source)])


def path(name):
    """A program built here."""
    return str(BUILT / name)


def installed(name):
    """A program of the system; raises when it is not there."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if not found:
        raise Missing(f"{name} is not installed")
    return found


def run(command):
    """Run a build; raises when it fails."""
    print("+", " ".join(command), flush=True)
    if subprocess.run(command, check=False).returncode != 0:
        raise Missing(f"`{' '.join(command)}` failed")
