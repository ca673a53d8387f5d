"""Convolutions that take the number of input channels from their first input. `conv` shows them."""
from ..parameter import UninitializedParameter
from .conv import Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d
from .lazy import LazyModuleMixin


class _LazyConvXdMixin(LazyModuleMixin):
    def _make_lazy(self, out_channels, bias, device, dtype):
        self.weight = UninitializedParameter(device=device, dtype=dtype)
        self.out_channels = out_channels
        if bias:
            self.bias = UninitializedParameter(device=device, dtype=dtype)

    def reset_parameters(self):
        """Draw new initial values, once there is something to fill."""
        if not self.has_uninitialized_params() and self.in_channels != 0:
            super().reset_parameters()

    def initialize_parameters(self, input, *args, **kwargs):
        """Shapes from the channels of `input`."""
        if not self.has_uninitialized_params():
            return
        self.in_channels = self._get_in_channels(input)
        if self.in_channels % self.groups != 0:
            raise ValueError("in_channels must be divisible by groups")
        ours, theirs = self.out_channels, self.in_channels
        first, second = (theirs, ours) if self.transposed else (ours, theirs)
        self.weight.materialize((first, second // self.groups, *self.kernel_size))
        if self.bias is not None:
            self.bias.materialize((self.out_channels,))
        self.reset_parameters()

    def _get_in_channels(self, input):
        without, ndim = self._get_num_spatial_dims() + 1, input.dim()
        if ndim not in (without, without + 1):
            raise RuntimeError(
                f"Expected {without}D (unbatched) or {without + 1}D (batched) input to {self.__class__.__name__}, but got input of size: {input.shape}"
            )
        return input.shape[ndim - without]

    def _get_num_spatial_dims(self):
        raise NotImplementedError


def _lazy(base, dims):
    name = "Lazy" + base.__name__

    if base.__name__.startswith("ConvTranspose"):

        def __init__(self, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1, padding_mode="zeros",
                     device=None, dtype=None):  # fmt: skip
            super(made, self).__init__(
                0, 0, kernel_size, stride, padding, output_padding, groups, False, dilation, padding_mode, device, dtype
            )
            self._make_lazy(out_channels, bias, device, dtype)
    else:

        def __init__(self, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, padding_mode="zeros", device=None,
                     dtype=None):  # fmt: skip
            super(made, self).__init__(0, 0, kernel_size, stride, padding, dilation, groups, False, padding_mode, device, dtype)
            self._make_lazy(out_channels, bias, device, dtype)

    def _get_num_spatial_dims(self):
        return dims

    __init__.__qualname__ = f"{name}.__init__"
    members = {"cls_to_become": base, "__init__": __init__, "_get_num_spatial_dims": _get_num_spatial_dims, "__module__": base.__module__}
    members["__doc__"] = f"`{base.__name__}` that takes `in_channels` from its first input."
    made = type(name, (_LazyConvXdMixin, base), members)
    return made


LazyConv1d, LazyConv2d, LazyConv3d = _lazy(Conv1d, 1), _lazy(Conv2d, 2), _lazy(Conv3d, 3)
LazyConvTranspose1d, LazyConvTranspose2d = _lazy(ConvTranspose1d, 1), _lazy(ConvTranspose2d, 2)
LazyConvTranspose3d = _lazy(ConvTranspose3d, 3)
