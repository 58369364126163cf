"""Goes through rows, rounds and contestants, and collects what was measured."""
import pathlib
import time
from dataclasses import dataclass, field

from . import programs
from .failure import Failure, Missing
from .servers import CONTESTANTS
from .turn import Turn


@dataclass
class Measured:
    """What one row gave: by contestant, the figures of each round."""

    row: object
    contestants: list
    rounds: dict = field(default_factory=dict)
    failures: dict = field(default_factory=dict)

    def values(self, key):
        """A figure by contestant and round."""
        return {name: [figures[key] for figures in rounds] for name, rounds in self.rounds.items()}


class Session:
    """Measures rows; `say` is told of every step."""

    def __init__(self, rounds, scale, say):
        self._rounds = rounds
        self._scale = scale
        self._say = say

    def measure(self, row):
        measured = Measured(row, [name for name in row.contestants if self._is_there(name)])
        measured.rounds = {name: [] for name in measured.contestants}
        try:
            for program in row.programs:
                programs.installed(program)
        except Missing as missing:
            measured.failures = {"all": str(missing)}
            return measured
        self._say(f"{row.name}: {row.what}")
        for number in range(min(self._rounds, row.rounds or self._rounds)):
            for name in measured.contestants:
                # Who has failed once is left out, so that the rounds of all belong together.
                if name not in measured.failures:
                    self._measure(measured, name, number)
        return measured

    def _measure(self, measured, name, number):
        begin = time.monotonic()
        try:
            figures = self._figures(measured.row, name)
        except Failure as failure:
            measured.failures[name] = " ".join(str(failure).split())
            self._say(f"  {name}: {measured.failures[name]}")
            return
        measured.rounds[name].append(figures)
        shown = ", ".join(f"{figure.key} {figures[figure.key]:.4g}" for figure in measured.row.figures)
        self._say(f"  round {number + 1}, {name}: {shown}  [{time.monotonic() - begin:.1f} s]")

    def _figures(self, row, name):
        attempts = 2 if CONTESTANTS[name].is_lenient else 1
        while True:
            attempts -= 1
            try:
                with Turn(name, self._scale) as turn:
                    return row.measure(turn)
            except Failure:
                if not attempts:
                    raise

    def _is_there(self, name):
        return not missing_programs(CONTESTANTS[name])


def missing_programs(contestant):
    """What is not installed of a contestant."""
    missing = []
    for program in contestant.programs:
        try:
            if not pathlib.Path(program).exists():
                programs.installed(program)
        except Missing:
            missing.append(program)
    return missing
