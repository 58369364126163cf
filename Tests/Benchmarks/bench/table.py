"""The table of everything measured: as text, and as Markdown."""

HEADS = ("What", "Peers", "Holdfast", "Ratio", "Target", "Met")


def lines_of(measured):
    """The table's lines for one row."""
    lines = []
    for figure in measured.row.figures:
        values = measured.values(figure.key)
        verdict = figure.verdict(values)
        peers = [
            f"{name} {figure.peer_value(values, name)}" for name in figure.peer_names(measured.contestants)
        ]
        lines.append(
            (
                figure.what,
                "; ".join(peers) or "–",
                figure.value(values),
                figure.ratio_text(values, measured.contestants) or "–",
                figure.target.text(figure.unit) if figure.target else "–",
                {True: "yes", False: "no", None: "–"}[verdict],
            )
        )
    return lines


def text(all_measured):
    lines = [HEADS, *(line for measured in all_measured for line in lines_of(measured))]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines)


def markdown(all_measured):
    lines = [HEADS, ("---",) * len(HEADS)]
    lines += [line for measured in all_measured for line in lines_of(measured)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def failures(all_measured):
    """What could not be measured, and why."""
    return [
        f"{measured.row.name}, {name}: {reason}"
        for measured in all_measured
        for name, reason in measured.failures.items()
    ]
