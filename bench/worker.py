"""Measures one library's operations: reads a case and a number of repetitions a line, answers with the seconds they took."""
import json
import sys
import timeit

from .operations import CASES, SETUP


def main(dialect, module):
    namespace = {}
    try:
        exec(SETUP[dialect].format(module=module), namespace)
    except ImportError as error:
        print(json.dumps({"missing": str(error)}), flush=True)
        return
    print(json.dumps({"cases": [case for case, statements in CASES.items() if dialect in statements]}), flush=True)
    timers = {}
    for line in sys.stdin:
        case, repetitions = json.loads(line)
        if case not in timers:
            timers[case] = timeit.Timer(CASES[case][dialect], "import gc; gc.enable()", globals=namespace)
        print(json.dumps(timers[case].timeit(repetitions)), flush=True)


main(*sys.argv[1:])
