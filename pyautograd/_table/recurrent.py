"""Recurrent layers, cells, packed sequences."""
from .row import op

_LAYERS = "Tensor[] params, bool has_biases, int num_layers, float dropout, bool train, bool bidirectional"
_CELL = "Tensor w_ih, Tensor w_hh, Tensor? b_ih=None, Tensor? b_hh=None"

for _name, _hidden in (("lstm", "Tensor[] hx"), ("gru", "Tensor hx"), ("rnn_tanh", "Tensor hx"), ("rnn_relu", "Tensor hx")):
    op(f"{_name}.input(Tensor input, {_hidden}, {_LAYERS}, bool batch_first) -> object", composite=f"recurrent.{_name}", variants="f")
    op(f"{_name}.data(Tensor data, Tensor batch_sizes, {_hidden}, {_LAYERS}) -> object", composite=f"recurrent.{_name}_packed", variants="f")
    _result = " -> object" if _name == "lstm" else ""
    op(f"{_name}_cell(Tensor input, {_hidden}, {_CELL}){_result}", composite=f"recurrent.{_name}_cell", variants="f")

op("_recurrent_layer(str mode, Tensor gates, Tensor hidden, Tensor? cell, Tensor w_hh, Tensor? b_hh, int[] sizes, bool reverse) -> "
   "(Tensor output, Tensor last, Tensor last_cell, Tensor work, Tensor cells, Tensor before)", kernel="recurrent.layer", variants="",
   nondiff=("work", "cells", "before"), grad={("gates", "hidden", "cell", "w_hh", "b_hh"):
         "recurrent_layer_backward((grads[0], grads[1], grads[2]), mode, gates, hidden, cell, w_hh, b_hh, sizes, reverse, work, cells, before)"})
op("_recurrent_layer_backward(str mode, Tensor grad, Tensor grad_hidden, Tensor grad_cell, Tensor? cell, Tensor w_hh, int[] sizes, bool reverse, Tensor work, "
   "Tensor cells, Tensor before, bool with_bias) -> (Tensor d_gates, Tensor d_hidden, Tensor d_cell, Tensor d_weight, Tensor d_bias)",
   kernel="recurrent.layer_backward", variants="")
op("_pack_padded_sequence(Tensor input, Tensor lengths, bool batch_first) -> (Tensor data, Tensor batch_sizes)", kernel="sequences.pack",
   variants="f", nondiff="batch_sizes", grad={"input": "packed_backward(grad, batch_sizes, input.shape, batch_first)"}, shown={"result1": "batch_sizes"})
op("_pad_packed_sequence(Tensor data, Tensor batch_sizes, bool batch_first, Number padding_value, int total_length) -> object",
   composite="recurrent.pad_packed_sequence", variants="f")
op("_unpack_rows(Tensor data, int[] sizes, int total_length, Number padding_value)", kernel="sequences.unpack", variants="",
   grad={"data": "_unpack_rows_backward(grad, sizes)"}, jvp="padded_jvp")
op("_unpack_rows_backward(Tensor grad_output, int[] sizes)", kernel="sequences.unpack_backward", variants="",
   grad={"grad_output": "_unpack_rows(grad, sizes, grad_output.shape[0], 0)"})
op("_sequence_lengths(Tensor batch_sizes)", kernel="sequences.lengths", variants="")
op("_pad_sequence(Tensor[] sequences, bool batch_first=False, Number padding_value=0.0, str padding_side='right')",
   composite="recurrent.pad_sequence", variants="")
