"""``torch.hub``: nothing is downloaded here."""
import os
import re

HASH_REGEX = re.compile(r"-([a-f0-9]*)\.")  # the part of a file's name that says how its content hashes
READ_DATA_CHUNK = 128 * 1024

def _get_torch_home():
    """The directory for files of PyTorch: ``TORCH_HOME``, or ``torch`` in the user's directory for caches."""
    return os.path.expanduser(os.getenv("TORCH_HOME", os.path.join(os.getenv("XDG_CACHE_HOME", "~/.cache"), "torch")))


def get_dir():
    """The directory that models are kept in."""
    return _hub_dir or os.path.join(_get_torch_home(), "hub")


def set_dir(d):
    """Set the directory that models are kept in."""
    global _hub_dir
    _hub_dir = os.path.expanduser(d)


_hub_dir = None


def _refused(name):
    def refuse(*args, **kwargs):
        raise NotImplementedError(f"torch.hub.{name}: models and files are not downloaded; save them to a file and use torch.load")

    refuse.__name__ = refuse.__qualname__ = name
    return refuse


for _name in ("load", "list", "help", "download_url_to_file", "load_state_dict_from_url"):
    globals()[_name] = _refused(_name)
