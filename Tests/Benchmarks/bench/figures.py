"""What is read off a measurement, and what it has to be."""
import statistics
from dataclasses import dataclass

HOLDFAST = "Holdfast"

#: How a number of each unit is printed.
FORMATS = {
    "µs": "{:.2f} µs",
    "ms": "{:.3g} ms",
    "B": "{:,.0f} B",
    "MB": "{:.1f} MB",
    "/s": "{:,.0f}/s",
    "GB/s": "{:.2f} GB/s",
    "%": "{:.2f} %",
    "×": "{:.2f}×",
    "": "{:,.0f}",
}


@dataclass(frozen=True)
class Target:
    """A limit for a figure, or for its ratio to the same figure of another contestant."""

    limit: float
    is_upper: bool
    of: str | None = None

    def is_met(self, value):
        return value <= self.limit if self.is_upper else value >= self.limit

    def text(self, unit):
        sign = "≤" if self.is_upper else "≥"
        limit = f"{self.limit:g}× {self.of}" if self.of else FORMATS[unit].format(self.limit)
        return f"{sign} {limit}"


def at_most(limit, of=None):
    return Target(limit, True, of)


def at_least(limit, of=None):
    return Target(limit, False, of)


@dataclass(frozen=True)
class Figure:
    """One line of the table: a value of each contestant, and the target for `subject`."""

    what: str
    key: str
    unit: str
    target: Target | None
    subject: str = HOLDFAST
    #: Who is shown beside the subject; without a name, everybody.
    peers: tuple = ()

    def peer_names(self, contestants):
        return [name for name in self.peers or contestants if name != self.subject and name in contestants]

    def value(self, measured):
        """The subject's values in words, with their range."""
        return self._spread(measured.get(self.subject, []), FORMATS[self.unit])

    def peer_value(self, measured, name):
        values = measured.get(name, [])
        return FORMATS[self.unit].format(statistics.median(values)) if values else "not measured"

    def ratios(self, measured, name):
        """The subject's values divided by those of another contestant in the same round."""
        rounds = zip(measured.get(self.subject, []), measured.get(name, []))
        return [own / other for own, other in rounds if other]

    def ratio_text(self, measured, contestants):
        names = [self.target.of] if self.target and self.target.of else self.peer_names(contestants)
        texts = []
        for name in names:
            ratios = self.ratios(measured, name)
            if ratios:
                texts.append(f"{self._spread(ratios, '{:.2f}×')} {name}")
        return "; ".join(texts)

    def verdict(self, measured):
        """Whether the median meets the target; None when it was not measured or there is no target."""
        if not self.target:
            return None
        values = self.ratios(measured, self.target.of) if self.target.of else measured.get(self.subject, [])
        return self.target.is_met(statistics.median(values)) if values else None

    @staticmethod
    def _spread(values, form):
        if not values:
            return "not measured"
        median = form.format(statistics.median(values))
        if len(values) == 1:
            return median
        return f"{median} ({form.format(min(values)).split()[0]}–{form.format(max(values)).split()[0]})"
