"""Tables in Markdown, and the marks that they are held to."""
import math
import os
import platform

from . import limits

REGRESSION = 1.25


def show_seconds(seconds):
    for unit, scale in (("s", 1), ("ms", 1e3), ("µs", 1e6)):
        if seconds * scale >= 1:
            return f"{seconds * scale:.3g} {unit}" if seconds * scale < 999.5 else f"{seconds * scale:,.0f} {unit}"
    return f"{seconds * 1e9:.0f} ns"


def show_each(seconds):
    """A time per node or element, which may be a part of a nanosecond."""
    return show_seconds(seconds) if seconds >= 1e-7 else f"{seconds * 1e9:.3g} ns"


def show_bytes(n):
    return f"{n / 1e6:,.1f} MB" if n < 1e8 else f"{n / 1e6:,.0f} MB"


def show_ratio(ratio):
    return f"{ratio:,.0f}×" if ratio >= 9.95 else f"{ratio:.1f}×" if ratio >= 1.995 else f"{ratio:.2f}×"


def table(rows, libraries, shares=None):
    """Markdown. `rows` is {title: (format, {key: value})}; beside each value stands its ratio to the first column's.

    `shares` is {title: share of the machine's limit}, for a last column.
    """
    heads = [library.title for library in libraries.values()] + (["of the limit"] if shares else [])
    lines = ["| | " + " | ".join(heads) + " |", "| :-- |" + " --: |" * len(heads)]
    first = next(iter(libraries))
    for title, (show, values) in rows.items():
        cells = []
        for key in libraries:
            cell = show(values[key]) if key in values else "–"
            if key in values and first in values and key != first:
                cell += f" ({show_ratio(values[key] / values[first])})"
            cells.append(cell)
        if shares:
            cells.append(f"{100 * shares[title]:.0f} %" if shares.get(title) else "–")
        lines.append(f"| {title} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def group_table(group, seconds, libraries, machine):
    """The table of a group, of the libraries that have something in it. `machine`: its limits, None where they are not to be shown."""
    present = {key: library for key, library in libraries.items() if any(key in values for values in seconds.values())}
    first = next(iter(present))
    shares = {}
    for title, values in seconds.items() if machine else ():
        if first in values:
            shares[title] = limits.share(group.case(title), values[first], machine)
    return table({title: (show_seconds, values) for title, values in seconds.items()}, present, shares if any(shares.values()) else None)


def ratios(seconds):
    """{title: PyTorch's time over pyautograd's}."""
    return {title: values["torch"] / values["compiled"] for title, values in seconds.items() if {"torch", "compiled"} <= values.keys()}


def geometric_mean(values):
    return math.exp(sum(map(math.log, values)) / len(values))


def summary(seconds):
    """A sentence about a group's ratios to PyTorch, empty where they were not measured."""
    found = ratios(seconds)
    if not found:
        return ""
    lowest = min(found, key=found.get)
    below = sum(ratio < 1 for ratio in found.values())
    return (f"Geometric mean {show_ratio(geometric_mean(found.values()))} PyTorch's speed, lowest {show_ratio(found[lowest])} ({lowest}), "
            f"{below} of {len(found)} below 1.")  # fmt: skip


def shortfalls(group, seconds):
    """Sentences about the marks that a group misses."""
    found = ratios(seconds)
    missed = []
    for title, ratio in found.items():
        target = group.case(title).target or group.target
        if ratio < target:
            missed.append(f"{title}: {show_ratio(ratio)}, wanted {show_ratio(target)}")
    if group.mean and found and geometric_mean(found.values()) < group.mean:
        missed.append(f"geometric mean {show_ratio(geometric_mean(found.values()))}, wanted {show_ratio(group.mean)}")
    return missed


def regressions(seconds, stored):
    """Sentences about ratios that have fallen by more than a quarter."""
    return [
        f"{title}: {show_ratio(ratio)}, was {show_ratio(stored[title])}"
        for title, ratio in ratios(seconds).items() if title in stored and ratio < stored[title] / REGRESSION
    ]  # fmt: skip


def scaling_tables(found):
    """Markdown of what `scaling.measure` gives."""
    parts = []
    for name, title, unit in (("nodes", "nodes of a chain, forward and backward", "node"), ("add", "elements, `a + b`", "element"),
                              ("exp", "elements, `exp`", "element"), ("sum", "elements, `sum`", "element")):  # fmt: skip
        sizes = found[1][name]
        if not sizes:
            continue
        counts = (1,) if name == "nodes" else (1, 2)
        lines = [f"| {title} | " + " | ".join(f"{who}, {n} thread{'s' if n > 1 else ''}" for who in ("pyautograd", "PyTorch") for n in counts) + " |"]
        lines.append("| --: |" + " --: |" * (2 * len(counts)))
        for size in sizes:
            cells = [found[n][name][size].get(key) for key in ("compiled", "torch") for n in counts]
            lines.append(f"| {size:,} | " + " | ".join("–" if c is None else show_each(c) for c in cells) + " |")
        parts.append("\n".join(lines) + f"\n\nTime per {unit}.")
    return "\n\n".join(parts)


def machine_name():
    """One line that says where the figures are from."""
    name = platform.processor() or platform.machine()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            names = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
        name = names[0] if names else name
    return f"{name}, {os.cpu_count()} processors; {platform.system()}, {platform.python_implementation()} {platform.python_version()}"
