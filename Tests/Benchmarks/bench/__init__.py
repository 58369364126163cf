"""Measuring Holdfast beside the floor and its peers. `../run` is the command; docs/performance.md explains it."""
import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parents[1]
REPOSITORY = FOLDER.parents[1]

# Ports and child processes are handled as in the end-to-end tests.
sys.path.insert(0, str(REPOSITORY / "Tests" / "EndToEnd"))
