"""``ModuleTracker``: which modules are running, in forward and in backward."""
import weakref

from .. import _C
from .._core import core
from ..autograd.graph import register_multi_grad_hook
from ..nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook
from ._pytree import tree_leaves

__all__ = ["ModuleTracker"]


class ModuleTracker:
    """A context in which `parents` is the set of names of the modules that are running, ``"Global"`` always among them.

    A name is that of the outermost module's class and the path from there (``"Net.encoder.0"``).
    """

    def __init__(self):
        self.parents = {"Global"}
        self._names = weakref.WeakKeyDictionary()
        self._seen = weakref.WeakSet()
        self._waiting = False
        self._hooks = []

    @property
    def is_bw(self):
        """Whether a backward is going on in this thread."""
        return _C._current_graph_task_id() != -1

    def _name(self, module):
        name = self._names.setdefault(module, type(module).__name__)
        if module not in self._seen:
            self._seen.add(module)
            for child_name, child in module.named_children():
                self._names[child] = f"{name}.{child_name}"
                self._name(child)
        return name

    def _reset_after_backward(self):
        if self._waiting:
            return
        self._waiting = True

        def reset():
            self.parents = {"Global"}
            self._waiting = False

        from ..autograd import Variable

        Variable._execution_engine.queue_callback(reset)

    def _on_gradients(self, values, change):
        tensors = [t for t in tree_leaves(values) if isinstance(t, core.TensorBase) and t.requires_grad]
        if tensors:
            self._hooks.append(register_multi_grad_hook(tensors, change))

    def _before(self, module, args):
        name = self._name(module)
        self.parents.add(name)
        self._on_gradients(args, lambda grads: self.parents.discard(name))

    def _after(self, module, args, output):
        name = self._name(module)
        self.parents.discard(name)

        def enter(grads):
            self._reset_after_backward()
            self.parents.add(name)

        self._on_gradients(output, enter)

    def __enter__(self):
        self._handles = register_module_forward_pre_hook(self._before), register_module_forward_hook(self._after)
        return self

    def __exit__(self, *exc):
        for handle in (*self._handles, *self._hooks):
            handle.remove()
        self._hooks.clear()
