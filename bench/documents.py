"""The parts of the README and of `docs/performance.md` that are measured: tables between marks, and plots."""
import re

from . import cases, plot, report
from .libraries import LIBRARIES
from .memory import TITLE as MEMORY_TITLE

_README_CASES = {"overhead/1": ("`a + b`", "`a + b`, recorded", "50 operations, forward and backward", "`(a + b).sum().backward()`")}
_README_COLUMNS = ("compiled", "plain", "torch")


def about(libraries, version):
    """Machine and versions, one sentence each."""
    versions = {library.distribution: version(library) for library in libraries.values()}
    return f"{report.machine_name()}. " + ", ".join(f"{name} {number}" for name, number in versions.items()) + "."


def group_part(group, threads, seconds, libraries, machine):
    """Heading, note, table and summary of a group."""
    counted = f", {threads} thread{'s' if threads > 1 else ''}" if group.threads else ""
    lines = [f"### {group.title}{counted}", "", group.note]
    if machine:
        lines[-1] += (f" The machine copies {machine['copy'] / 1e9:.1f} GB/s, does a triad at {machine['triad'] / 1e9:.1f} GB/s, and multiplies matrices at "
                      f"{machine['float32'] / 1e9:,.0f} (float32) and {machine['float64'] / 1e9:,.0f} (float64) GFLOP/s.")  # fmt: skip
    lines += ["", report.group_table(group, seconds, libraries, machine), "", report.summary(seconds)]
    return "\n".join(lines).rstrip()


def footprint_rows(results):
    """Rows of what is no time of an operation: memory, import, size."""
    rows = {}
    if "memory" in results:
        rows[MEMORY_TITLE] = report.show_bytes, results["memory"]
    if "import" in results:
        rows["import, NumPy being imported"] = report.show_seconds, results["import"]
        rows["installed, without dependencies"] = report.show_bytes, results["size"]
    return rows


def fill(path, mark, text):
    """Put `text` between the marks of that name."""
    page = path.read_text(encoding="utf-8")
    pattern = re.compile(rf"(<!-- {mark} -->\n).*?(<!-- /{mark} -->)", re.S)
    if not pattern.search(page):
        raise SystemExit(f"{path} has no place for {mark}")
    path.write_text(pattern.sub(lambda found: found[1] + text + "\n" + found[2], page), encoding="utf-8")


def write(root, results):
    """Render results into README.md, docs/performance.md, docs/performance.svg and docs/scaling.svg below `root`."""
    docs, parts, ratios = root / "docs", [], {}
    for key, value in results.items():
        name, _, threads = key.partition("/")
        if name in cases.GROUPS:
            group = cases.load(name)
            parts.append(((cases.GROUPS.index(name), int(threads)), group_part(group, int(threads), value["seconds"], LIBRARIES, value["machine"])))
            if threads == "1":
                ratios[name] = report.ratios(value["seconds"])
    fill(docs / "performance.md", "tables", "\n\n".join(part for _, part in sorted(parts)))
    fill(docs / "performance.md", "about", results["about"])
    fill(docs / "performance.md", "footprint", report.table(footprint_rows(results), {key: LIBRARIES[key] for key in results.get("size", {})}))
    (docs / "performance.svg").write_text(plot.bars({cases.load(name).title: ratios[name] for name in cases.GROUPS if ratios.get(name)}), encoding="utf-8")
    if "scaling" in results:
        found = {int(n): {name: {int(size): v for size, v in sizes.items()} for name, sizes in tables.items()} for n, tables in results["scaling"].items()}
        fill(docs / "performance.md", "scaling", report.scaling_tables(found))
        (docs / "scaling.svg").write_text(plot.lines(found), encoding="utf-8")
    rows = {}
    for key, titles in _README_CASES.items():
        rows.update({title: (report.show_seconds, results[key]["seconds"][title]) for title in titles})
    rows.update(footprint_rows({key: value for key, value in results.items() if key != "memory"}))
    fill(root / "README.md", "bench", report.table(rows, {key: LIBRARIES[key] for key in _README_COLUMNS}))
