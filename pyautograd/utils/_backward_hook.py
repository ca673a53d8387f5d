"""`BackwardHook`: what runs a module's backward hooks. `hooks` shows it."""
import warnings

from .._core import core

TensorBase = core.TensorBase
_NO_INPUTS = (
    "Full backward hook is firing when gradients are computed with respect to module outputs since no inputs require gradients. See "
    "https://docs.pytorch.org/docs/main/generated/torch.nn.Module.html#torch.nn.Module.register_full_backward_hook for more details."
)


def _spread(indices, values, size):
    """`values` at `indices` of a tuple of `size`, and None elsewhere."""
    made = [None] * size
    for index, value in zip(indices, values):
        made[index] = value
    return tuple(made)


class BackwardHook:
    """The backward hooks of one call of a module.

    Inputs and outputs of the module go through an identity each, so that one node has the gradients of all outputs and another those of all
    inputs: hooks on these two nodes call the module's.

    Parameters
    ----------
    module : Module
    user_hooks : list of callable
        ``hook(module, grad_input, grad_output)``; what it returns replaces `grad_input`.
    user_pre_hooks : list of callable
        ``hook(module, grad_output)``; what it returns replaces `grad_output`.
    """

    def __init__(self, module, user_hooks, user_pre_hooks):
        self.user_hooks = user_hooks
        self.user_pre_hooks = user_pre_hooks
        self.module = module
        self.grad_outputs = None
        self.n_outputs = self.n_inputs = -1
        self.output_tensors_index = self.input_tensors_index = None

    def setup_input_hook(self, args):
        """The arguments, gone through the identity where a gradient is wanted."""
        made, self.input_tensors_index = self._through_identity(self._on_inputs, args)
        self.n_inputs = len(args)
        return made

    def setup_output_hook(self, args):
        """The result, gone through the identity where it has a gradient."""
        results = args if isinstance(args, tuple) else (args,)
        made, self.output_tensors_index = self._through_identity(self._on_outputs, results)
        self.n_outputs = len(results)
        return made if isinstance(args, tuple) else made[0]

    def _through_identity(self, hook, args):
        from ..nn.modules._functions import BackwardHookFunction

        indices = [index for index, arg in enumerate(args) if isinstance(arg, TensorBase)]
        if not (core.is_grad_enabled() and any([args[index].requires_grad for index in indices])):
            return args, None
        tensors = BackwardHookFunction.apply(*[args[index] for index in indices])
        node = next(tensor.grad_fn for tensor in tensors if tensor.grad_fn is not None)
        node.register_hook(hook)
        made = list(args)
        for index, tensor in zip(indices, tensors):
            made[index] = tensor
        return (tuple(made) if type(args) is tuple else type(args)(*made)), indices

    def _on_inputs(self, grad_input, _):
        if self.grad_outputs is None:  # only inputs were asked for that do not depend on the outputs
            return None
        made = _spread(self.input_tensors_index, grad_input, self.n_inputs)
        for hook in self.user_hooks:
            changed = hook(self.module, made, self.grad_outputs)
            if changed is None:
                continue
            if len(changed) != len(made):
                raise RuntimeError(f"Backward hook returned an invalid number of grad_input, got {len(changed)}, but expected {len(made)}")
            made = changed
        self.grad_outputs = None
        return tuple([made[index] for index in self.input_tensors_index])

    def _on_outputs(self, _, grad_output):
        self.grad_outputs = _spread(self.output_tensors_index, grad_output, self.n_outputs)
        for hook in self.user_pre_hooks:
            changed = hook(self.module, self.grad_outputs)
            if changed is None:
                continue
            if len(changed) != len(self.grad_outputs):
                raise RuntimeError(
                    f"Backward pre hook returned an invalid number of grad_output, got {len(changed)}, but expected {len(self.grad_outputs)}"
                )
            self.grad_outputs = changed
        made = self.grad_outputs
        if self.input_tensors_index is None:
            self._without_inputs()
        return tuple([made[index] for index in self.output_tensors_index])

    def _without_inputs(self):
        """No input takes a gradient: the hooks are called now, and cannot change anything."""
        warnings.warn(_NO_INPUTS, stacklevel=5)
        for hook in self.user_hooks:
            changed = hook(self.module, (None,) * self.n_inputs, self.grad_outputs)
            if changed is not None and not (isinstance(changed, tuple) and all([part is None for part in changed])):
                raise RuntimeError(
                    "Backward hook for Modules where no input requires gradient should always return None or None for all gradients."
                )
        self.grad_outputs = None


BackwardHook._on_inputs.__name__ = BackwardHook._on_outputs.__name__ = "hook"  # what error texts call a node's hook that returns something wrong
BackwardHook.__module__ = "torch.utils.hooks"
