"""``torch.hub``: models of a directory, and files that are there already. Nothing is downloaded."""
import importlib.util
import os
import re
import sys
from urllib.parse import urlparse

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


class _Progress:
    """What stands for tqdm's progress bar where that package is not installed: it writes how far it is to the standard error."""

    def __init__(self, total=None, disable=False, unit=None, *args, **kwargs):
        self.total, self.disable, self.n = total, disable, 0

    @staticmethod
    def set_lock(lock):
        """Nothing to lock."""

    @staticmethod
    def get_lock():
        """None."""

    def update(self, n):
        """Go on by `n`."""
        self.n += n
        if not self.disable:
            sys.stderr.write(f"\r{self.n:.1f} bytes" if self.total is None else f"\r{100 * self.n / float(self.total):.1f}%")
            sys.stderr.flush()

    def close(self):
        """End the line."""
        self.disable = True

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        if not self.disable:
            sys.stderr.write("\n")


def __getattr__(name):
    """``tqdm``: that package's progress bar where it is installed."""
    if name != "tqdm":
        raise AttributeError(f"module 'torch.hub' has no attribute '{name}'")
    try:
        from tqdm import tqdm
    except ImportError:
        tqdm = _Progress
    globals()["tqdm"] = tqdm
    return tqdm


def _local(name, repo_or_dir, source):
    """The module ``hubconf`` of a directory. NotImplementedError for a repository elsewhere."""
    if source not in ("github", "local"):
        raise ValueError(f'Unknown source: "{source}". Allowed values: "github" | "local".')
    if source == "github":
        raise NotImplementedError(f"torch.hub.{name}: repositories are not downloaded; give a directory with source='local'")
    spec = importlib.util.spec_from_file_location("hubconf.py", os.path.join(os.path.expanduser(repo_or_dir), "hubconf.py"))
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, repo_or_dir)
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(repo_or_dir)
    return module


def _entry(module, model):
    missing = [p for p in getattr(module, "dependencies", []) or [] if p != "torch" and importlib.util.find_spec(p) is None]
    if missing:
        raise RuntimeError(f"Missing dependencies: {', '.join(missing)}")
    found = getattr(module, model, None)
    if found is None or not callable(found):
        raise RuntimeError(f"Cannot find callable {model} in hubconf")
    return found


def load(repo_or_dir, model, *args, source="github", trust_repo=None, force_reload=False, verbose=True, skip_validation=False, **kwargs):
    """What the function `model` in the ``hubconf.py`` of a directory returns; ``source="local"``.

    Raises
    ------
    RuntimeError
        If there is no such function, or what it needs is not installed.
    NotImplementedError
        For a repository on GitHub: nothing is downloaded.
    """
    return _entry(_local("load", repo_or_dir, source.lower()), model)(*args, **kwargs)


def list(github, force_reload=False, skip_validation=False, trust_repo=None, verbose=True):
    """Refused: the entries of a repository on GitHub, which is not downloaded."""
    _local("list", github, "github")


def help(github, model, force_reload=False, skip_validation=False, trust_repo=None):
    """Refused: the docstring of an entry of a repository on GitHub, which is not downloaded."""
    _local("help", github, "github")


def load_state_dict_from_url(url, model_dir=None, map_location=None, progress=True, check_hash=False, file_name=None, weights_only=False):
    """A state dict that is in the directory for checkpoints already, under the name at the end of `url`.

    Raises
    ------
    NotImplementedError
        If it is not there: nothing is downloaded.
    """
    from .serialization import load as load_file

    directory = os.path.join(get_dir(), "checkpoints") if model_dir is None else model_dir
    path = os.path.join(directory, file_name or os.path.basename(urlparse(url).path))
    if not os.path.exists(path):
        raise NotImplementedError(f"torch.hub.load_state_dict_from_url: files are not downloaded; put {url} into {directory}")
    return load_file(path, map_location=map_location, weights_only=weights_only)


def download_url_to_file(url, dst, hash_prefix=None, progress=True):
    """Refused: nothing is downloaded."""
    raise NotImplementedError("torch.hub.download_url_to_file: models and files are not downloaded; save them to a file and use torch.load")
