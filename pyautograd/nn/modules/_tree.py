"""A module and its children: walks over them, modes, conversions, how a module prints."""
import warnings

from ..._core import core
from ..._tensor_attributes import core_no_grad
from ..parameter import Parameter

TensorBase = core.TensorBase
_COMPLEX_MODULES = (
    "Complex modules are a new feature under active development whose design may change, and some modules might not work as expected when using complex "
    "tensors as parameters or buffers. Please file an issue at https://github.com/pytorch/pytorch/issues/new?template=bug-report.yml if a complex module "
    "does not work as expected."
)
_REPLICA = (
    "Calling .zero_grad() from a module created with nn.DataParallel() has no effect. The parameters are copied (in a differentiable manner) from the "
    "original module. This means they are not leaf nodes in autograd and so don't accumulate gradients. If you need gradients in your forward method, "
    "consider using autograd.grad instead."
)


def _addindent(s_, numSpaces):
    first, *rest = s_.split("\n")
    return "\n".join([first, *[numSpaces * " " + line if line.strip() else "" for line in rest]])


def _looked_up(module, name):
    if not hasattr(module, name):
        raise AttributeError(f"{module._get_name()} has no attribute `{name}`")
    return getattr(module, name)


def _parameters_below(root):
    """What `parameters` gives, in its order, without the names; None where a module has a walk of its own."""
    found, seen, visited, left = [], set(), set(), [root]
    if type(root).named_parameters is not ModuleTree.named_parameters or type(root)._named_members is not ModuleTree._named_members:
        return None
    while left:
        module = left.pop()
        if module is None or id(module) in visited:
            continue
        own = module.__dict__
        if type(module).named_modules is not ModuleTree.named_modules or "named_modules" in own or "named_parameters" in own or "_named_members" in own:
            return None
        visited.add(id(module))
        for param in module._parameters.values():
            if param is not None and id(param) not in seen:
                seen.add(id(param))
                found.append(param)
        left.extend(reversed(module._modules.values()))
    return found


class ModuleTree:
    """The part of `Module` that looks at a module as a tree of modules."""

    # by a dotted name

    def get_submodule(self, target):
        """The module that a dotted name means, from here; raises AttributeError where there is none."""
        from .module import Module

        module = self
        for name in target.split(".") if target else ():
            module = _looked_up(module, name)
            if not isinstance(module, Module):
                raise AttributeError(f"`{name}` is not an nn.Module")
        return module

    def set_submodule(self, target, module, strict=False):
        """Put a module where a dotted name points; `strict` wants one to be there."""
        from .module import Module

        if target == "":
            raise ValueError("Cannot set the submodule without a target name!")
        if not isinstance(module, Module):
            raise ValueError(f"`module` is not an nn.Module, found {type(module)}")
        path, _, name = target.rpartition(".")
        parent = self.get_submodule(path)
        if strict or hasattr(parent, name):
            if not isinstance(_looked_up(parent, name), Module):
                raise AttributeError(f"`{name}` is not an nn.Module")
        setattr(parent, name, module)

    def get_parameter(self, target):
        """The parameter that a dotted name means; raises AttributeError where there is none."""
        path, _, name = target.rpartition(".")
        param = _looked_up(self.get_submodule(path), name)
        if not isinstance(param, Parameter):
            raise AttributeError(f"`{name}` is not an nn.Parameter")
        return param

    def get_buffer(self, target):
        """The buffer that a dotted name means; raises AttributeError where there is none."""
        path, _, name = target.rpartition(".")
        module = self.get_submodule(path)
        buffer = _looked_up(module, name)
        if name not in module._buffers:
            raise AttributeError(f"`{name}` is not a buffer")
        return buffer

    # walks

    def named_modules(self, memo=None, prefix="", remove_duplicate=True):
        """This module and all below it, with dotted names, parents first."""
        memo = set() if memo is None else memo
        if self not in memo:
            if remove_duplicate:
                memo.add(self)
            yield prefix, self
            for name, module in self._modules.items():
                if module is not None:
                    yield from module.named_modules(memo, f"{prefix}.{name}" if prefix else name, remove_duplicate)

    def modules(self, remove_duplicate=True):
        """This module and all below it."""
        for _, module in self.named_modules(remove_duplicate=remove_duplicate):
            yield module

    def named_children(self):
        """The modules directly below, with their names; one that is there twice comes once."""
        seen = set()
        for name, module in self._modules.items():
            if module is not None and module not in seen:
                seen.add(module)
                yield name, module

    def children(self):
        """The modules directly below."""
        for _, module in self.named_children():
            yield module

    def _named_members(self, get_members_fn, prefix="", recurse=True, remove_duplicate=True):
        seen = set()
        modules = self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate) if recurse else [(prefix, self)]
        for module_prefix, module in modules:
            for name, member in get_members_fn(module):
                if member is None or member in seen:
                    continue
                if remove_duplicate:
                    seen.add(member)
                yield f"{module_prefix}.{name}" if module_prefix else name, member

    def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
        """The parameters with dotted names, each once unless `remove_duplicate` is False."""
        yield from self._named_members(lambda module: module._parameters.items(), prefix=prefix, recurse=recurse, remove_duplicate=remove_duplicate)

    def parameters(self, recurse=True):
        """The parameters, each once: what an optimizer takes."""
        quick = _parameters_below(self) if recurse else None
        if quick is not None:
            yield from quick
            return
        for _, param in self.named_parameters(recurse=recurse):
            yield param

    def named_buffers(self, prefix="", recurse=True, remove_duplicate=True):
        """The buffers with dotted names, each once unless `remove_duplicate` is False."""
        yield from self._named_members(lambda module: module._buffers.items(), prefix=prefix, recurse=recurse, remove_duplicate=remove_duplicate)

    def buffers(self, recurse=True):
        """The buffers, each once."""
        for _, buffer in self.named_buffers(recurse=recurse):
            yield buffer

    def apply(self, fn):
        """Call ``fn(module)`` for every module, children first; returns the module."""
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    # modes

    def train(self, mode=True):
        """Switch training mode on or off, in all modules below too; returns the module."""
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self):
        """The same as ``train(False)``."""
        return self.train(False)

    def requires_grad_(self, requires_grad=True):
        """Set whether the parameters take gradients; returns the module."""
        for param in self.parameters():
            param.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none=True):
        """Drop the gradients of the parameters, or set them to zero."""
        if getattr(self, "_is_replica", False):
            warnings.warn(_REPLICA, stacklevel=2)
        for param in self.parameters():
            grad = param.grad
            if grad is None:
                continue
            if set_to_none:
                param.grad = None
            else:
                if grad.grad_fn is not None:
                    grad.detach_()
                else:
                    grad.requires_grad_(False)
                grad.zero_()

    # conversions

    def _apply(self, fn, recurse=True):
        from ... import __future__ as settings

        if recurse:
            for module in self.children():
                module._apply(fn)
        swap, overwrite = settings.get_swap_module_params_on_conversion(), settings.get_overwrite_module_params_on_conversion()
        for key, param in self._parameters.items():
            if param is None:
                continue
            with core_no_grad():
                made = fn(param)
            grad = param.grad
            where = f"{self._get_name()}.{key}"
            moved = made.device.type != param.device.type  # then the parameter cannot stay the same object
            if swap and not moved:
                held = _swapped_parameter(param, made, where)
            elif not (overwrite or moved):
                param.data = made
                held = param
            else:
                held = self._parameters[key] = Parameter(made, param.requires_grad)
            if grad is None:
                continue
            with core_no_grad():
                made = fn(grad)
            if swap and not moved:
                made.requires_grad_(grad.requires_grad)
                _swap(grad, made, where + ".grad")
                held.grad = grad
            elif not (overwrite or moved):
                held.grad.data = made
            else:
                held.grad = made.requires_grad_(grad.requires_grad)
        for key, buffer in self._buffers.items():
            if buffer is not None:
                self._buffers[key] = fn(buffer)
        return self

    def type(self, dst_type):
        """All parameters and buffers in another dtype."""
        return self._apply(lambda t: t.type(dst_type))

    def float(self):
        """Floating point parameters and buffers in float32."""
        return self._apply(lambda t: t.float() if t.is_floating_point() else t)

    def double(self):
        """Floating point parameters and buffers in float64."""
        return self._apply(lambda t: t.double() if t.is_floating_point() else t)

    def half(self):
        """Floating point parameters and buffers in float16."""
        return self._apply(lambda t: t.half() if t.is_floating_point() else t)

    def bfloat16(self):
        """Floating point parameters and buffers in bfloat16."""
        return self._apply(lambda t: t.bfloat16() if t.is_floating_point() else t)

    def to(self, *args, **kwargs):
        """``to(device, dtype, non_blocking)``, ``to(dtype)`` or ``to(tensor)``: floating point and complex tensors in another dtype, in place.

        ``memory_format=`` orders the dimensions of those with four or five.
        """
        from ._parse_to import _parse_to

        device, dtype, non_blocking, memory_format = _parse_to(*args, **kwargs)
        if dtype is not None:
            if not (dtype.is_floating_point or dtype.is_complex):
                raise TypeError(f"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={dtype}")
            if dtype.is_complex:
                warnings.warn(_COMPLEX_MODULES, stacklevel=2)

        def convert(t):
            if device is not None and t.device.type == "meta" != device.type:
                raise NotImplementedError(
                    "Cannot copy out of meta tensor; no data! Please use torch.nn.Module.to_empty() instead of torch.nn.Module.to() when moving module "
                    "from meta to a different device."
                )
            wanted = dtype if t.is_floating_point() or t.is_complex() else None
            if memory_format is not None and t.dim() in (4, 5):
                return t.to(device, wanted, non_blocking, memory_format=memory_format)
            return t.to(device, wanted, non_blocking)

        return self._apply(convert)

    def to_empty(self, *, device, recurse=True):
        """Parameters and buffers of any content, on a device."""
        return self._apply(lambda t: core.ops.empty_like(t, device=device), recurse=recurse)

    def cpu(self):
        """Parameters and buffers on the CPU: as they are."""
        return self._apply(lambda t: t.cpu())

    def cuda(self, device=None):
        """Refused where there are parameters or buffers: this library computes on the CPU."""
        return self._apply(lambda t: t.cuda(device))

    def xpu(self, device=None):
        """Refused as `cuda` is."""
        return self._apply(lambda t: t.xpu(device))

    def ipu(self, device=None):
        """Refused as `cuda` is."""
        return self._apply(lambda t: t.ipu(device))

    def mtia(self, device=None):
        """Refused as `cuda` is."""
        return self._apply(lambda t: t.mtia(device))

    def share_memory(self):
        """Mark the memory of parameters and buffers as shared."""
        return self._apply(lambda t: t.share_memory_())

    def _replicate_for_data_parallel(self):
        replica = self.__new__(type(self))
        replica.__dict__ = self.__dict__.copy()
        replica._parameters = {}
        replica._buffers = replica._buffers.copy()
        replica._modules = replica._modules.copy()
        replica._is_replica = True
        return replica

    # printing

    def _get_name(self):
        return self.__class__.__name__

    def extra_repr(self):
        """What the module prints between its parentheses; a subclass overrides it."""
        return ""

    def __repr__(self):
        extra = self.extra_repr()
        extra = extra.split("\n") if extra else []
        children = [f"({key}): {_addindent(repr(module), 2)}" for key, module in self._modules.items()]
        if len(extra) == 1 and not children:
            return f"{self._get_name()}({extra[0]})"
        if extra or children:
            return f"{self._get_name()}(\n  " + "\n  ".join(extra + children) + "\n)"
        return f"{self._get_name()}()"

    def __dir__(self):
        names = [*dir(self.__class__), *self.__dict__, *self._parameters, *self._modules, *self._buffers]
        return sorted([name for name in names if not name[0].isdigit()])


def _swap(held, made, where):
    from ...utils import swap_tensors

    try:
        swap_tensors(held, made)
    except Exception as error:
        raise RuntimeError(f"_apply(): Couldn't swap {where}") from error


def _swapped_parameter(param, made, where):
    grad = param.grad
    if grad is not None:
        param.grad = None
    try:
        _swap(param, Parameter(made, requires_grad=param.requires_grad), where)
    except RuntimeError:
        if grad is not None:
            param.grad = grad
        raise
    return param
