"""Times of the whole examples on both libraries, and their pictures, for `docs/examples.md`.

    python -m bench.examples [NAME ...]

What is counted is the processor's time on one thread from the start of the work until its end, as each program reports it, without imports and
drawing. Two runs of each, in turn; the quicker one counts. Writes the table of the page and the pictures beside it.
"""
import json
import re
import subprocess
import sys
from pathlib import Path

from .documents import fill
from .libraries import LIBRARIES, start_python
from .report import machine_name, show_ratio

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "examples.md"
PICTURES = ROOT / "docs" / "pictures"
RUNS = 2
# The programs read the wall clock. A shared machine's is of no use: here they read the processor's.
RUN = "import runpy, sys, time; time.perf_counter = time.process_time; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"


def run(key, program):
    """Seconds that a program reports on a library."""
    library = LIBRARIES[key]
    command = [*(["-m", "pyautograd"] if library.module == "pyautograd" else []), "-c", RUN, str(program)]
    out = PICTURES if key == "compiled" else ROOT / "build" / "pictures"
    printed, _ = start_python([library], 1, *command, "--out", str(out), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).communicate()
    return float(re.search(r"in ([\d.]+) s\b", printed)[1]), printed


def main():
    names = sys.argv[1:]
    kept = ROOT / "build" / "examples.json"
    seconds = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    for program in sorted((ROOT / "examples").glob("*.py")):
        if names and program.stem not in names:
            continue
        runs = {"compiled": [], "torch": []}
        for _ in range(RUNS):
            for key, times in runs.items():
                taken, printed = run(key, program)
                times.append(taken)
        seconds[program.stem] = {key: min(times) for key, times in runs.items()}
        print(program.stem, seconds[program.stem], printed, sep="\n", flush=True)
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(json.dumps(seconds), encoding="utf-8")
    lines = ["| example | pyautograd | PyTorch | |", "| :-- | --: | --: | --: |"]
    lines += [
        f"| `{name}.py` | {found['compiled']:.1f} s | {found['torch']:.1f} s | {show_ratio(found['torch'] / found['compiled'])} |"
        for name, found in sorted(seconds.items())
    ]
    fill(PAGE, "times", "\n".join([*lines, "", f"{machine_name()}; one thread."]))


if __name__ == "__main__":
    main()
