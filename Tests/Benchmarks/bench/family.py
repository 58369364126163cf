"""CPU time and resident memory of processes and of all that they started."""
import os

TICKS = os.sysconf("SC_CLK_TCK")


def family(pids):
    """These processes and their living descendants."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            fields = _stat(int(entry))
            if fields:
                children.setdefault(int(fields[1]), []).append(int(entry))
    found = []
    waiting = list(pids)
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def cpu_seconds(pids):
    """User and system time so far, of the family together; in steps of a clock tick."""
    ticks = 0
    for pid in family(pids):
        fields = _stat(pid)
        if fields:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS


def run_seconds(pids):
    """Time on a CPU so far, of the family together, to the nanosecond: for processes that hardly run."""
    nanoseconds = 0
    for pid in family(pids):
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/schedstat", encoding="ascii") as file:
                nanoseconds += int(file.read().split()[0])
    return nanoseconds / 1e9


def resident_bytes(pids):
    """Resident memory of the family; pages that several of them share count once for each."""
    total = 0
    for pid in family(pids):
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
            total += sum(int(line.split()[1]) for line in file if line.startswith("Rss:"))
    return total * 1024


def _stat(pid):
    """The fields of /proc/PID/stat from the third, the state, on; None when the process has gone."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
