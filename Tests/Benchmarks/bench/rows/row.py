"""One row of measurements, which may make several lines of the table."""
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """What is measured together, contestant after contestant, round after round."""

    name: str
    what: str
    contestants: tuple
    #: Takes a Turn, and returns figures by name.
    measure: Callable
    figures: tuple
    #: What hardly differs from round to round, or takes long, is measured in fewer of them.
    rounds: int | None = None
    #: Programs that are needed besides the contestants.
    programs: tuple = ()
