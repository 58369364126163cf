"""Counts what a piece of work takes: the same on every run, whatever else the machine does."""
import os
import re
import subprocess

from . import programs
from .failure import Missing


class Counter:
    """Runs a program, and reads a count off what is printed when it ends."""

    def __init__(self, name, prefix, environment, pattern):
        self.name = name
        self._prefix = prefix
        self._environment = environment
        self._pattern = pattern

    def per_run(self, binary, benchmark, count):
        """The count for doing the work once: the difference between `count` and twice as many, divided."""
        fewer, more = self.total(binary, benchmark, count), self.total(binary, benchmark, 2 * count)
        return (more - fewer) / count

    def total(self, binary, *arguments):
        """The count for a whole run; raises when the program, or counting, fails."""
        command = [*self._prefix, binary, *map(str, arguments)]
        environment = {**os.environ, **self._environment}
        completed = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        found = re.search(self._pattern, completed.stderr)
        if completed.returncode != 0 or not found:
            raise Missing(f"`{' '.join(command)}` counts nothing: {completed.stderr.strip()[-300:]}")
        return int(found[1].replace(",", ""))


def counters(binary):
    """The counters that work here with this program, and a line for each that does not."""
    working = [Counter("allocations", [], {"LD_PRELOAD": programs.path("allocations.so")}, r"allocations: (\d+)")]
    missing = []
    try:
        # Not the processor's own counters: virtual machines seldom have them.
        valgrind = [programs.installed("valgrind"), "--tool=cachegrind", "--cache-sim=no"]
        valgrind += ["--cachegrind-out-file=/dev/null"]
        instructions = Counter("instructions", valgrind, {}, r"I\s+refs:\s+([\d,]+)")
        instructions.total(binary)
        working.append(instructions)
    except Missing as reason:
        missing.append(f"instructions are not counted: {reason}")
    return working, missing
