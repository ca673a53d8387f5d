"""``torch.nn.utils._named_member_accessor``: members of a module by their paths, to be read and put in place of others."""
from ..._tensor import Tensor
from ..modules.module import Module

MISSING = object()


def _checked_name(name):
    if "." in name:
        raise KeyError('tensor name can\'t contain "."')
    if name == "":
        raise KeyError('tensor name can\'t be empty string ""')


def swap_tensor(module, name, tensor, allow_missing=False):
    """Put a tensor, or None, in the place of a module's own, and return the one that was there; `MISSING` for none."""
    if not isinstance(module, Module):
        raise TypeError(f"{module} is not an instance of torch.nn.Module")
    if tensor is not MISSING and not isinstance(tensor, Tensor) and tensor is not None:
        raise TypeError(f"{tensor} is not an instance of torch.Tensor")
    _checked_name(name)
    for members in (module._parameters, module._buffers):
        if name in members:
            before = members[name]
            if tensor is MISSING:
                del members[name]
            else:
                members[name] = tensor
            return before
    before = getattr(module, name, MISSING)
    if before is MISSING and not allow_missing:
        raise AttributeError(f"{module._get_name()} has no attribute `{name}`")
    if before is not MISSING and not isinstance(before, Tensor) and before is not None:
        raise TypeError(f"attribute `{name}`: {before} is not an instance of torch.Tensor")
    if tensor is MISSING:
        if before is not MISSING:
            delattr(module, name)
    else:
        setattr(module, name, tensor)
    return before


def set_tensor(module, name, tensor):
    """Put a tensor in the place of a module's own, or beside them."""
    swap_tensor(module, name, tensor, allow_missing=True)


def swap_submodule(module, name, submodule):
    """Put a submodule in the place of another, and return that."""
    if not isinstance(module, Module):
        raise TypeError(f"{module} is not an instance of torch.nn.Module")
    if not isinstance(submodule, Module):
        raise TypeError(f"{submodule} is not an instance of torch.nn.Module")
    if "." in name:
        raise KeyError('submodule name can\'t contain "."')
    if name == "":
        raise KeyError('submodule name can\'t be empty string ""')
    if name not in module._modules:
        raise KeyError(f"submodule {name} does not exist")
    before = module._modules[name]
    if not isinstance(before, Module):
        raise TypeError(f"{name} attribute is not an instance of torch.nn.Module")
    module._modules[name] = submodule
    return before


class NamedMemberAccessor:
    """Members of `module` by their paths, such as ``"layer.0.weight"``."""

    def __init__(self, module):
        self.module = module
        self.memo = {}

    def get_submodule(self, name):
        """The submodule at a path."""
        if not name:
            return self.module
        if name not in self.memo:
            above, _, attribute = name.rpartition(".")
            parent = self.get_submodule(above)
            found = getattr(parent, attribute, MISSING)
            if found is MISSING:
                raise AttributeError(f"{parent._get_name()} has no attribute `{attribute}`")
            if not isinstance(found, Module):
                raise TypeError(f"submodule `{name}`: {found} is not an instance of torch.nn.Module")
            self.memo[name] = found
        return self.memo[name]

    def _place(self, path):
        above, _, name = path.rpartition(".")
        return self.get_submodule(above), name

    def swap_submodule(self, path, value):
        """Put a submodule in the place of the one at a path, and return that."""
        module, name = self._place(path)
        self.memo.clear()
        return swap_submodule(module, name, value)

    def get_tensor(self, name):
        """The tensor at a path."""
        module, attribute = self._place(name)
        found = getattr(module, attribute, MISSING)
        if found is MISSING:
            raise AttributeError(f"{module._get_name()} has no attribute `{name}`")
        if not isinstance(found, Tensor) and found is not None:
            raise TypeError(f"tensor `{name}`: {found} is not an instance of torch.Tensor")
        return found

    def set_tensor(self, name, value):
        """Put a tensor at a path."""
        module, attribute = self._place(name)
        set_tensor(module, attribute, value)

    def del_tensor(self, name):
        """Take out the tensor at a path."""
        module, attribute = self._place(name)
        swap_tensor(module, attribute, MISSING)

    def swap_tensor(self, name, value, allow_missing=False):
        """Put a tensor in the place of the one at a path, and return that."""
        module, attribute = self._place(name)
        return swap_tensor(module, attribute, value, allow_missing)

    def get_tensors(self, names):
        """The tensors at some paths."""
        return [self.get_tensor(name) for name in names]

    def set_tensors(self, names, values):
        """Put tensors at some paths."""
        names, values = list(names), list(values)
        if len(names) != len(values):
            raise ValueError(f"names and values must have the same length, got {len(names)} and {len(values)}")
        for name, value in zip(names, values):
            self.set_tensor(name, value)

    def set_tensors_dict(self, named_tensors):
        """Put tensors at the paths that they have."""
        for name, value in named_tensors.items():
            self.set_tensor(name, value)

    def del_tensors(self, names):
        """Take out the tensors at some paths."""
        for name in names:
            self.del_tensor(name)

    def swap_tensors(self, names, values, allow_missing=False):
        """Put tensors in the place of those at some paths, and return those."""
        names, values = list(names), list(values)
        if len(names) != len(values):
            raise ValueError(f"names and values must have the same length, got {len(names)} and {len(values)}")
        return [self.swap_tensor(name, value, allow_missing) for name, value in zip(names, values)]

    def swap_tensors_dict(self, named_tensors, allow_missing=False):
        """The same for tensors with their paths. Returns what was there, and the paths at which nothing was."""
        before, missing = {}, []
        try:
            for name, tensor in named_tensors.items():
                before[name] = self.swap_tensor(name, tensor, allow_missing=True)
                if before[name] is MISSING:
                    missing.append(name)
        except Exception:
            for name, tensor in before.items():
                self.swap_tensor(name, tensor, allow_missing=True)
            raise
        if missing and not allow_missing:
            for name, tensor in before.items():
                self.swap_tensor(name, tensor, allow_missing=True)
            raise RuntimeError(f"Missing key(s): {', '.join(map(repr, missing))}.")
        return before, missing

    def check_keys(self, keys):
        """``(missing, unexpected)`` among paths."""
        keys, own = set(keys), {name for name, _ in self.named_tensors(remove_duplicate=False)}
        return sorted(own - keys), sorted(keys - own)

    def named_parameters(self, remove_duplicate=True):
        """The module's."""
        yield from self.module.named_parameters(remove_duplicate=remove_duplicate)

    def named_buffers(self, remove_duplicate=True):
        """The module's."""
        yield from self.module.named_buffers(remove_duplicate=remove_duplicate)

    def named_tensors(self, remove_duplicate=True):
        """Parameters, then buffers."""
        yield from self.named_parameters(remove_duplicate)
        yield from self.named_buffers(remove_duplicate)

    def named_modules(self, remove_duplicate=True):
        """The module's."""
        yield from self.module.named_modules(remove_duplicate=remove_duplicate)
