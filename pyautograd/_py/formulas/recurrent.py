"""The derivative of recurrent layers.

A layer's gradient goes through a kernel; when it is itself to be differentiated, the layer is run again step by step, and that is differentiated.
"""
from ..core import edge_of, is_differentiating, is_grad_enabled, ops, run_backward, set_grad_enabled


def recurrent_layer_backward(grads, mode, gates, hidden, cell, w_hh, b_hh, sizes, reverse, work, cells, before):
    """The gradients for gates, hidden state, cell, ``w_hh`` and ``b_hh``; `grads` are those of the outputs and of the last states."""
    inputs = (gates, hidden, cell, w_hh, b_hh)
    if is_differentiating():
        return _through_steps(grads, mode, inputs, sizes, reverse)
    made = ops._recurrent_layer_backward(mode, *grads, cell, w_hh, sizes, reverse, work, cells, before, b_hh is not None)
    return tuple([None if x is None else d for x, d in zip(inputs, made)])


def _through_steps(grads, mode, inputs, sizes, reverse):
    from ..composite.recurrent import run_steps

    recorded = is_grad_enabled()
    set_grad_enabled(True)
    try:
        own = [None if x is None else _variable(x) for x in inputs]
        results = run_steps(mode, *own, sizes, reverse)
        edges = [edge_of(x) for x in own if x is not None]
        made = iter(run_backward([edge_of(r) for r in results], list(grads[: len(results)]), True, recorded, edges, False))
    finally:
        set_grad_enabled(recorded)
    return tuple([None if x is None else next(made) for x in inputs])


def _variable(tensor):
    """A tensor of the same values, history and tangents whose gradients end here."""
    made = ops.alias(tensor)
    return made if made.requires_grad else made.requires_grad_()
