# The thread's modes: flags in C thread-local storage, the rest (stacks) in a Python thread-local.

cdef extern from "modes.h":
    int mode_grad, mode_grad_asked, mode_inference, mode_anomaly, mode_check_nan, mode_saved_hooks, mode_view_replay, mode_grad_layout
    int mode_torch_function
    long long mode_scope
    void *mode_run
    void *mode_node
    int mode_depth


class _Stacks(threading.local):
    def __init__(self):
        self.saved_hooks = []
        self.saved_hooks_disabled = None
        self.interceptors = []      # functions that are offered every operator call, outermost first
        self.before_write = None
        self.levels = []
        self.called = None      # in anomaly mode: the name under which the in-place operator was called that is going on


stacks = _Stacks()


cdef int transforms_going_on = 0


def count_transforms(int change):
    """Count the function transforms that are going on, in any thread: backward then looks whether one is in its own."""
    global transforms_going_on
    transforms_going_on += change


cdef int refuse_in_transform(str method) except -1:
    """Raise if a function transform is going on in this thread. For when one is in some."""
    from ..func._captured import refuse_method

    refuse_method(method)
    return 0


cdef int64_t scopes_begun = 0


def enter_scope():
    """Begin a function transform that refuses changes of captured tensors: of those that are there already.

    Gives the scope around it, with which `set_scope` ends it, and its own.
    """
    global scopes_begun, mode_scope
    cdef int64_t outer = mode_scope
    scopes_begun += 1
    mode_scope = scopes_begun
    return outer, mode_scope


def set_scope(int64_t scope):
    """Have tensors made before `scope` count as captured on this thread; 0: none. Gives what was."""
    global mode_scope
    cdef int64_t before = mode_scope
    mode_scope = scope
    return before


def admit(TensorBase tensor not None, TensorBase source not None, int64_t outer):
    """Let `tensor`, made of `source` for the innermost transform, be changed in it, unless `source` is captured in the transform around it, `outer`.

    Gives whether it may be.
    """
    tensor.born = source.born if source.born < outer else mode_scope
    return source.born >= outer


def is_captured(TensorBase tensor not None, int64_t scope):
    """Whether a tensor was made before the transform that began `scope`."""
    return tensor.born < scope


def withhold(TensorBase tensor not None):
    """Have a tensor, and views that are made of it, count as captured in every transform."""
    tensor.born = 0


def is_grad_enabled():
    """Whether operators on this thread record a graph, or would outside inference mode."""
    return (mode_grad_asked if mode_inference else mode_grad) != 0


def is_differentiating():
    """Whether derivatives of what is computed now are wanted, by backward or by forward mode: constants must then be computed anew."""
    return mode_grad != 0 or mode_duals != 0


def set_grad_enabled(mode):
    """Set this thread's grad mode. The context managers in ``autograd.grad_mode`` restore it."""
    global mode_grad, mode_grad_asked
    if mode_inference:
        mode_grad_asked = 1 if mode else 0
    else:
        mode_grad = 1 if mode else 0


def is_inference_mode_enabled():
    """Whether this thread is inside ``inference_mode``."""
    return mode_inference != 0


def set_inference_mode(mode):
    """Set this thread's inference mode. Nothing is recorded in it, whatever grad mode is."""
    global mode_inference, mode_grad, mode_grad_asked
    if mode and not mode_inference:
        mode_grad_asked, mode_grad = mode_grad, 0
    elif mode_inference and not mode:
        mode_grad = mode_grad_asked
    mode_inference = 1 if mode else 0


def is_view_replay_enabled():
    """Whether views remember how they were made, to be made again from their base when it has changed."""
    return mode_view_replay != 0


def set_view_replay_enabled(mode):
    """Set whether views remember how they were made."""
    global mode_view_replay
    mode_view_replay = 1 if mode else 0


def is_grad_layout_enforced():
    """Whether a gradient that could be kept as it came is laid out like its tensor first."""
    return mode_grad_layout != 0


def set_grad_layout_enforced(mode):
    """Set whether a gradient that could be kept as it came is laid out like its tensor first."""
    global mode_grad_layout
    mode_grad_layout = 1 if mode else 0


def is_anomaly_enabled():
    """Whether nodes keep the traceback of the call that made them."""
    return mode_anomaly != 0


def is_anomaly_check_nan_enabled():
    """Whether a backward result that is NaN raises while anomaly detection is on."""
    return mode_check_nan != 0


def set_anomaly_mode(mode, check_nan=True):
    """Set anomaly detection, for all threads."""
    global mode_anomaly, mode_check_nan
    mode_anomaly = 1 if mode else 0
    mode_check_nan = 1 if check_nan else 0


def saved_tensors_hooks():
    """The stack of (pack, unpack) pairs; the last one applies."""
    return stacks.saved_hooks


def push_saved_tensors_hooks(pack, unpack):
    """Begin to apply a pair of saved-tensor hooks on this thread."""
    global mode_saved_hooks
    stacks.saved_hooks.append((pack, unpack))
    mode_saved_hooks += 1


def pop_saved_tensors_hooks():
    """End the last pair of saved-tensor hooks."""
    global mode_saved_hooks
    stacks.saved_hooks.pop()
    mode_saved_hooks -= 1


def set_before_write(called):
    """Have ``called(tensor)`` called before a tensor is written in place or by ``out=``, while saved-tensor hooks apply; None: nothing."""
    stacks.before_write = called


def disable_saved_tensors_hooks(message):
    """Refuse saved-tensor hooks with `message`; None allows them again."""
    stacks.saved_hooks_disabled = message


def saved_tensors_hooks_disabled():
    """The message with which hooks are refused, or None."""
    return stacks.saved_hooks_disabled
