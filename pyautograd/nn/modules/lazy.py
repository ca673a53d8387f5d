"""Modules whose parameters get their shapes from the first input."""
from ..._tensor_attributes import core_no_grad
from ..parameter import is_lazy


class LazyModuleMixin:
    """Makes a module lazy: ``class LazyX(LazyModuleMixin, X)``.

    The constructor makes `UninitializedParameter`\\ s. Before the first ``forward``, ``initialize_parameters`` is called with its arguments and gives
    them shapes; then the module becomes an instance of ``cls_to_become``, if that is set.
    """

    cls_to_become = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._load_hook = self._register_load_state_dict_pre_hook(self._lazy_load_hook)
        self._initialize_hook = self.register_forward_pre_hook(self._infer_parameters, with_kwargs=True)

    def _save_to_state_dict(self, destination, prefix, keep_vars):
        # Uninitialized tensors cannot be detached: they are saved themselves.
        persistent = {name: buffer for name, buffer in self._buffers.items() if name not in self._non_persistent_buffers_set}
        for members in (self._parameters, persistent):
            for name, member in members.items():
                if member is not None:
                    destination[prefix + name] = member if keep_vars or is_lazy(member) else member.detach()

    def _lazy_load_hook(self, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs):
        """Give uninitialized tensors the shape of what is to be loaded into them."""
        for name, member in (*self._parameters.items(), *self._buffers.items()):
            key = prefix + name
            if key in state_dict and member is not None and is_lazy(member) and not is_lazy(state_dict[key]):
                with core_no_grad():
                    member.materialize(state_dict[key].shape)

    def initialize_parameters(self, *args, **kwargs):
        """Give the parameters shapes and values that fit these arguments of ``forward``. A subclass implements it."""
        raise NotImplementedError(f"initialize_parameters is not implemented for {self.__class__.__name__}")

    def has_uninitialized_params(self):
        """Whether a parameter or a buffer has no shape yet."""
        return any([is_lazy(member) for member in (*self._parameters.values(), *self._buffers.values())])

    def _infer_parameters(self, module, args, kwargs=None):
        module.initialize_parameters(*args, **(kwargs or {}))
        if module.has_uninitialized_params():
            raise RuntimeError(f"module {self._get_name()} has not been fully initialized")
        module._initialize_hook.remove()
        module._load_hook.remove()
        delattr(module, "_initialize_hook")
        delattr(module, "_load_hook")
        if module.cls_to_become is not None:
            module.__class__ = module.cls_to_become

    def _replicate_for_data_parallel(self):
        raise RuntimeError(
            "Modules with uninitialized parameters can't be used with `DataParallel`. Run a dummy forward pass to correctly initialize the modules"
        )


__all__ = ["LazyModuleMixin"]
