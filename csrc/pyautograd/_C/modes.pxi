# The thread's modes: flags in C thread-local storage, the rest (stacks) in a Python thread-local.

cdef extern from "modes.h":
    int mode_grad, mode_inference, mode_anomaly, mode_check_nan, mode_saved_hooks, mode_torch_function
    void *mode_run
    void *mode_node
    int mode_depth


class _Stacks(threading.local):
    def __init__(self):
        self.saved_hooks = []
        self.saved_hooks_disabled = None
        self.interceptors = []      # functions that are offered every operator call, outermost first
        self.levels = []


stacks = _Stacks()


cdef int transforms_going_on = 0


def count_transforms(int change):
    """Count the function transforms that are going on, in any thread: backward then looks whether one is in its own."""
    global transforms_going_on
    transforms_going_on += change


def is_grad_enabled():
    """Whether operators on this thread record a graph."""
    return mode_grad != 0


def is_differentiating():
    """Whether derivatives of what is computed now are wanted, by backward or by forward mode: constants must then be computed anew."""
    return mode_grad != 0 or mode_duals != 0


def set_grad_enabled(mode):
    """Set this thread's grad mode. The context managers in ``autograd.grad_mode`` restore it."""
    global mode_grad
    mode_grad = 1 if mode else 0


def is_inference_mode_enabled():
    """Whether this thread is inside ``inference_mode``."""
    return mode_inference != 0


def set_inference_mode(mode):
    """Set this thread's inference mode."""
    global mode_inference
    mode_inference = 1 if mode else 0


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


def disable_saved_tensors_hooks(message):
    """Refuse saved-tensor hooks with `message`; None allows them again."""
    stacks.saved_hooks_disabled = message


def saved_tensors_hooks_disabled():
    """The message with which hooks are refused, or None."""
    return stacks.saved_hooks_disabled
