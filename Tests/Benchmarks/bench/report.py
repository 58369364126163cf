"""The table as part of a Markdown file, with what it was measured on."""
import datetime
import pathlib
import subprocess

from . import REPOSITORY, machine, table

BEGIN = "<!-- Tests/Benchmarks/run writes what follows -->"
END = "<!-- Tests/Benchmarks/run writes what is above -->"


def write(path, measured, rounds, busy):
    """Replace what is between the two marks of the file; without them, or without the file, write all of it."""
    path = pathlib.Path(path)
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        before, after = "", "\n"
    path.write_text(f"{before}{BEGIN}\n\n{_section(measured, rounds, busy)}\n{END}{after}", encoding="utf-8")


def _section(measured, rounds, busy):
    commit = ["git", "-C", str(REPOSITORY), "rev-parse", "--short", "HEAD"]
    revision = subprocess.run(commit, capture_output=True, text=True, check=False).stdout.strip()
    head = (
        f"{datetime.date.today().isoformat()}, revision {revision}, {rounds} rounds, {machine.description()}. "
        f"Other programs used {busy:.0%} of the cores."
    )
    failures = "".join(f"\nNot measured: {failure}\n" for failure in table.failures(measured))
    return f"{head}\n\n{table.markdown(measured)}\n{failures}"
