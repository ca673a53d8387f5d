"""``python -m bench [group ...]``: measure side by side, and print Markdown tables."""
import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from . import cases, documents, measure, memory, report, scaling
from .install import size, version
from .libraries import LIBRARIES, start_python

GROUPS = (*cases.GROUPS, "scaling", "memory", "install")
STORED = Path(__file__).parent / "ratios.json"


def parse():
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("groups", nargs="*", metavar="group", help=f"what to measure, of {', '.join(GROUPS)}; everything if none is named")
    parser.add_argument("--rounds", type=int, default=25, help="how often every library has its turn (%(default)s)")
    parser.add_argument("--turn", type=float, default=0.02, help="seconds that a turn lasts at least (%(default)s)")
    parser.add_argument("--only", default="", metavar="TEXT", help="cases whose title has this text")
    parser.add_argument("--threads", default="1,2", help="thread counts for the groups where they matter (%(default)s)")
    parser.add_argument("--largest", type=int, default=max(scaling.ELEMENTS), help="elements and nodes of the scaling tables at most (%(default)s)")
    parser.add_argument("--libraries", default=",".join(LIBRARIES), help="columns, the first being what the others are compared with (%(default)s)")
    parser.add_argument("--check", action="store_true", help="end with status 1 where a ratio to PyTorch is more than 25 %% below the stored one")
    parser.add_argument("--store", action="store_true", help="store the ratios to PyTorch, for --check")
    parser.add_argument("--results", type=Path, metavar="FILE", help="keep what is measured in a JSON file, beside what other groups left there")
    parser.add_argument("--write", type=Path, metavar="DIR", help="render FILE into the tables and plots of a checkout, measuring nothing")
    options = parser.parse_args()
    options.groups = options.groups or GROUPS
    options.libraries = options.libraries.split(",")
    if unknown := set(options.groups) - set(GROUPS):
        parser.error(f"no such group: {', '.join(sorted(unknown))}")
    if unknown := set(options.libraries) - set(LIBRARIES):
        parser.error(f"no such library: {', '.join(sorted(unknown))}")
    if options.write and not options.results:
        parser.error("--write renders the file that --results names")
    options.threads = [n for n in map(int, options.threads.split(",")) if n <= (os.cpu_count() or 1)]
    return options


def machine_limits(threads):
    process = start_python([], threads, "-m", "bench.limits", stdout=subprocess.PIPE)
    out, _ = process.communicate()
    return json.loads(out)


def measure_group(name, libraries, options, results):
    """Print a group's tables as they are measured."""
    group = cases.load(name)
    for threads in options.threads if group.threads else (1,):
        limited = group if any(case.bytes or case.flops for case in group.cases) else None
        machine = machine_limits(threads) if limited else None
        workers = measure.start_workers(libraries, threads)
        seconds = {}
        try:
            for case in group.cases:
                if options.only in case.title:
                    seconds[case.title] = measure.case_seconds(workers, group, case, libraries, options.rounds, options.turn)
        finally:
            for worker in workers:
                worker.close()
        if not seconds:
            continue
        results[f"{name}/{threads}"] = {"seconds": seconds, "machine": machine}
        print(documents.group_part(group, threads, seconds, libraries, machine), end="\n\n", flush=True)
        for sentence in report.shortfalls(group, seconds):
            print(f"Short of the mark: {sentence}.", flush=True)


def keep(options, results):
    """Put what has been measured beside what the results file has already."""
    if options.results:
        before = json.loads(options.results.read_text(encoding="utf-8")) if options.results.exists() else {}
        options.results.write_text(json.dumps(before | results, indent=1), encoding="utf-8")


def main():
    options = parse()
    stored = json.loads(STORED.read_text(encoding="utf-8")) if STORED.exists() else {}
    if options.write:
        documents.write(options.write, json.loads(options.results.read_text(encoding="utf-8")))
        return
    libraries = {key: LIBRARIES[key] for key in options.libraries}
    missing = measure.available(libraries)
    libraries = {key: library for key, library in libraries.items() if key not in missing}
    results = {"about": documents.about(libraries, version)}
    for name in options.groups:
        if name in cases.GROUPS:
            measure_group(name, libraries, options, results)
            keep(options, results)
    if "scaling" in options.groups and any(library.process == "shared" and library.dialect == "torch" for library in libraries.values()):
        results["scaling"] = scaling.measure(libraries, options.largest)
        print(report.scaling_tables(results["scaling"]), end="\n\n", flush=True)
    if "memory" in options.groups:
        results["memory"] = memory.measure(libraries)
    if "install" in options.groups:
        installed = {key: library for key, library in libraries.items() if library.installs}
        results["import"] = measure.imports(installed, options.rounds)
        results["size"] = {key: size(library) for key, library in installed.items()}
    if rows := documents.footprint_rows(results):
        print(report.table(rows, libraries), end="\n\n")
    print(results["about"])
    for key, reason in missing.items():
        print(f"Not measured: {LIBRARIES[key].title} ({reason}).")
    keep(options, results)
    measured = {key: value["seconds"] for key, value in results.items() if "/" in key}
    regressed = [sentence for key, seconds in measured.items() for sentence in report.regressions(seconds, stored.get(key, {}))]
    for sentence in regressed if options.check else ():
        print(f"Slower than it was: {sentence}.")
    if options.store:
        for key, seconds in measured.items():
            stored[key] = stored.get(key, {}) | {title: round(ratio, 3) for title, ratio in report.ratios(seconds).items()}
        STORED.write_text(json.dumps(stored, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if options.check and regressed:
        sys.exit(1)


main()
