"""Connectionist temporal classification (Graves et al., 2006): the probability of a label sequence under per-frame predictions.

A sequence l of length L is spelled ``blank l0 blank l1 ... blank``: 2L + 1 places s. ``alpha[t, s]`` sums the paths that have come to place s
at frame t, ``beta[t, s]`` those that go on from it; both in logarithms. All sequences of a batch move forward together.
"""
import numpy as np

_NEVER = -np.inf


def _places(targets, target_lengths, blank):
    """The label at every place ``(batch, 2 longest + 1)``, and where a place may be reached from two places before."""
    batch, longest = len(target_lengths), int(max(target_lengths, default=0))
    labels = np.full((batch, 2 * longest + 1), blank, np.int64)
    start = 0
    for b, n in enumerate(target_lengths):
        labels[b, 1 : 2 * n : 2] = targets[b, :n] if targets.ndim == 2 else targets[start : start + n]
        start += n
    skip = np.zeros(labels.shape, bool)
    skip[:, 3::2] = labels[:, 3::2] != labels[:, 1:-2:2]
    return labels, skip


def _log_add(*terms):
    """``log(sum(exp(terms)))`` per element; -inf where all are."""
    top = np.maximum.reduce(terms)
    safe = np.where(top == _NEVER, 0, top)
    return np.log(sum([np.exp(t - safe) for t in terms])) + safe


def _moved(x, by, fill=_NEVER):
    """`x` with its places moved by `by`, away from the start if positive."""
    made = np.full_like(x, fill)
    if by > 0:
        made[:, by:] = x[:, :-by]
    else:
        made[:, :by] = x[:, -by:]
    return made


def forward(log_probs, targets, input_lengths, target_lengths, blank, zero_infinity):
    """The negative logarithm of each sequence's probability, and alpha as ``(batch, frame, place)``."""
    frames, batch, _ = log_probs.shape
    labels, skip = _places(targets, target_lengths, blank)
    places = labels.shape[1]
    alpha = np.full((batch, frames, places), _NEVER, log_probs.dtype)
    inputs, lengths = np.asarray(input_lengths, np.int64), np.asarray(target_lengths, np.int64)
    within = np.arange(places) <= 2 * lengths[:, None]
    emitted = np.take_along_axis(log_probs.transpose(1, 0, 2), np.broadcast_to(labels[:, None, :], (batch, frames, places)), 2)
    if frames:
        alpha[:, 0, :1] = emitted[:, 0, :1]
        alpha[:, 0, 1:2] = np.where(lengths[:, None] > 0, emitted[:, 0, 1:2], _NEVER)
    for t in range(1, frames):
        before = alpha[:, t - 1]
        if places > 1:
            reached = _log_add(before, _moved(before, 1), np.where(skip, _moved(before, 2), _NEVER)) if places > 2 else _log_add(before, _moved(before, 1))
        else:
            reached = before
        alpha[:, t] = np.where(within & (t < inputs[:, None]), reached + emitted[:, t], _NEVER)
    loss = np.empty(batch, log_probs.dtype)
    for b in range(batch):
        if inputs[b] == 0:
            loss[b] = -0.0 if lengths[b] == 0 else np.inf
            continue
        last, end = alpha[b, inputs[b] - 1], 2 * int(lengths[b])
        if lengths[b] == 0:
            loss[b] = -last[0]
        else:
            top = max(last[end], last[end - 1])
            safe = 0 if top == _NEVER else top
            loss[b] = -(np.log(np.exp(last[end] - safe) + np.exp(last[end - 1] - safe)) + safe)
    return loss, alpha


def backward(grad, log_probs, targets, input_lengths, target_lengths, loss, alpha, blank, zero_infinity):
    """The gradient by the log probabilities, which are taken to be normalised: ``(exp(p) - sum of path probabilities) grad``."""
    frames, batch, classes = log_probs.shape
    labels, skip = _places(targets, target_lengths, blank)
    places = labels.shape[1]
    inputs, lengths = np.asarray(input_lengths, np.int64), np.asarray(target_lengths, np.int64)
    within = np.arange(places) <= 2 * lengths[:, None]
    ends = within & (np.arange(places) >= np.maximum(2 * lengths - 1, 0)[:, None])
    emitted = np.take_along_axis(log_probs.transpose(1, 0, 2), np.broadcast_to(labels[:, None, :], (batch, frames, places)), 2)
    onward = np.zeros(skip.shape, bool)
    onward[:, :-2] = skip[:, 2:]
    made = np.zeros(log_probs.shape, log_probs.dtype)
    beta = np.full((batch, places), _NEVER, log_probs.dtype)
    rows = np.arange(batch)[:, None]
    for t in range(frames - 1, -1, -1):
        if places > 2:
            going = _log_add(beta, _moved(beta, -1), np.where(onward, _moved(beta, -2), _NEVER))
        else:
            going = beta
        last = (inputs - 1 == t)[:, None]
        beta = np.where(within & (t < inputs[:, None] - 1), going + emitted[:, t], np.where(last & ends, emitted[:, t], _NEVER))
        # The paths through each label, relative to the sequence's probability.
        through = alpha[:, t] + beta
        top = through.max(1, keepdims=True)
        safe = np.where(top == _NEVER, 0, top)
        summed = np.zeros((batch, classes), log_probs.dtype)
        np.add.at(summed, (np.broadcast_to(rows, labels.shape), labels), np.exp(through - safe))
        share = np.exp(np.log(summed) + safe + loss[:, None] - log_probs[t])
        made[t] = np.where(t < inputs[:, None], (np.exp(log_probs[t]) - share) * grad[:, None], 0)
    if zero_infinity:
        made[:, np.isposinf(loss)] = 0
    return made
