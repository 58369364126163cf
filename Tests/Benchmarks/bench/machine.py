"""The machine: its limits, and how to describe it."""
import os
import pathlib
import platform
import resource
import time

#: Connections of the largest row, twice (both ends may be in one process), and some more.
WANTED_FILES = 65536


def raise_file_limit():
    """Allow as many open files as the machine lets us, and return that number. Child processes inherit it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for limit in (max(hard, WANTED_FILES), hard):
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
            return limit
        except (ValueError, OSError):
            continue
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def description():
    """The machine in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores of {_field('/proc/cpuinfo', 'model name', ':')}, {memory:.0f} GiB memory, "
        f"Linux {platform.release()}, {_field('/etc/os-release', 'PRETTY_NAME', '=').strip(chr(34))}"
    )


def busy_share(seconds=1.0):
    """How much of all cores' time is spent while nothing is measured, from 0 to 1."""
    before = _cpu_ticks()
    time.sleep(seconds)
    spent = [after - begin for begin, after in zip(before, _cpu_ticks())]
    # The fourth and fifth are idle, and idle while waiting for a disk.
    return 1 - (spent[3] + spent[4]) / sum(spent)


def _cpu_ticks():
    line = pathlib.Path("/proc/stat").read_text(encoding="ascii").splitlines()[0]
    return [int(field) for field in line.split()[1:9]]


def _field(path, name, separator):
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition(separator)
        if key.strip() == name:
            return value.strip()
    return "unknown"
