"""``python -m bench [operations] [install]``: measure, and print one Markdown table."""
import argparse
import sys

from . import measure, report
from .install import size, version
from .libraries import LIBRARIES
from .operations import CHAIN_CASE, ELEMENTS

GROUPS = ("operations", "install")


def main():
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("groups", nargs="*", metavar="group", help=f"what to measure, of {', '.join(GROUPS)}; everything if none is named")
    parser.add_argument("--rounds", type=int, default=25, help="how often every library has its turn (%(default)s)")
    parser.add_argument("--libraries", default=",".join(LIBRARIES), help="columns, the first being what the others are compared with (%(default)s)")
    parser.add_argument("--check", action="store_true", help="end with status 1 where a mark that the project sets itself is missed")
    options = parser.parse_args()
    groups = options.groups or GROUPS
    if unknown := set(groups) - set(GROUPS):
        parser.error(f"no such group: {', '.join(sorted(unknown))}")
    if unknown := set(options.libraries.split(",")) - set(LIBRARIES):
        parser.error(f"no such library: {', '.join(sorted(unknown))}")
    libraries = {key: LIBRARIES[key] for key in options.libraries.split(",")}

    operations, missing = measure.operations(libraries, options.rounds if "operations" in groups else 0)
    libraries = {key: library for key, library in libraries.items() if key not in missing}
    imports, sizes = {}, {}
    if "install" in groups:
        imports = measure.imports(libraries, options.rounds)
        sizes = {key: size(library) for key, library in libraries.items()}

    rows = {case: (report.show_seconds, seconds) for case, seconds in operations.items()}
    if "install" in groups:
        rows["import, NumPy being imported"] = report.show_seconds, imports
        rows["installed, without dependencies"] = report.show_bytes, sizes
    print(report.table(rows, libraries))
    print()
    print(f"{ELEMENTS} float32 elements. {report.machine()}.")
    print(", ".join(f"{library.distribution} {version(library)}" for library in {lib.distribution: lib for lib in libraries.values()}.values()) + ".")
    for key, reason in missing.items():
        print(f"Not measured: {LIBRARIES[key].title} ({reason}).")
    missed = report.shortfalls(operations, imports, sizes, CHAIN_CASE)
    for sentence in missed:
        print(f"Short of the mark: {sentence}.")
    if options.check and missed:
        sys.exit(1)


main()
