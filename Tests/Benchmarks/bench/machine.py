"""The machine: its limits, and how to describe it."""
import os
import pathlib
import platform
import resource

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


def _field(path, name, separator):
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition(separator)
        if key.strip() == name:
            return value.strip()
    return "unknown"
