"""What `import pyautograd` loads, in a fresh process: a module more is a cost for everybody, so the set is held here."""
import json
import os
import subprocess
import sys

import pyautograd

_PROGRAM = """
import sys, json, numpy
before = set(sys.modules)
import pyautograd
print(json.dumps(sorted(set(sys.modules) - before)))
"""


def loaded(statement=""):
    done = subprocess.run([sys.executable, "-c", _PROGRAM + statement], capture_output=True, text=True, check=True, env={**os.environ, "PYAUTOGRAD_BACKEND": pyautograd.backend})
    return json.loads(done.stdout.splitlines()[0])


OURS = {
    "compiled": """
    """,
    "python": """
    """,
}


def test_modules_of_the_package():
    found = {name for name in loaded() if name.partition(".")[0] == "pyautograd"}
    assert found == set(OURS[pyautograd.backend].split())


def test_nothing_heavy():
    others = {name.partition(".")[0] for name in loaded()} - {"pyautograd"}
    assert not others & {
        "asyncio", "concurrent", "ctypes", "doctest", "email", "http", "importlib_metadata", "inspect", "logging", "multiprocessing", "pdb", "pydoc", "sqlite3", "ssl",
        "subprocess", "tempfile", "torch", "typing_extensions", "unittest", "urllib", "xml",
    }  # fmt: skip
