"""The thread's modes: whether operators record, inference, anomaly detection, saved-tensor hooks."""
import threading


class _Modes(threading.local):
    """Every thread begins with gradients enabled, also one started inside ``no_grad``."""

    def __init__(self):
        self.grad = True
        self.grad_asked = True  # what grad mode will be when inference mode, in which nothing is recorded, ends
        self.inference = False
        self.view_replay = False
        self.grad_layout = True
        self.saved_hooks = []
        self.saved_hooks_disabled = None
        self.before_write = None
        self.node = None  # the node being evaluated
        self.run = None  # the innermost backward that is going on
        self.depth = 0  # how many are going on inside one another
        self.scope = 0  # the number of the innermost derivative (grad, vjp, jvp) that is being taken; what was made before may not be written
        self.torch_function = 0  # which ``__torch_function__`` are asked; the states of ``overrides``
        self.interceptors = []  # functions that are offered every operator call of the thread, outermost first
        self.forward = True  # whether forward mode is on
        self.duals = 0  # the levels of forward mode that operators see, a bit for each
        self.duals_off = 0  # the levels seen again when forward mode is on
        self.called = None  # in anomaly mode: the name under which the in-place operator was called that is going on
        self.dual_cells = []  # per open level, weak references to what holds its tangents


    anomaly = property(lambda self: anomaly.on, doc="Whether anomaly detection is on: for all threads, as in PyTorch.")


class _Anomaly:
    on, check_nan = False, True


anomaly = _Anomaly()
modes = _Modes()


class _Transforms:
    going_on = 0


def count_transforms(change):
    """Count the function transforms that are going on, in any thread: some methods then look whether one is in their own."""
    _Transforms.going_on += change


def refuse_in_transform(method):
    """Raise if a function transform is going on in this thread."""
    if _Transforms.going_on:
        from ..func._captured import refuse_method

        refuse_method(method)


class _Scopes:
    begun = 0


scopes = _Scopes()


def enter_scope():
    """Begin a function transform that refuses changes of captured tensors: of those that are there already.

    Gives the scope around it, with which `set_scope` ends it, and its own.
    """
    outer = modes.scope
    scopes.begun += 1
    modes.scope = scopes.begun
    return outer, modes.scope


def set_scope(scope):
    """Have tensors made before `scope` count as captured on this thread; 0: none. Gives what was."""
    before = modes.scope
    modes.scope = scope
    return before


def admit(tensor, source, outer):
    """Let `tensor`, made of `source` for the innermost transform, be changed in it, unless `source` is captured in the transform around it, `outer`.

    Gives whether it may be.
    """
    tensor._born = source._born if source._born < outer else modes.scope
    return source._born >= outer


def is_captured(tensor, scope):
    """Whether a tensor was made before the transform that began `scope`."""
    return tensor._born < scope


def withhold(tensor):
    """Have a tensor, and views that are made of it, count as captured in every transform."""
    tensor._born = 0


def is_grad_enabled():
    """Whether operators on this thread record a graph, or would outside inference mode."""
    return modes.grad_asked if modes.inference else modes.grad


def is_differentiating():
    """Whether derivatives of what is computed now are wanted, by backward or by forward mode: constants must then be computed anew."""
    return modes.grad or modes.duals != 0


def set_grad_enabled(mode):
    """Set this thread's grad mode. The context managers in ``autograd.grad_mode`` restore it."""
    if modes.inference:
        modes.grad_asked = bool(mode)
    else:
        modes.grad = bool(mode)


def is_inference_mode_enabled():
    """Whether this thread is inside ``inference_mode``."""
    return modes.inference


def set_inference_mode(mode):
    """Set this thread's inference mode. Nothing is recorded in it, whatever grad mode is."""
    if mode and not modes.inference:
        modes.grad_asked, modes.grad = modes.grad, False
    elif modes.inference and not mode:
        modes.grad = modes.grad_asked
    modes.inference = bool(mode)


def is_view_replay_enabled():
    """Whether views remember how they were made, to be made again from their base when it has changed."""
    return modes.view_replay


def set_view_replay_enabled(mode):
    """Set whether views remember how they were made."""
    modes.view_replay = bool(mode)


def is_grad_layout_enforced():
    """Whether a gradient that could be kept as it came is laid out like its tensor first."""
    return modes.grad_layout


def set_grad_layout_enforced(mode):
    """Set whether a gradient that could be kept as it came is laid out like its tensor first."""
    modes.grad_layout = bool(mode)


def is_anomaly_enabled():
    """Whether nodes keep the traceback of the call that made them."""
    return modes.anomaly


def is_anomaly_check_nan_enabled():
    """Whether a backward result that is NaN raises while anomaly detection is on."""
    return anomaly.check_nan


def set_anomaly_mode(mode, check_nan=True):
    """Set anomaly detection, for all threads."""
    anomaly.on, anomaly.check_nan = bool(mode), bool(check_nan)


def saved_tensors_hooks():
    """The stack of (pack, unpack) pairs; the last one applies."""
    return modes.saved_hooks


def push_saved_tensors_hooks(pack, unpack):
    """Begin to apply a pair of saved-tensor hooks on this thread."""
    modes.saved_hooks.append((pack, unpack))


def pop_saved_tensors_hooks():
    """End the last pair of saved-tensor hooks."""
    modes.saved_hooks.pop()


def set_before_write(called):
    """Have ``called(tensor)`` called before a tensor is written in place or by ``out=``, while saved-tensor hooks apply; None: nothing."""
    modes.before_write = called


def disable_saved_tensors_hooks(message):
    """Refuse saved-tensor hooks with `message`; None allows them again."""
    modes.saved_hooks_disabled = message


def saved_tensors_hooks_disabled():
    """The message with which hooks are refused, or None."""
    return modes.saved_hooks_disabled
