"""What is read off a measurement, and what it has to be."""
import statistics
from dataclasses import dataclass

HOLDFAST = "Holdfast"

#: How a number of each unit is printed, and what comes after it.
UNITS = {
    "µs": ("{:.2f}", " µs"),
    "ms": ("{:.3g}", " ms"),
    "B": ("{:,.0f}", " B"),
    "MB": ("{:.1f}", " MB"),
    "GB/s": ("{:.2f}", " GB/s"),
    "/s": ("{:,.0f}", "/s"),
    "%": ("{:.2f}", " %"),
    "×": ("{:.2f}", "×"),
    "": ("{:,.0f}", ""),
}


def in_words(value, unit):
    return _number(value, unit) + UNITS[unit][1]


def spread(values, unit):
    """The median, and the range if there is one."""
    if not values:
        return "not measured"
    median = in_words(statistics.median(values), unit)
    if len(values) == 1:
        return median
    return f"{median} ({_number(min(values), unit)}–{_number(max(values), unit)})"


def _number(value, unit):
    # From a thousand on, three digits would be an exponent.
    return f"{value:,.0f}" if unit == "ms" and value >= 1000 else UNITS[unit][0].format(value)


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
        limit = f"{self.limit:g}× {self.of}" if self.of else in_words(self.limit, unit)
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
        return spread(measured.get(self.subject, []), self.unit)

    def peer_value(self, measured, name):
        values = measured.get(name, [])
        return in_words(statistics.median(values), self.unit) if values else "not measured"

    def ratios(self, measured, name):
        """The subject's values divided by those of another contestant in the same round."""
        rounds = zip(measured.get(self.subject, []), measured.get(name, []))
        return [own / other for own, other in rounds if other]

    def ratio_text(self, measured, contestants):
        names = [self.target.of] if self.target and self.target.of else self.peer_names(contestants)
        texts = []
        if self.unit in ("", "%", "×"):
            # Small counts and shares: dividing them says nothing.
            return ""
        for name in names:
            ratios = self.ratios(measured, name)
            if ratios:
                texts.append(f"{spread(ratios, '×')} {name}")
        return "; ".join(texts)

    def verdict(self, measured):
        """Whether the median meets the target; None when it was not measured or there is no target."""
        if not self.target:
            return None
        values = self.ratios(measured, self.target.of) if self.target.of else measured.get(self.subject, [])
        return self.target.is_met(statistics.median(values)) if values else None
