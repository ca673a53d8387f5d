"""What the optimizers share that treat each parameter by itself: the loop over parameters, and the checks of their options."""
import pyautograd as torch

from .optimizer import Optimizer, _get_scalar_dtype, _to_scalar, _use_grad_for_differentiable

_FUSED_DEVICES = ["mps", "cuda", "xpu", "hpu", "cpu", "mtia", "privateuseone"]
_DEVICES = ["cuda", "xpu", "hpu", "privateuseone", "xla"]


def at_least_zero(lr, **options):
    """Raise PyTorch's errors for a learning rate or an option below zero; the option's name is the text's word for it."""
    if isinstance(lr, torch.Tensor) and lr.numel() != 1:
        raise ValueError("Tensor lr must be 1-element")
    if not 0.0 <= lr:
        raise ValueError(f"Invalid learning rate: {lr}")
    for name, value in options.items():
        if not 0.0 <= value:
            raise ValueError(f"Invalid {'epsilon' if name == 'eps' else name} value: {value}")


def betas_below_one(betas):
    for i in (0, 1):
        if not 0.0 <= betas[i] < 1.0:
            raise ValueError(f"Invalid beta parameter at index {i}: {betas[i]}")


def fused_alone(fused, foreach, differentiable):
    """Raise where ``fused`` is asked for together with what excludes it."""
    if fused and differentiable:
        raise RuntimeError("`fused` does not support `differentiable`")
    if fused and foreach:
        raise RuntimeError("`fused` and `foreach` cannot be `True` together.")


def counter(value=0.0, is_fused=None):
    """A step counter, a 0-d tensor as PyTorch's state dicts have it."""
    return torch.tensor(value, dtype=_get_scalar_dtype(is_fused))


class PerParameterOptimizer(Optimizer):
    """An optimizer whose step is a function of one parameter, its gradient and its state.

    A subclass says what a new parameter's state is (`_new_state`) and how a parameter is changed (`_update`). Complex
    parameters are treated as pairs of real numbers.
    """

    _group_defaults = {"foreach": None, "maximize": False, "differentiable": False, "capturable": False}
    _on_devices = ("params and state_steps", _DEVICES)  # where graphs of CUDA's could be captured
    _together_on_devices = ("params and state_steps", _DEVICES[:-1])  # the same with foreach=True
    _decays_gradient = True  # weight_decay is added to the gradient, or shrinks the parameter where it is decoupled
    _loops_differentiate = False  # PyTorch's operators over lists (foreach=True) do not, but for SGD's
    _without_sparse = "{} does not support sparse gradients"  # None: it does
    _splits_complex = True  # an update is not linear, and acts on real and imaginary parts

    def __init_subclass__(cls, **kwargs):
        """Each optimizer has a `step` that is named after it, as messages show it; classes derived from it inherit that."""
        super().__init_subclass__(**kwargs)
        if PerParameterOptimizer in cls.__bases__ and "step" not in cls.__dict__:

            def step(self, closure=None):
                return self._step(closure)

            step.__doc__, step.__module__, step.__qualname__ = PerParameterOptimizer.step.__doc__, cls.__module__, cls.__name__ + ".step"
            cls.step = _use_grad_for_differentiable(step)

    def __setstate__(self, state):
        super().__setstate__(state)
        for group in self.param_groups:
            for name, default in self._group_defaults.items():
                group.setdefault(name, default)
            for p in group["params"]:
                held = self.state.get(p, {})
                for name in ("step", "mu_product", "eta", "mu"):  # numbers in old state dicts
                    if name in held and not isinstance(held[name], torch.Tensor):
                        held[name] = counter(float(held[name]), group.get("fused"))

    def _new_state(self, group, p):
        """The state of a parameter that takes its first step, a dict; None for an optimizer that keeps none."""
        raise NotImplementedError

    def _update(self, group, p, grad, state):
        """Change `p` in place, and `state` with it."""
        raise NotImplementedError

    def _step_together(self, group):
        """Step what one loop of the core can, and give the parameters that are left."""
        return group["params"]

    def _step_group(self, group):
        if group.get("differentiable") and group.get("foreach") and not self._loops_differentiate and any(p.grad is not None for p in group["params"]):
            raise AssertionError("_foreach ops don't support autograd")
        if group.get("fused"):
            for p in group["params"]:
                if p.grad is not None and not p.is_floating_point():
                    raise RuntimeError(
                        f"`fused=True` requires all the params to be floating point Tensors of supported devices: {_FUSED_DEVICES} "
                        f"but {p.dtype} and {p.device.type}"
                    )
        for p in self._step_together(group):
            if p.grad is None:
                continue
            if p.grad.is_sparse:
                self._refuse_sparse(group)
            state = self.state.get(p)
            if not state:
                state = self._new_state(group, p)
                if state is not None:
                    self.state[p] = state
            self._change(group, p, p.grad, state)

    def _refuse_sparse(self, group):
        """RuntimeError where the optimizer has no use for sparse gradients."""
        if self._without_sparse is not None:
            names = [cls.__name__ for cls in type(self).__mro__ if PerParameterOptimizer in cls.__bases__]
            raise RuntimeError(self._without_sparse.format(names[0]))

    def _change(self, group, p, grad, state):
        """Change one parameter by a gradient: what the options ask for before `_update`, and that."""
        if group.get("capturable"):
            what, devices = self._together_on_devices if group.get("foreach") else self._on_devices
            raise AssertionError(f"If capturable=True, {what} must be on supported devices: {devices}.")
        if group.get("maximize"):
            grad = -grad
        decay = group.get("weight_decay", 0) if self._decays_gradient else 0
        if decay != 0 and group.get("decoupled_weight_decay"):
            p.mul_(1 - _to_scalar(group["lr"]) * decay)
        elif isinstance(decay, torch.Tensor) and decay.requires_grad:
            grad = grad.addcmul_(p.clone(), decay)
        elif decay != 0:
            grad = grad.add(p, alpha=decay)
        if self._splits_complex and p.is_complex():
            state = {k: torch.view_as_real(v) if isinstance(v, torch.Tensor) and v.is_complex() else v for k, v in state.items()}
            p, grad = torch.view_as_real(p), torch.view_as_real(grad)
        self._update(group, p, grad, state)

    def _step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            self._step_group(group)
        return loss

    @_use_grad_for_differentiable
    def step(self, closure=None):
        """Perform one step.

        Parameters
        ----------
        closure : callable, optional
            Computes the loss and its gradients anew and returns the loss, which ``step`` then returns.
        """
        return self._step(closure)


def step_on_lists(cls, params, grads, states, foreach=None, **options):
    """A step of an optimizer on lists, the functional form: parameter by parameter, what the lists of `states` hold for it is changed with it.

    Parameters
    ----------
    cls : type
        The optimizer's class.
    params, grads : list of Tensor
    states : dict of list
        Lists by the name that a state dict has for them; empty ones where an option leaves them unused.
    foreach : bool, optional
        There is one implementation.
    **options
        As in a parameter group.

    Raises
    ------
    RuntimeError
        If step counters are no tensors.
    """
    if not all(isinstance(t, torch.Tensor) for t in states.get("step", ())):
        raise RuntimeError("API has changed, `state_steps` argument must contain a list of singleton tensors")
    optimizer = cls.__new__(cls)
    for i, (p, grad) in enumerate(zip(params, grads)):
        state = {name: values[i] for name, values in states.items() if values}
        optimizer._change(options, p, grad, state)
        for name, values in states.items():
            if values:
                values[i] = state[name]
