"""Recurrent layers over sequences. The cells, for one step, stand in `_recurrent_cells`."""
import math
import numbers
import warnings
import weakref

from ... import empty, zeros
from ..._core import core
from .. import init
from ..parameter import Parameter
from ..utils.rnn import PackedSequence
from ._recurrent_cells import GRUCell, LSTMCell, RNNCell, RNNCellBase  # noqa: F401
from .module import Module

_functions = core.functions
_GATES = {"LSTM": 4, "GRU": 3, "RNN_TANH": 1, "RNN_RELU": 1}
_LAYERS = {"LSTM": _functions["lstm"], "GRU": _functions["gru"], "RNN_TANH": _functions["rnn_tanh"], "RNN_RELU": _functions["rnn_relu"]}


def _apply_permutation(tensor, permutation, dim=1):
    return tensor.index_select(dim, permutation)


def apply_permutation(tensor, permutation, dim=1):
    """Deprecated: ``tensor.index_select(dim, permutation)``."""
    text = "`apply_permutation` is deprecated, please use `tensor.index_select(dim, permutation)` instead"
    warnings.warn(text, FutureWarning, stacklevel=2)
    return _apply_permutation(tensor, permutation, dim)


def _check_options(mode, input_size, hidden_size, num_layers, bias, batch_first, dropout, proj_size):
    if not isinstance(dropout, numbers.Number) or not 0 <= dropout <= 1 or isinstance(dropout, bool):
        raise ValueError("dropout should be a number in range [0, 1] representing the probability of an element being zeroed")
    if dropout > 0 and num_layers == 1:
        warnings.warn(
            "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects num_layers greater than 1, but got "
            f"dropout={dropout} and num_layers={num_layers}",
            stacklevel=4,
        )
    for name, value, kind in (("bias", bias, bool), ("batch_first", batch_first, bool), ("input_size", input_size, int),
                              ("hidden_size", hidden_size, int)):  # fmt: skip
        if not isinstance(value, kind):
            raise TypeError(f"{name} should be of type {kind.__name__}, got: {type(value).__name__}")
        if kind is int and value <= 0:
            raise ValueError(f"{name} must be greater than zero")
    if num_layers <= 0:
        raise ValueError("num_layers must be greater than zero")
    if proj_size < 0:
        raise ValueError("proj_size should be a positive integer or zero to disable projections")
    if proj_size >= hidden_size:
        raise ValueError("proj_size has to be smaller than hidden_size")
    if mode not in _GATES:
        raise ValueError("Unrecognized RNN mode: " + mode)


class RNNBase(Module):
    """What recurrent layers share: their options, their parameters, the checks of their arguments.

    Parameters
    ----------
    mode : str
        ``"LSTM"``, ``"GRU"``, ``"RNN_TANH"`` or ``"RNN_RELU"``.
    input_size, hidden_size, num_layers : int
    bias, batch_first, bidirectional : bool
        With `batch_first` tensors are ``(N, T, F)`` instead of ``(T, N, F)``.
    dropout : float
        Between layers, in training mode.
    proj_size : int
        For an LSTM: its hidden state is projected to this size.
    """

    __constants__ = ["mode", "input_size", "hidden_size", "num_layers", "bias", "batch_first", "dropout", "bidirectional", "proj_size"]
    __jit_unused_properties__ = ["all_weights"]

    def __init__(self, mode, input_size, hidden_size, num_layers=1, bias=True, batch_first=False, dropout=0.0, bidirectional=False, proj_size=0,
                 device=None, dtype=None):  # fmt: skip
        super().__init__()
        self.mode = mode
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.bias = bias
        self.batch_first = batch_first
        self.dropout = float(dropout)
        self.bidirectional = bidirectional
        self.proj_size = proj_size
        self._flat_weight_refs = []
        _check_options(mode, input_size, hidden_size, num_layers, bias, batch_first, dropout, proj_size)
        self._flat_weights_names, self._all_weights = [], []
        gates, output = _GATES[mode] * hidden_size, proj_size if proj_size > 0 else hidden_size
        for layer in range(num_layers):
            features = input_size if layer == 0 else output * (2 if bidirectional else 1)
            for direction in range(2 if bidirectional else 1):
                sizes = {"weight_ih": (gates, features), "weight_hh": (gates, output)}
                if bias:
                    sizes.update(bias_ih=(gates,), bias_hh=(gates,))
                if proj_size > 0:
                    sizes["weight_hr"] = (proj_size, hidden_size)
                names = [f"{name}_l{layer}{'_reverse' if direction else ''}" for name in sizes]
                for name, size in zip(names, sizes.values()):
                    setattr(self, name, Parameter(empty(size, device=device, dtype=dtype)))
                self._flat_weights_names.extend(names)
                self._all_weights.append(names)
        self._init_flat_weights()
        self.reset_parameters()

    # the parameters in one list

    def _init_flat_weights(self):
        self._flat_weights = [getattr(self, name, None) for name in self._flat_weights_names]
        self._flat_weight_refs = [weakref.ref(w) if w is not None else None for w in self._flat_weights]
        self.flatten_parameters()

    def __setattr__(self, attr, value):
        own = self.__dict__
        if "_flat_weights_names" in own and attr in own["_flat_weights_names"]:
            own["_flat_weights"][own["_flat_weights_names"].index(attr)] = value
        super().__setattr__(attr, value)

    def flatten_parameters(self):
        """Nothing, on the CPU: parameters are not laid out for a GPU's library."""

    def _apply(self, fn, recurse=True):
        self._flat_weight_refs = []  # weak references would keep tensors from being swapped
        made = super()._apply(fn, recurse)
        self._init_flat_weights()
        return made

    def _weights_have_changed(self):
        for reference, name in zip(self._flat_weight_refs, self._flat_weights_names):
            weight = getattr(self, name, None)
            if weight is not None and reference is not None and reference() is not weight:
                return True
        return False

    def _update_flat_weights(self):
        if self._weights_have_changed():
            self._init_flat_weights()

    @property
    def all_weights(self):
        """The parameters, in a list for each layer and direction."""
        return [[getattr(self, name) for name in names] for names in self._all_weights]

    def reset_parameters(self):
        """Draw new initial values, uniform within ``1 / sqrt(hidden_size)`` of zero."""
        bound = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    # checks

    def check_input(self, input, batch_sizes):
        """Refuse an input of another dtype, number of dimensions or of features."""
        dtype = self._flat_weights[0].dtype
        if input.dtype != dtype:
            raise ValueError(
                f"RNN input dtype ({input.dtype}) does not match weight dtype ({dtype}). Convert input: input.to({dtype}), or convert model: "
                f"model.to({input.dtype})"
            )
        ndim = 2 if batch_sizes is not None else 3
        if input.dim() != ndim:
            raise RuntimeError(f"input must have {ndim} dimensions, got {input.dim()}")
        if self.input_size != input.size(-1):
            raise RuntimeError(f"input.size(-1) must be equal to input_size. Expected {self.input_size}, got {input.size(-1)}")

    def _state_size(self, input, batch_sizes, features):
        batch = int(batch_sizes[0]) if batch_sizes is not None else input.size(0 if self.batch_first else 1)
        return (self.num_layers * (2 if self.bidirectional else 1), batch, features)

    def get_expected_hidden_size(self, input, batch_sizes):
        """The size of hidden states that goes with an input."""
        return self._state_size(input, batch_sizes, self.proj_size if self.proj_size > 0 else self.hidden_size)

    def check_hidden_size(self, hx, expected_hidden_size, msg="Expected hidden size {}, got {}"):
        """Refuse a state of another size."""
        if hx.size() != expected_hidden_size:
            raise RuntimeError(msg.format(expected_hidden_size, list(hx.size())))

    def check_forward_args(self, input, hidden, batch_sizes):
        """Refuse what `check_input` and `check_hidden_size` refuse."""
        self.check_input(input, batch_sizes)
        self.check_hidden_size(hidden, self.get_expected_hidden_size(input, batch_sizes))

    def permute_hidden(self, hx, permutation):
        """A state in the order of a permutation of the batch."""
        return hx if permutation is None else _apply_permutation(hx, permutation)

    # the call, for layers whose state is one tensor

    def forward(self, input, hx=None):
        """Outputs of the last layer for every step, and the last state of every layer and direction.

        Parameters
        ----------
        input : Tensor or PackedSequence
            ``(T, N, input_size)``, with `batch_first` ``(N, T, input_size)``, or without batch ``(T, input_size)``.
        hx : Tensor, optional
            The first state, ``(num_layers * directions, N, hidden_size)``; zeros by default.
        """
        self._update_flat_weights()
        if isinstance(input, PackedSequence):
            data, batch_sizes, order, back = input
            hx = self._initial_state(data, batch_sizes, self.hidden_size) if hx is None else self.permute_hidden(hx, order)
            self.check_forward_args(data, hx, batch_sizes)
            output, *hidden = self._run_layers(data, batch_sizes, hx)
            return PackedSequence(output, batch_sizes, order, back), self.permute_hidden(hidden[0], back)
        batched = self._check_dims(input, " tensor" if type(self).__name__ == "RNN" else "")
        batch_dim = 0 if self.batch_first else 1
        if not batched:
            input = input.unsqueeze(batch_dim)
        if hx is None:
            hx = self._initial_state(input, None, self.hidden_size)
        elif hx.dim() != (3 if batched else 2):
            kind = "batched 3-D input, hx should also be 3-D" if batched else "unbatched 2-D input, hx should also be 2-D"
            raise RuntimeError(f"For {kind} but got {hx.dim()}-D tensor")
        elif not batched:
            hx = hx.unsqueeze(1)
        self.check_forward_args(input, hx, None)
        output, hidden = self._run_layers(input, None, hx)
        return (output, hidden) if batched else (output.squeeze(batch_dim), hidden.squeeze(1))

    def _check_dims(self, input, what):
        if input.dim() not in (2, 3):
            name = "RNN" if self.mode.startswith("RNN") else self.mode
            raise ValueError(f"{name}: Expected input to be 2D or 3D, got {input.dim()}D{what} instead")
        return input.dim() == 3

    def _initial_state(self, input, batch_sizes, features):
        return zeros(self._state_size(input, batch_sizes, features), dtype=input.dtype, device=input.device)

    def _run_layers(self, input, batch_sizes, hx):
        options = (self._flat_weights, self.bias, self.num_layers, self.dropout, self.training, self.bidirectional)
        if batch_sizes is None:
            return _LAYERS[self.mode](input, hx, *options, self.batch_first)
        return _LAYERS[self.mode](input, batch_sizes, hx, *options)

    # printing, copying, pickling

    def extra_repr(self):
        """The sizes, and options that are not the default."""
        text = f"{self.input_size}, {self.hidden_size}"
        for name, default in (("proj_size", 0), ("num_layers", 1), ("bias", True), ("batch_first", False), ("dropout", 0), ("bidirectional", False)):
            if getattr(self, name) != default:
                text += f", {name}={getattr(self, name)}"
        return text

    def __getstate__(self):
        self._update_flat_weights()
        state = self.__dict__.copy()
        del state["_flat_weight_refs"]
        return state

    def __setstate__(self, d):
        super().__setstate__(d)
        if "all_weights" in d:
            self._all_weights = d["all_weights"]
        if "proj_size" not in d:
            self.proj_size = 0
        if not isinstance(self._all_weights[0][0], str):
            self._name_weights()
        self._flat_weight_refs = [weakref.ref(w) if w is not None else None for w in self._flat_weights]

    def _name_weights(self):
        """The names of the parameters, for pickles from when these were lists of parameters."""
        kinds = ["weight_ih", "weight_hh"] + (["bias_ih", "bias_hh"] if self.bias else []) + (["weight_hr"] if self.proj_size > 0 else [])
        suffixes = [f"_l{layer}{end}" for layer in range(self.num_layers) for end in (["", "_reverse"] if self.bidirectional else [""])]
        self._all_weights = [[kind + suffix for kind in kinds] for suffix in suffixes]
        self._flat_weights_names = [name for names in self._all_weights for name in names]
        self._flat_weights = [getattr(self, name, None) for name in self._flat_weights_names]

    def _replicate_for_data_parallel(self):
        replica = super()._replicate_for_data_parallel()
        replica._flat_weights = replica._flat_weights[:]
        replica._flat_weights_names = replica._flat_weights_names[:]
        return replica


_ONLY_LSTM = "proj_size argument is only supported for LSTM, not RNN or GRU"


class RNN(RNNBase):
    """``h = tanh(W_ih x + b_ih + W_hh h + b_hh)``, or with relu, over a sequence.

    Parameters are those of `RNNBase` after `mode`, with ``nonlinearity`` (``"tanh"`` or ``"relu"``) after `num_layers`.
    """

    def __init__(self, *args, **kwargs):
        if "proj_size" in kwargs:
            raise ValueError(_ONLY_LSTM)
        if len(args) > 3:
            self.nonlinearity = args[3]
            args = args[:3] + args[4:]
        else:
            self.nonlinearity = kwargs.pop("nonlinearity", "tanh")
        if self.nonlinearity not in ("tanh", "relu"):
            raise ValueError(f"Unknown nonlinearity '{self.nonlinearity}'. Select from 'tanh' or 'relu'.")
        super().__init__("RNN_TANH" if self.nonlinearity == "tanh" else "RNN_RELU", *args, **kwargs)


class LSTM(RNNBase):
    """Long short-term memory over a sequence. Parameters are those of `RNNBase` after `mode`."""

    def __init__(self, *args, **kwargs):
        super().__init__("LSTM", *args, **kwargs)

    def get_expected_cell_size(self, input, batch_sizes):
        """The size of cells that goes with an input."""
        return self._state_size(input, batch_sizes, self.hidden_size)

    def check_forward_args(self, input, hidden, batch_sizes):
        """Refuse an input or a state of another size."""
        self.check_input(input, batch_sizes)
        hidden_size, cell_size = self.get_expected_hidden_size(input, batch_sizes), self.get_expected_cell_size(input, batch_sizes)
        self.check_hidden_size(hidden[0], hidden_size, "Expected hidden[0] size {}, got {}")
        self.check_hidden_size(hidden[1], cell_size, "Expected hidden[1] size {}, got {}")

    def permute_hidden(self, hx, permutation):
        """States in the order of a permutation of the batch."""
        return hx if permutation is None else (_apply_permutation(hx[0], permutation), _apply_permutation(hx[1], permutation))

    def _initial_states(self, input, batch_sizes):
        output = self.proj_size if self.proj_size > 0 else self.hidden_size
        return self._initial_state(input, batch_sizes, output), self._initial_state(input, batch_sizes, self.hidden_size)

    def forward(self, input, hx=None):
        """As for `RNNBase`, where a state is a pair of hidden states and cells."""
        self._update_flat_weights()
        if isinstance(input, PackedSequence):
            data, batch_sizes, order, back = input
            hx = self._initial_states(data, batch_sizes) if hx is None else self.permute_hidden(hx, order)
            output, *hidden = self._run_layers(data, batch_sizes, hx)
            return PackedSequence(output, batch_sizes, order, back), self.permute_hidden(tuple(hidden), back)
        batched = self._check_dims(input, "")
        batch_dim = 0 if self.batch_first else 1
        if not batched:
            input = input.unsqueeze(batch_dim)
        if hx is None:
            hx = self._initial_states(input, None)
        else:
            ndim = 3 if batched else 2
            if hx[0].dim() != ndim or hx[1].dim() != ndim:
                kind = "batched" if batched else "unbatched"
                raise RuntimeError(
                    f"For {kind} {ndim}-D input, hx and cx should also be {ndim}-D but got ({hx[0].dim()}-D, {hx[1].dim()}-D) tensors"
                )
            if not batched:
                hx = (hx[0].unsqueeze(1), hx[1].unsqueeze(1))
        self.check_forward_args(input, hx, None)
        output, hidden, cell = self._run_layers(input, None, hx)
        if not batched:
            output, hidden, cell = output.squeeze(batch_dim), hidden.squeeze(1), cell.squeeze(1)
        return output, (hidden, cell)


class GRU(RNNBase):
    """Gated recurrent units over a sequence. Parameters are those of `RNNBase` after `mode`, without `proj_size`."""

    def __init__(self, *args, **kwargs):
        if "proj_size" in kwargs:
            raise ValueError(_ONLY_LSTM)
        super().__init__("GRU", *args, **kwargs)


__all__ = ["RNNBase", "RNN", "LSTM", "GRU", "RNNCellBase", "RNNCell", "LSTMCell", "GRUCell"]
