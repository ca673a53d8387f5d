"""Recurrent layers over all steps in one direction, and their backward pass.

`gates` has the products of the input with its weights, ``(T, N, G)``, or packed ``(rows, G)``; `sizes` says how many rows each step has. A state has a row for
each sequence. A step changes the first of them: a sequence that has ended keeps its last state, and one that begins late its first.
"""
import numpy as np

from .. import fast


def _steps(sizes, reverse):
    """The rows of each step as a slice, and their number, in the order in which steps are taken."""
    found, at = [], 0
    for size in sizes:
        found.append((slice(at, at + size), size))
        at += size
    return found[::-1] if reverse else found


def _sigmoid(x):
    return (1 / (1 + np.exp(-x.astype(np.float64)))).astype(x.dtype)


def _tanh(x):
    return np.tanh(x.astype(np.float64)).astype(x.dtype)


def _forward(mode, gates, hidden, cell, w_hh, b_hh, sizes, reverse):
    """What `fast.recurrent_layer` computes."""
    n = hidden.shape[1]
    work = np.empty((len(gates), n * (4 if mode in ("lstm", "gru") else 1)), gates.dtype)
    out, before = np.empty((len(gates), n), gates.dtype), np.empty((len(gates), n), gates.dtype)
    last, last_cell, cells = hidden.copy(), None, None
    if mode == "lstm":
        last_cell, cells = cell.copy(), np.empty_like(out)
    for rows, size in _steps(sizes, reverse):
        state, own = last[:size], work[rows]
        before[rows] = state
        products = state @ w_hh.T
        if b_hh is not None:
            products = b_hh + products
        if mode == "lstm":
            products += gates[rows]
            own[:, : 2 * n], own[:, 2 * n : 3 * n], own[:, 3 * n :] = _sigmoid(products[:, : 2 * n]), _tanh(products[:, 2 * n : 3 * n]), _sigmoid(products[:, 3 * n :])
            last_cell[:size] = cells[rows] = own[:, n : 2 * n] * last_cell[:size] + own[:, :n] * own[:, 2 * n : 3 * n]
            state[...] = own[:, 3 * n :] * _tanh(cells[rows])
        elif mode == "gru":
            own[:, : 2 * n], own[:, 3 * n :] = _sigmoid(products[:, : 2 * n] + gates[rows, : 2 * n]), products[:, 2 * n :]
            own[:, 2 * n : 3 * n] = _tanh(gates[rows, 2 * n :] + own[:, :n] * own[:, 3 * n :])
            state[...] = (state - own[:, 2 * n : 3 * n]) * own[:, n : 2 * n] + own[:, 2 * n : 3 * n]
        else:
            products += gates[rows]
            state[...] = own[...] = _tanh(products) if mode == "tanh" else np.maximum(products, 0)
        out[rows] = state
    return out, last, last_cell, work, cells, before


def layer(mode, gates, hidden, cell, w_hh, b_hh, sizes, reverse):
    """Outputs, last hidden state, last cell, and what the backward pass wants; arrays of no elements where there are no cells."""
    flat = np.ascontiguousarray(gates).reshape(-1, gates.shape[-1])
    hidden, w_hh = np.ascontiguousarray(hidden), np.ascontiguousarray(w_hh)
    if cell is not None:
        cell = np.ascontiguousarray(cell)
    if b_hh is not None:
        b_hh = np.ascontiguousarray(b_hh)
    made = fast.recurrent_layer(mode, flat, hidden, cell, w_hh, b_hh, tuple(sizes), reverse)
    out, last, last_cell, work, cells, before = _forward(mode, flat, hidden, cell, w_hh, b_hh, sizes, reverse) if made is None else made
    if cells is None:
        last_cell, cells = np.empty(0, gates.dtype), np.empty(0, gates.dtype)
    return out.reshape(*gates.shape[:-1], hidden.shape[1]), last, last_cell, work, cells, before


def _cells_before(cells, cell, sizes, reverse):
    """The cell before each step."""
    made, state = np.empty_like(cells), cell.copy()
    for rows, size in _steps(sizes, reverse):
        made[rows] = state[:size]
        state[:size] = cells[rows]
    return made


def _backward(mode, grad, grad_hidden, grad_cell, cell, w_hh, sizes, reverse, work, cells, before, with_bias):
    """What `fast.recurrent_layer_backward` computes."""
    n = w_hh.shape[1]
    d_gates, d_hidden, d_cell = np.empty((len(grad), len(w_hh)), grad.dtype), grad_hidden.copy(), None
    d_state = np.empty_like(d_gates) if mode == "gru" else d_gates
    if mode == "lstm":
        d_cell, earlier = grad_cell.copy(), _cells_before(cells, cell, sizes, reverse)
    for rows, size in reversed(_steps(sizes, reverse)):
        own, made, d = work[rows], d_gates[rows], d_hidden[:size] + grad[rows]
        if mode == "lstm":
            i, f, g, o = own[:, :n], own[:, n : 2 * n], own[:, 2 * n : 3 * n], own[:, 3 * n :]
            t = _tanh(cells[rows])
            c = d_cell[:size] + d * o * (1 - t * t)
            made[:, :n], made[:, n : 2 * n] = c * g * (i * (1 - i)), c * earlier[rows] * (f * (1 - f))
            made[:, 2 * n : 3 * n], made[:, 3 * n :] = c * i * (1 - g * g), d * t * (o * (1 - o))
            d_cell[:size] = c * f
            d_hidden[:size] = made @ w_hh
        elif mode == "gru":
            r, z, c, inside = own[:, :n], own[:, n : 2 * n], own[:, 2 * n : 3 * n], own[:, 3 * n :]
            made[:, 2 * n :] = d * (1 - z) * (1 - c * c)
            made[:, :n], made[:, n : 2 * n] = made[:, 2 * n :] * inside * (r * (1 - r)), d * (before[rows] - c) * (z * (1 - z))
            d_state[rows, : 2 * n], d_state[rows, 2 * n :] = made[:, : 2 * n], made[:, 2 * n :] * r
            d_hidden[:size] = d * z + d_state[rows] @ w_hh
        else:
            made[...] = d * (1 - own * own) if mode == "tanh" else np.where(own <= 0, 0, d)
            d_hidden[:size] = made @ w_hh
    return d_gates, d_hidden, d_cell, d_state.T @ before, d_state.sum(0) if with_bias else None


def layer_backward(mode, grad, grad_hidden, grad_cell, cell, w_hh, sizes, reverse, work, cells, before, with_bias):
    """The gradients for gates, hidden state, cell, ``w_hh`` and ``b_hh``; arrays of no elements for those that there are not."""
    shape = grad.shape[:-1]
    grad = np.ascontiguousarray(grad).reshape(-1, grad.shape[-1])
    grad_hidden, w_hh = np.ascontiguousarray(grad_hidden), np.ascontiguousarray(w_hh)
    if mode == "lstm":
        grad_cell, cell = np.ascontiguousarray(grad_cell), np.ascontiguousarray(cell)
    arguments = (mode, grad, grad_hidden, grad_cell, cell, w_hh, tuple(sizes), reverse, work, cells, before, with_bias)
    made = fast.recurrent_layer_backward(*arguments)
    d_gates, d_hidden, d_cell, d_weight, d_bias = _backward(*arguments) if made is None else made
    nothing = np.empty(0, grad.dtype)
    return d_gates.reshape(*shape, len(w_hh)), d_hidden, nothing if d_cell is None else d_cell, d_weight, nothing if d_bias is None else d_bias
