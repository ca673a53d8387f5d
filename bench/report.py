"""The table, and the marks that it is held to."""
import os
import platform


def show_seconds(seconds):
    for unit, scale in (("s", 1), ("ms", 1e3), ("µs", 1e6)):
        if seconds * scale >= 1:
            return f"{seconds * scale:.3g} {unit}" if seconds * scale < 999.5 else f"{seconds * scale:,.0f} {unit}"
    return f"{seconds * 1e9:.0f} ns"


def show_bytes(n):
    return f"{n / 1e6:,.1f} MB" if n < 1e8 else f"{n / 1e6:,.0f} MB"


def table(rows, libraries):
    """Markdown. `rows` is {title: (format, {key: value})}; beside each value stands its ratio to the first column's."""
    lines = ["| | " + " | ".join(library.title for library in libraries.values()) + " |", "| :-- |" + " --: |" * len(libraries)]
    first = next(iter(libraries))
    for title, (show, values) in rows.items():
        cells = []
        for key in libraries:
            cell = show(values[key]) if key in values else "–"
            if key in values and first in values and key != first:
                ratio = values[key] / values[first]
                cell += f" ({ratio:,.0f}×)" if ratio >= 9.95 else f" ({ratio:.1f}×)"
            cells.append(cell)
        lines.append(f"| {title} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def machine():
    """One line that says where the figures are from."""
    name = platform.processor() or platform.machine()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            names = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
        name = names[0] if names else name
    return f"{name}, one thread; {platform.system()}, {platform.python_implementation()} {platform.python_version()}"


def shortfalls(operations, imports, sizes, chain):
    """Sentences about the marks that are missed: 8 times PyTorch, 20 times the plain core on the chain, 40 ms, 10 MB."""
    missed = []
    for case, seconds in operations.items():
        if {"compiled", "torch"} <= seconds.keys() and seconds["torch"] < 8 * seconds["compiled"]:
            missed.append(f"{case}: {seconds['torch'] / seconds['compiled']:.1f} times PyTorch, 8 are wanted")
    seconds = operations.get(chain, {})
    if {"compiled", "plain"} <= seconds.keys() and seconds["plain"] < 20 * seconds["compiled"]:
        missed.append(f"{chain}: {seconds['plain'] / seconds['compiled']:.1f} times the plain core, 20 are wanted")
    if imports.get("compiled", 0) > 0.040:
        missed.append(f"import: {imports['compiled'] * 1e3:.0f} ms, at most 40 are wanted")
    if sizes.get("compiled", 0) > 10e6:
        missed.append(f"installed size: {sizes['compiled'] / 1e6:.1f} MB, at most 10 are wanted")
    return missed
