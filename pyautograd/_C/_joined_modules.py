"""Finds the small modules of the compiled core in an installed package: each package keeps its own in one library, ``_joined``.

Where they were built in place, each is a library of its own, and nothing is looked for here.
"""
import os
import sys
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader
from importlib.util import spec_from_file_location

PACKAGE = __package__
FOLDER = os.path.dirname(__file__)
# Those that stand in no package below this one. The others are compiled from the files of the same names below ``_py``.
LOOSE = ("anomaly", "binder", "derivatives", "expressions", "forward_rules", "lazy", "util")


class JoinedModules:
    """A finder that comes after Python's own."""

    @staticmethod
    def find_spec(fullname, path=None, target=None):
        if not fullname.startswith(PACKAGE + "."):
            return None
        *packages, name = fullname[len(PACKAGE) + 1 :].split(".")
        library = library_in(os.path.join(FOLDER, *packages))
        source = os.path.join(os.path.dirname(FOLDER), "_py", *packages, name + ".py")
        if library is None or not (os.path.exists(source) if packages else name in LOOSE):
            return None
        return spec_from_file_location(fullname, library, loader=ExtensionFileLoader(fullname, library))


def library_in(folder):
    """The path of the library that holds the small modules of a package, or None."""
    return next((path for suffix in EXTENSION_SUFFIXES if os.path.exists(path := os.path.join(folder, "_joined" + suffix))), None)


if library_in(FOLDER):
    sys.meta_path.append(JoinedModules)
