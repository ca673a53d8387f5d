"""Measures libraries in one process: reads a request a line, answers a line.

``["prepare", group, title, key]`` sets a case up for a library; ``["time", key, repetitions]`` runs it and answers with the seconds; ``["drop"]`` forgets
what was prepared.
"""
import importlib
import json
import sys
import time
import timeit

from . import cases
from .libraries import LIBRARIES


def speaks(key, threads):
    """Import a library; why it cannot be had, or None."""
    library = LIBRARIES[key]
    try:
        module = importlib.import_module(library.module)
        if library.dialect == "micrograd":
            importlib.import_module("micrograd.engine")
    except ImportError as error:
        return str(error)
    if hasattr(module, "set_num_threads"):
        module.set_num_threads(threads)
    return None


def settle(run, *arguments):
    """Begin a turn of several threads as any but the first call of a program does: the threads of the library before have
    stopped looking for work, which they do for milliseconds, and those of this one are awake."""
    time.sleep(0.02)
    run(*arguments)


def main(threads, *keys):
    print(json.dumps({key: speaks(key, int(threads)) for key in keys}), flush=True)
    # On one thread the time that the processor spent here, which leaves out what it gave to other processes meanwhile.
    clock = time.process_time if threads == "1" else time.perf_counter
    prepared, groups = {}, {}
    for line in sys.stdin:
        request, *arguments = json.loads(line)
        answer = None
        if request == "prepare":
            name, title, key = arguments
            if name not in groups:
                groups[name] = cases.load(name)
            library = LIBRARIES[key]
            setup, statement = groups[name].case(title).source(library.dialect)
            namespace = {}
            if library.dialect == "torch":
                exec(f"import {library.module} as torch", namespace)
            exec(groups[name].setups[library.dialect] + "\n" + setup, namespace)
            prepared[key] = timeit.Timer(statement, "import gc; gc.enable()", clock, namespace)
        elif request == "time":
            key, repetitions = arguments
            if clock is time.perf_counter:
                settle(prepared[key].timeit, max(1, repetitions // 8))
            answer = prepared[key].timeit(repetitions)
        else:
            prepared.clear()
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
