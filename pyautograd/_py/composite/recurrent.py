"""Recurrent layers and cells: steps over time.

A layer of floats is one operator, `_recurrent_layer`, in each direction; what that does not know is written with the operators of one step.

A layer's inputs are multiplied for all steps at once. Packed sequences hold, step after step, the rows of the sequences that are that long,
longest first; `sizes` says how many.
"""
from ..._types import float32, float64
from ..core import array, dual_mask, ops, readable

# one step: from the products of the input, and the state, to the new state. A state is a tuple, its first tensor the output.


def _simple_step(activation):
    def step(gates, state, w_hh, b_hh, w_hr):
        return (activation(ops.add(ops.nn_functional_linear(state[0], w_hh, b_hh), gates)),)

    return step


def _lstm_step(gates, state, w_hh, b_hh, w_hr):
    gates = ops.add(ops.nn_functional_linear(state[0], w_hh, b_hh), gates)
    i, f, g, o = ops.chunk(gates, 4, 1)
    cell = ops.add(ops.mul(ops.sigmoid(f), state[1]), ops.mul(ops.sigmoid(i), ops.tanh(g)))
    output = ops.mul(ops.sigmoid(o), ops.tanh(cell))
    return (output if w_hr is None else ops.matmul(output, ops.t(w_hr))), cell


def _gru_step(gates, state, w_hh, b_hh, w_hr):
    hidden = state[0]
    r, z, n = ops.chunk(gates, 3, 1)
    hr, hz, hn = ops.chunk(ops.nn_functional_linear(hidden, w_hh, b_hh), 3, 1)
    new = ops.tanh(ops.add(n, ops.mul(ops.sigmoid(ops.add(hr, r)), hn)))
    return (ops.add(ops.mul(ops.sub(hidden, new), ops.sigmoid(ops.add(hz, z))), new),)


_STEPS = {"lstm": _lstm_step, "gru": _gru_step, "tanh": _simple_step(ops.tanh), "relu": _simple_step(ops.relu)}


# one layer in one direction


def _rows(state, start, stop):
    return tuple([ops.narrow(s, 0, start, stop - start) for s in state])


def _joined(states):
    return tuple([ops.cat(list(parts), 0) for parts in zip(*states)])


def _run(step, gates, state, weights, reverse):
    """The outputs and the last state, for sequences of one length. `gates` has the steps in its first dimension."""
    outputs = []
    steps = ops.unbind(gates, 0)
    for gate in reversed(steps) if reverse else steps:
        state = step(gate, state, *weights)
        outputs.append(state[0])
    if reverse:
        outputs.reverse()
    return ops.stack(outputs, 0), state


def _run_packed(step, gates, state, weights, reverse, sizes):
    """The same for packed sequences: shorter ones end earlier, or begin later in reverse."""
    steps = ops.split_with_sizes(gates, sizes, 0)
    if reverse:
        outputs, last, whole = [], sizes[-1], state
        state = _rows(whole, 0, last)
        for gate, size in zip(reversed(steps), reversed(sizes)):
            if size > last:
                state = _joined([state, _rows(whole, last, size)])
                last = size
            state = step(gate, state, *weights)
            outputs.append(state[0])
        outputs.reverse()
        return ops.cat(outputs, 0), state
    outputs, last, ended = [], sizes[0], []
    for gate, size in zip(steps, sizes):
        if size < last:
            ended.append(_rows(state, size, last))
            state = _rows(state, 0, size)
            last = size
        state = step(gate, state, *weights)
        outputs.append(state[0])
    ended.append(state)
    ended.reverse()
    return ops.cat(outputs, 0), (_joined(ended) if len(ended) > 1 else state)


def run_steps(mode, gates, hidden, cell, w_hh, b_hh, sizes, reverse):
    """What `_recurrent_layer` computes, step by step: outputs, last hidden state, and for an LSTM last cell."""
    arguments = (_STEPS[mode], gates, (hidden,) if cell is None else (hidden, cell), (w_hh, b_hh, None), reverse)
    output, last = _run(*arguments) if gates.ndim == 3 else _run_packed(*arguments, list(sizes))
    return (output, *last)


def _is_whole(gates, state, weights):
    """Whether one operator runs a layer: float32 or float64, no projection, no tangents, nobody who looks at single operators."""
    if weights[2] is not None or dual_mask() or gates.dtype is not float32 and gates.dtype is not float64:
        return False
    for tensor in (gates, *state, weights[0]):
        if not readable(tensor) or tensor.dtype is not gates.dtype:
            return False
    return (weights[1] is None or readable(weights[1])) and len(weights[0]) > 0


def _one_direction(mode, gates, state, weights, reverse, sizes):
    """The outputs and the last state of one layer in one direction."""
    if not _is_whole(gates, state, weights):
        arguments = (_STEPS[mode], gates, state, weights, reverse)
        return _run(*arguments) if sizes is None else _run_packed(*arguments, sizes)
    counts = (gates.shape[1],) * gates.shape[0] if sizes is None else tuple(sizes)
    made = ops._recurrent_layer(mode, gates, state[0], state[1] if mode == "lstm" else None, weights[0], weights[1], counts, reverse)
    return made[0], (made[1], made[2]) if mode == "lstm" else (made[1],)


# all layers


def _gathered(params, has_biases, projected):
    """The parameters of each layer and direction: ``(w_ih, b_ih, w_hh, b_hh, w_hr)``."""
    count = (4 if has_biases else 2) + (1 if projected else 0)
    if len(params) % count:
        raise RuntimeError("got an incorrect number of RNN parameters")
    made = []
    for at in range(0, len(params), count):
        group = params[at : at + count]
        w_hr = group[-1] if projected else None
        b_ih, b_hh = (group[2], group[3]) if has_biases else (None, None)
        made.append((group[0], b_ih, group[1], b_hh, w_hr))
    return made


def _check_attributes(input, params, hiddens):
    for kind, tensors in (("hidden", hiddens), ("parameter", params)):
        for tensor in tensors:
            if tensor.dtype is not input.dtype:
                raise RuntimeError(
                    f"Input and {kind} tensors are not the same dtype, found input tensor with {input.dtype.scalar_name} and {kind} tensor with "
                    f"{tensor.dtype.scalar_name}"
                )


def _layers(mode, input, hx, params, has_biases, num_layers, dropout, train, bidirectional, sizes):
    """Outputs of the last layer and the last states of all, stacked."""
    projected = mode == "lstm" and hx[0].shape[2] != hx[1].shape[2]
    weights = _gathered(list(params), has_biases, projected)
    directions = 2 if bidirectional else 1
    if len(weights) != num_layers * directions:
        raise RuntimeError("got an incorrect number of RNN parameters")
    states = list(zip(*[ops.unbind(h, 0) for h in hx]))
    finals = []
    for layer in range(num_layers):
        outputs = []
        for direction in range(directions):
            at = layer * directions + direction
            w_ih, b_ih, w_hh, b_hh, w_hr = weights[at]
            gates = ops.nn_functional_linear(input, w_ih, b_ih)
            output, final = _one_direction(mode, gates, states[at], (w_hh, b_hh, w_hr), direction == 1, sizes)
            outputs.append(output)
            finals.append(final)
        input = outputs[0] if directions == 1 else ops.cat(outputs, -1)
        if dropout and train and layer < num_layers - 1:
            input = ops.dropout(input, dropout, True)
    return (input, *[ops.stack(list(parts), 0) for parts in zip(*finals)])


def _over_time(mode, input, hx, params, has_biases, num_layers, dropout, train, bidirectional, batch_first):
    _check_attributes(input, params, hx)
    if batch_first:
        input = ops.transpose(input, 0, 1)
    if not input.shape[0]:
        raise RuntimeError("Expected sequence length to be larger than 0 in RNN")
    output, *finals = _layers(mode, input, hx, params, has_biases, num_layers, dropout, train, bidirectional, None)
    return (ops.transpose(output, 0, 1) if batch_first else output, *finals)


def _over_packed(mode, data, batch_sizes, hx, params, has_biases, num_layers, dropout, train, bidirectional):
    sizes = array(batch_sizes).tolist()
    return _layers(mode, data, hx, params, has_biases, num_layers, dropout, train, bidirectional, sizes)


def lstm(input, hx, params, has_biases, num_layers, dropout, train, bidirectional, batch_first):
    """Long short-term memory over ``(T, N, F)``: output, last hidden states, last cells."""
    if len(hx) != 2:
        raise RuntimeError("lstm expects two hidden states")
    return _over_time("lstm", input, hx, params, has_biases, num_layers, dropout, train, bidirectional, batch_first)


def lstm_packed(data, batch_sizes, hx, params, has_biases, num_layers, dropout, train, bidirectional):
    """Long short-term memory over a packed sequence."""
    if len(hx) != 2:
        raise RuntimeError("lstm expects two hidden states")
    return _over_packed("lstm", data, batch_sizes, hx, params, has_biases, num_layers, dropout, train, bidirectional)


def gru(input, hx, params, has_biases, num_layers, dropout, train, bidirectional, batch_first):
    """Gated recurrent units over ``(T, N, F)``: output, last hidden states."""
    return _over_time("gru", input, [hx], params, has_biases, num_layers, dropout, train, bidirectional, batch_first)


def gru_packed(data, batch_sizes, hx, params, has_biases, num_layers, dropout, train, bidirectional):
    """Gated recurrent units over a packed sequence."""
    return _over_packed("gru", data, batch_sizes, [hx], params, has_biases, num_layers, dropout, train, bidirectional)


def rnn_tanh(input, hx, params, has_biases, num_layers, dropout, train, bidirectional, batch_first):
    """A simple recurrent layer with tanh over ``(T, N, F)``: output, last hidden states."""
    return _over_time("tanh", input, [hx], params, has_biases, num_layers, dropout, train, bidirectional, batch_first)


def rnn_tanh_packed(data, batch_sizes, hx, params, has_biases, num_layers, dropout, train, bidirectional):
    """A simple recurrent layer with tanh over a packed sequence."""
    return _over_packed("tanh", data, batch_sizes, [hx], params, has_biases, num_layers, dropout, train, bidirectional)


def rnn_relu(input, hx, params, has_biases, num_layers, dropout, train, bidirectional, batch_first):
    """A simple recurrent layer with relu over ``(T, N, F)``: output, last hidden states."""
    return _over_time("relu", input, [hx], params, has_biases, num_layers, dropout, train, bidirectional, batch_first)


def rnn_relu_packed(data, batch_sizes, hx, params, has_biases, num_layers, dropout, train, bidirectional):
    """A simple recurrent layer with relu over a packed sequence."""
    return _over_packed("relu", data, batch_sizes, [hx], params, has_biases, num_layers, dropout, train, bidirectional)


# cells


def _cell(mode, input, state, w_ih, w_hh, b_ih, b_hh):
    if input.shape[1] != w_ih.shape[1]:
        raise RuntimeError(f"input has inconsistent input_size: got {input.shape[1]} expected {w_ih.shape[1]}")
    for at, hidden in enumerate(state):
        if input.shape[0] != hidden.shape[0]:
            raise RuntimeError(f"Input batch size {input.shape[0]} doesn't match hidden{at} batch size {hidden.shape[0]}")
        if hidden.shape[1] != w_hh.shape[1]:
            raise RuntimeError(f"hidden{at} has inconsistent hidden_size: got {hidden.shape[1]}, expected {w_hh.shape[1]}")
    return _STEPS[mode](ops.nn_functional_linear(input, w_ih, b_ih), state, w_hh, b_hh, None)


def lstm_cell(input, hx, w_ih, w_hh, b_ih, b_hh):
    """One step of long short-term memory: the new hidden state and cell."""
    if len(hx) != 2:
        raise RuntimeError("lstm_cell expects two hidden states")
    return _cell("lstm", input, tuple(hx), w_ih, w_hh, b_ih, b_hh)


def gru_cell(input, hx, w_ih, w_hh, b_ih, b_hh):
    """One step of gated recurrent units."""
    return _cell("gru", input, (hx,), w_ih, w_hh, b_ih, b_hh)[0]


def rnn_tanh_cell(input, hx, w_ih, w_hh, b_ih, b_hh):
    """One step of a simple recurrent layer with tanh."""
    return _cell("tanh", input, (hx,), w_ih, w_hh, b_ih, b_hh)[0]


def rnn_relu_cell(input, hx, w_ih, w_hh, b_ih, b_hh):
    """One step of a simple recurrent layer with relu."""
    return _cell("relu", input, (hx,), w_ih, w_hh, b_ih, b_hh)[0]


# packed sequences


def pad_packed_sequence(data, batch_sizes, batch_first, padding_value, total_length):
    """Padded sequences ``(T, N, ...)`` and their lengths from a packed one."""
    sizes = array(batch_sizes).tolist()
    if total_length > 0:
        if total_length < len(sizes):
            raise RuntimeError(
                "Expected total_length to be at least the length of the longest sequence in input, but got "
                f"total_length={total_length} and max sequence length being {len(sizes)}"
            )
    else:
        total_length = len(sizes)
    lengths = ops._sequence_lengths(batch_sizes)
    padded = ops._unpack_rows(data, sizes, total_length, padding_value)
    return (ops.transpose(padded, 0, 1) if batch_first else padded), lengths


def pad_sequence(sequences, batch_first, padding_value, padding_side):
    """Tensors of different lengths as one, padded to the longest."""
    if not sequences:
        raise RuntimeError("received an empty list of sequences")
    if padding_side not in ("left", "right"):
        raise RuntimeError(f"Expected padding_side to be one of left or right, but got {padding_side}.")
    if not sequences[0].ndim:
        raise RuntimeError("ArrayRef: invalid slice, N = 1; size = 0")
    longest = max([s.shape[0] for s in sequences])
    padded = []
    for sequence in sequences:
        if tuple(sequence.shape[1:]) != tuple(sequences[0].shape[1:]):
            shape = (longest, *sequences[0].shape[1:])
            raise RuntimeError(
                f"The size of tensor a ({shape[-1]}) must match the size of tensor b ({sequence.shape[-1]}) at non-singleton dimension {len(shape) - 1}"
            )
        missing = longest - sequence.shape[0]
        amounts = (0, 0) * (sequence.ndim - 1) + ((missing, 0) if padding_side == "left" else (0, missing))
        padded.append(ops.constant_pad_nd(sequence, amounts, padding_value) if missing else sequence)
    return ops.stack(padded, 0 if batch_first else 1)
