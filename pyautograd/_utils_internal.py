"""What PyTorch keeps for its own tests and for where it is built. Programs that were made from such code ask for a few of them."""
import os
import tempfile

TEST_MASTER_ADDR = "127.0.0.1"
TEST_MASTER_PORT = 29500


def get_file_path(*path_components):
    """A file of the package."""
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), *path_components)


def get_file_path_2(*path_components):
    """A file by the parts of its path."""
    return os.path.join(*path_components)


def get_writable_path(path):
    """The path itself where it may be written, else an empty folder of its name."""
    return path if os.access(path, os.W_OK) else tempfile.mkdtemp(suffix=os.path.basename(path))


def resolve_library_path(path):
    """The path without symbolic links."""
    return os.path.realpath(path)


def is_fb_unit_test():
    """False."""
    return False


def justknobs_check(name, default=True):
    """The default: there is nobody to ask."""
    return default


def justknobs_getval_int(name):
    """0."""
    return 0


def signpost_event(category, name, parameters):
    """Nothing is reported."""


def log_export_usage(**kwargs):
    """Nothing is reported."""
