"""A child process with captured output, stopped by its own process id."""
import os
import signal
import subprocess

STOP_PATIENCE = 15


def inherited_environment():
    """This process's environment without the variables that are settings of Holdfast, or of these tests."""
    return {name: value for name, value in os.environ.items() if not name.startswith("HOLDFAST_")}


class Process:
    """One program run. Its standard output and standard error go to files in `directory`."""

    def __init__(self, command, directory, name="server", environment=None):
        self.command = [str(part) for part in command]
        self.output_path = os.path.join(directory, f"{name}.stdout")
        self.error_path = os.path.join(directory, f"{name}.stderr")
        with open(self.output_path, "ab") as output, open(self.error_path, "ab") as error:
            self._process = subprocess.Popen(
                self.command,
                cwd=directory,
                env={**inherited_environment(), **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=error,
            )
        self.pid = self._process.pid

    @property
    def exit_status(self):
        """The exit status, negative for a signal, or None while the process runs."""
        return self._process.poll()

    def signal(self, number):
        self._process.send_signal(number)

    def wait(self, seconds):
        return self._process.wait(seconds)

    def stop(self):
        """End the process: TERM, then KILL."""
        if self.exit_status is None:
            self.signal(signal.SIGTERM)
            try:
                self.wait(STOP_PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self.wait(STOP_PATIENCE)
        return self.exit_status

    def output(self):
        return _read(self.output_path)

    def error_output(self):
        return _read(self.error_path)

    def resident_bytes(self):
        """Resident memory of the process and of its descendants."""
        return sum(_resident_bytes(pid) for pid in self._family())

    def open_descriptors(self):
        """How many descriptors the process and its descendants have open."""
        return sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in self._family())

    def _family(self):
        return [self.pid, *_descendants(self.pid)]


def _read(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def _resident_bytes(pid):
    with open(f"/proc/{pid}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _descendants(pid):
    children = {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as file:
                parent = int(file.read().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        children.setdefault(parent, []).append(int(entry))
    found, waiting = [], [pid]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found
