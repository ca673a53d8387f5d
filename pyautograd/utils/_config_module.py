"""``torch.utils._config_module``: modules of settings, which are read and written as attributes and can be patched for a while."""
import contextlib
import copy
import hashlib
import inspect
import os
import pickle
import sys
import warnings
from types import FunctionType, ModuleType

_UNSET = object()
_NO_ALIAS = (
    "`config.{}()` has been deprecated. It no longer changes the underlying config. use `config.get_config_copy()` instead if you just want a copy of the "
    "config, or config.load_config if you need mutable access"
)


class _Config:
    """How a setting gets its value. See `Config`."""

    def __init__(
        self, default=_UNSET, justknob=None, env_name_default=None, env_name_force=None, value_type=None, alias=None, deprecated=False, deprecation_message=None
    ):  # fmt: skip
        self.deprecated, self.deprecation_message = deprecated, deprecation_message
        self.default, self.justknob, self.value_type, self.alias = default, justknob, value_type, alias
        self.env_name_default, self.env_name_force = _names(env_name_default), _names(env_name_force)
        if alias is not None and (default is not _UNSET or justknob is not None or self.env_name_default or self.env_name_force):
            raise AssertionError("if alias is set, none of {default, justknob, env_name_default and env_name_force} can be set")


def _names(names):
    return [] if names is None else [names] if isinstance(names, str) else list(names)


def Config(  # noqa: N802  PyTorch's name
    default=_UNSET, justknob=None, env_name_default=None, env_name_force=None, value_type=None, alias=None, deprecated=False, deprecation_message=None
):  # fmt: skip
    """A setting.

    Parameters
    ----------
    default : object
        Its value where nobody sets it.
    justknob : str, optional
        Kept: there is no service that would answer.
    env_name_default, env_name_force : str or list of str, optional
        Environment variables that take the default's place, and that go before everything.
    value_type : type, optional
        The type that `ConfigModule.get_type` answers.
    alias : str, optional
        Another setting, ``module.name``, that this one stands for.
    deprecated : bool
        Warn whoever reads or sets it, by `deprecation_message` where there is one.
    """
    return _Config(default, justknob, env_name_default, env_name_force, value_type, alias, deprecated, deprecation_message)


def _from_environment(names):
    for name in names:
        text = os.environ.get(name)
        if text is not None:
            return {"1": True, "0": False}.get(text, text)
    return _UNSET


class _Entry:
    """The state of one setting."""

    def __init__(self, config, annotated=None):
        self.config = config
        self.default = _from_environment(config.env_name_default)
        if self.default is _UNSET:
            self.default = config.default
        self.forced, self.set = _from_environment(config.env_name_force), _UNSET
        self.hidden = self.warned = False
        self.type = annotated or config.value_type or type(config.default)

    def value(self):
        for found in (self.forced, self.set):
            if found is not _UNSET:
                return found
        if isinstance(self.default, (list, set, dict)):  # who changes it in place has set it
            self.set = copy.deepcopy(self.default)
            return self.set
        return self.default


def install_config_module(module):
    """Make the values of a module its settings; those of classes in it are called ``class.name``."""

    class ConfigModuleInstance(ConfigModule):
        _bypass_keys = {"_is_dirty", "_hash_digest", "__annotations__"}

    entries = {}

    def visit(source, dest, prefix):
        types = dict(getattr(module, "__annotations__", {}))
        for key, value in list(source.__dict__.items()):
            if key.startswith("__") or isinstance(value, (ModuleType, FunctionType)) or getattr(value, "__module__", None) == "typing":
                continue
            if inspect.isclass(value):
                if value.__module__ == module.__name__:
                    visit(value, _Proxy(module, f"{prefix}{key}."), f"{prefix}{key}.")
                    if dest is module:
                        setattr(module, key, _Proxy(module, f"{key}."))
                continue
            if value is Config or isinstance(value, contextlib.ContextDecorator):
                continue
            entries[prefix + key] = _Entry(value if isinstance(value, _Config) else _Config(value), types.get(prefix + key))
            if source is module:
                delattr(module, key)

    visit(module, module, "")
    module._config, module._compile_ignored_keys = entries, set()
    module.__class__ = ConfigModuleInstance
    module._is_dirty, module._hash_digest = True, None


class _Proxy:
    """The settings of a class in a module."""

    def __init__(self, config, prefix):
        super().__setattr__("_config", config)
        super().__setattr__("_prefix", prefix)

    def __getattr__(self, name):
        return getattr(self._config, self._prefix + name)

    def __setattr__(self, name, value):
        setattr(self._config, self._prefix + name, value)

    def __delattr__(self, name):
        delattr(self._config, self._prefix + name)


SubConfigProxy = _Proxy


class ConfigModule(ModuleType):
    """A module whose values are settings: a name that is none of them cannot be set."""

    _bypass_keys = set()

    def __init__(self):
        raise NotImplementedError(f"use {__name__}.install_config_module(sys.modules[__name__])")

    def _entry(self, name):
        try:
            return self._config[name]
        except KeyError:
            raise AttributeError(f"{self.__name__}.{name} does not exist") from None

    def _warn_if_deprecated(self, name, entry):
        if entry.config.deprecated and not entry.warned:
            entry.warned = True
            reason = f" and {entry.config.deprecation_message}" if entry.config.deprecation_message else ""
            text = f"{self.__name__}.{name} is deprecated{reason}. It will be removed in a future version of PyTorch."
            warnings.warn(text, FutureWarning, stacklevel=3)

    def _aliased(self, entry):
        module, _, name = entry.config.alias.rpartition(".")
        return sys.modules[module], name

    def __setattr__(self, name, value):
        if name.startswith("__") or name in ("_config", "_compile_ignored_keys") or name in self._bypass_keys or "_config" not in self.__dict__:
            super().__setattr__(name, value)
            return
        entry = self._entry(name)
        if entry.config.alias is not None:
            setattr(*self._aliased(entry), value)
            return
        self._warn_if_deprecated(name, entry)
        entry.set, entry.hidden = value, False
        self._is_dirty = True

    def __getattr__(self, name):
        if name.startswith("__") or name == "_config":
            raise AttributeError(name)
        entry = self._entry(name)
        if entry.hidden:
            raise AttributeError(f"{self.__name__}.{name} does not exist")
        self._warn_if_deprecated(name, entry)
        return getattr(*self._aliased(entry)) if entry.config.alias is not None else entry.value()

    def __delattr__(self, name):
        self._is_dirty = True
        entry = self._entry(name)
        entry.set, entry.hidden = _UNSET, True

    def is_default(self, name):
        """Whether a setting has its default value."""
        entry = self._entry(name)
        return entry.value() == entry.default

    def _is_default(self, name):
        return self.is_default(name)

    def get_type(self, config_name):
        """The type that a setting was declared with."""
        return self._entry(config_name).type

    def _get_dict(self, ignored_keys=(), ignored_prefixes=(), skip_default=False):
        found = {}
        for name, entry in self._config.items():
            if entry.config.alias is not None or name in ignored_keys or name.startswith(tuple(ignored_prefixes)):
                continue
            if not (skip_default and self.is_default(name)):
                found[name] = copy.deepcopy(entry.value())
        return found

    def _without_private(self, **options):
        kept = getattr(self, "_save_config_ignore", []) if "_save_config_ignore" in self._config else []
        return self._get_dict(ignored_keys=[*kept, "_save_config_ignore", "_cache_config_ignore_prefix"], **options)

    def save_config(self):
        """The settings as bytes, which `load_config` takes."""
        return pickle.dumps(self._without_private(), protocol=2)

    def save_config_portable(self, *, ignore_private_configs=True):
        """The settings that can be carried to another machine, as a dictionary."""
        ignored = list(self._cache_config_ignore_prefix) if "_cache_config_ignore_prefix" in self._config else []
        return self._get_dict(ignored_prefixes=[*ignored, "_"] if ignore_private_configs else ignored)

    def codegen_config(self):
        """Lines of Python that set what is not at its default."""
        return "\n".join(f"{self.__name__}.{name} = {value!r}" for name, value in self._without_private(skip_default=True).items())

    def get_hash(self):
        """The MD5 digest of the settings."""
        if self._is_dirty or self._hash_digest is None:
            self._hash_digest = hashlib.md5(repr(sorted(self._without_private().items())).encode("utf-8")).digest()  # noqa: S324  no secret
            self._is_dirty = False
        return self._hash_digest

    def get_config_copy(self):
        """The settings as a dictionary of their own."""
        return self._get_dict()

    def to_dict(self):
        """`get_config_copy`, with a warning."""
        warnings.warn(_NO_ALIAS.format("to_dict"), FutureWarning, stacklevel=2)
        return self._get_dict()

    def shallow_copy_dict(self):
        """`get_config_copy`, with a warning."""
        warnings.warn(_NO_ALIAS.format("shallow_copy_dict"), FutureWarning, stacklevel=2)
        return self._get_dict()

    def load_config(self, maybe_pickled_config):
        """Take settings from what `save_config` or `to_dict` has given."""
        given = maybe_pickled_config if isinstance(maybe_pickled_config, dict) else pickle.loads(maybe_pickled_config)
        for name, value in given.items():
            if name in self._config:
                setattr(self, name, value)

    def patch(self, arg1=None, arg2=None, **kwargs):
        """A context, or a decorator of functions, in which settings have other values: ``patch("name", value)``, ``patch({...})``, ``patch(name=value)``."""
        if arg1 is None:
            changes = kwargs
        elif arg2 is not None:
            if not isinstance(arg1, str):
                raise AssertionError(f"Expected key to be a string, got {type(arg1)}")
            changes = {arg1: arg2}
        else:
            changes = {arg1: None} if isinstance(arg1, str) else arg1
        if not isinstance(changes, dict):
            raise AssertionError("first argument must be a dict when passing a single positional arg to patch")
        return _Patched(self, changes)

    def __reduce__(self):
        return sys.modules.get, (self.__name__,)


class _Patched(contextlib.ContextDecorator):
    def __init__(self, config, changes):
        self.config, self.changes, self.before = config, changes, []

    def __enter__(self):
        self.before.append({name: getattr(self.config, name) for name in self.changes})
        for name, value in self.changes.items():
            setattr(self.config, name, value)

    def __exit__(self, *exc):
        for name, value in self.before.pop().items():
            setattr(self.config, name, value)


def get_tristate_env(name, default=None):
    """True, False or `default`, as an environment variable says 1, 0 or nothing."""
    value = os.environ.get(name)
    return {"1": True, "0": False}.get(value, default)
