"""Finds what the compiled core shares with the plain one: compiled files in an installed package's libraries, the others in their source.

In a wheel each package keeps its small compiled modules in one library, ``_joined``; built in place, each is a library of its own, which Python finds.
"""
import os
import sys
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader
from importlib.util import spec_from_file_location

from ._compiled import COMPILED, INTERPRETED

PACKAGE = __package__
FOLDER = os.path.dirname(__file__)
GENERATED = ("derivatives", "expressions")  # compiled, too; ``csrc/codegen.py`` writes them


class SharedModules:
    """A finder that comes after Python's own."""

    @staticmethod
    def find_spec(fullname, path=None, target=None):
        if not fullname.startswith(PACKAGE + "."):
            return None
        *packages, name = fullname[len(PACKAGE) + 1 :].split(".")
        package = ".".join(packages)
        if package not in COMPILED:
            return None
        if name in COMPILED[package] or not package and name in GENERATED:
            library = library_in(os.path.join(FOLDER, *packages))
            return library and spec_from_file_location(fullname, library, loader=ExtensionFileLoader(fullname, library))
        source = os.path.join(os.path.dirname(FOLDER), "_py", *packages, name + ".py")
        return spec_from_file_location(fullname, source) if os.path.exists(source) and (package or name in INTERPRETED) else None


def library_in(folder):
    """The path of the library that holds the small modules of a package, or None."""
    return next((path for suffix in EXTENSION_SUFFIXES if os.path.exists(path := os.path.join(folder, "_joined" + suffix))), None)


sys.meta_path.append(SharedModules)
