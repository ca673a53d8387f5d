"""Short-time Fourier transforms: a window moved along a signal, each piece transformed; and the signal from the pieces."""
import warnings

from ..._table.out_dtypes import type_name
from ..._warnings import warn_once
from ..core import ops


def _number(flag):
    return "None" if flag is None else str(int(flag))


def _described_window(window):
    if window is None:
        return "None"
    return f"torch.{window.dtype.legacy_name}Tensor{{{list(window.shape)}}}"


def _no_window(advice):
    warn_once(
        f"A window was not provided. A rectangular window will be applied{advice}To suppress this warning and use a rectangular window, explicitly set "
        "`window=torch.ones(n_fft, device=<device>)`."
    )


def _full_window(window, like, length, n_fft):
    """The window with zeros on both sides up to `n_fft`; ones where there is none."""
    if window is None:
        window = ops.ones((length,), dtype=like.dtype.to_real() if like.dtype.is_complex else like.dtype)
    if length == n_fft:
        return window
    left = (n_fft - length) // 2
    return ops.constant_pad_nd(window, (left, n_fft - length - left), 0)


def stft(input, n_fft, hop_length, win_length, window, center, pad_mode, normalized, onesided, return_complex, align_to_window):
    """The transforms of the pieces, as ``(..., frequencies, pieces)``. Real signals give the first half of the frequencies.

    `center` pads the signal so that piece t is centred on point ``t * hop_length``.
    """
    if center:
        if align_to_window is not None:
            raise RuntimeError("stft align_to_window should only be set when center = false")
        extended, pad = (1,) * (3 - input.ndim) + tuple(input.shape), n_fft // 2
        padded = ops.nn_functional_pad(input.view(extended), (pad, pad), pad_mode)
        input = padded.view(tuple(padded.shape)[3 - input.ndim :])
    if window is None:
        _no_window(
            ",which is known to cause spectral leakage. Other windows such as torch.hann_window or torch.hamming_window are recommended to reduce "
            "spectral leakage."
        )
    hop = n_fft // 4 if hop_length is None else hop_length
    length = n_fft if win_length is None else win_length
    described = (
        f"stft({type_name(input.dtype)}{list(input.shape)}, n_fft={n_fft}, hop_length={hop}, win_length={length}, "
        f"window={_described_window(window)}, normalized={int(normalized)}, onesided={_number(onesided)}, return_complex={_number(return_complex)}, "
        f"align_to_window={_number(align_to_window)}) "
    )
    complex_input = input.dtype.is_complex or (window is not None and window.dtype.is_complex)
    if return_complex is None:
        if not complex_input:
            raise RuntimeError(
                "stft requires the return_complex parameter be given for real inputs, and will further require that return_complex=True in a future "
                "PyTorch release."
            )
        return_complex = True
    elif not return_complex:
        warnings.warn(
            "stft with return_complex=False is deprecated. In a future pytorch release, stft will return complex tensors for all inputs, and "
            "return_complex=False will raise an error.\nNote: you can still call torch.view_as_real on the complex output to recover the old return "
            "format.",
            stacklevel=2,
        )
    if not (input.dtype.is_floating_point or input.dtype.is_complex):
        raise RuntimeError(f"{described}: expected a tensor of floating point or complex values")
    if input.ndim > 2 or input.ndim < 1:
        raise RuntimeError(f"{described}: expected a 1D or 2D tensor")
    single = input.ndim == 1
    if single:
        input = ops.unsqueeze(input, 0)
    signal = input.shape[1]
    if length < n_fft and align_to_window and n_fft > 0:
        # Pieces stand where the window stands, so that zeros around the signal make up for those around the window.
        left = (n_fft - length) // 2
        input = ops.constant_pad_nd(input, (left, n_fft - length - left), 0)
        signal = input.shape[1]
    if n_fft <= 0 or n_fft > signal:
        raise RuntimeError(f"{described}: expected 0 < n_fft < {signal}, but got n_fft={n_fft}")
    if hop <= 0:
        raise RuntimeError(f"{described}: expected hop_length > 0, but got hop_length={hop}")
    if length <= 0 or length > n_fft:
        raise RuntimeError(f"{described}: expected 0 < win_length <= n_fft, but got win_length={length}")
    if window is not None and (window.ndim != 1 or window.shape[0] != length):
        raise RuntimeError(
            f"{described}: expected a 1D window tensor of size equal to win_length={length}, but got window with size {list(window.shape)}"
        )
    frames = 1 + (signal - n_fft) // hop
    pieces = ops.as_strided(
        input, (input.shape[0], frames, n_fft), (input.stride(0), hop * input.stride(1), input.stride(1)), input.storage_offset()
    )
    if window is not None:
        pieces = pieces * _full_window(window, input, length, n_fft)
    elif length != n_fft:
        pieces = pieces * _full_window(None, input, length, n_fft)
    if pieces.dtype.is_floating_point and pieces.dtype.itemsize == 2:
        raise RuntimeError(f"MKL FFT doesn't support tensors of type: {pieces.dtype.scalar_name}")
    by_root = 1 if normalized else 0
    if onesided is None:
        onesided = not complex_input
    if complex_input:
        if onesided:
            raise RuntimeError("Cannot have onesided output if window or input is complex")
        made = ops._fft_c2c(pieces if pieces.dtype.is_complex else pieces.to(pieces.dtype.to_complex()), (2,), by_root, True)
    else:
        made = ops._fft_r2c(pieces, (2,), by_root, onesided)
    made = made.transpose_(1, 2)
    if single:
        made = made.squeeze_(0)
    return made if return_complex else ops.view_as_real(made)


def istft(input, n_fft, hop_length, win_length, window, center, normalized, onesided, length, return_complex):
    """The signal whose pieces have these transforms: the pieces added up where they overlap, divided by what the windows add up to.

    RuntimeError where the windows leave a gap.
    """
    if window is None:
        _no_window(".Please provide the same window used by stft to make the inversion lossless.")
    hop = n_fft // 4 if hop_length is None else hop_length
    win = n_fft if win_length is None else win_length
    described = (
        f"istft(CPU{input.dtype.scalar_name}Type{list(input.shape)}, n_fft={n_fft}, hop_length={hop}, win_length={win}, "
        f"window={_described_window(window)}, center={int(center)}, normalized={int(normalized)}, onesided={_number(onesided)}, "
        f"length={'None' if length is None else length}, return_complex={int(return_complex)}) "
    )
    if not input.dtype.is_complex:
        raise RuntimeError("istft requires a complex-valued input tensor matching the output from stft with return_complex=True.")
    if input.numel() == 0:
        raise RuntimeError(f"{described}: input tensor cannot be empty.")
    if input.ndim not in (2, 3):
        raise RuntimeError(f"{described}: expected a tensor with 3 or 4 dimensions, but got {input.ndim + 1}")
    single = input.ndim == 2
    if single:
        input = ops.unsqueeze(input, 0)
    frequencies, frames = input.shape[1], input.shape[2]
    signal = n_fft + hop * (frames - 1)
    if onesided is None:
        onesided = frequencies != n_fft
    if onesided:
        if frequencies != n_fft // 2 + 1:
            raise RuntimeError(
                f"{described}: expected the frequency dimension (3rd to the last) of the input tensor to match n_fft / 2 + 1 when onesided=True, but "
                f"got {frequencies}"
            )
    elif frequencies != n_fft:
        raise RuntimeError(
            f"{described}: expected the frequency dimension (3rd to the last) of the input tensor to match n_fft when onesided=False, but got "
            f"{frequencies}"
        )
    if not 0 < hop <= win:
        raise RuntimeError(f"{described}: expected 0 < hop_length <= win_length")
    if not 0 < win <= n_fft:
        raise RuntimeError(f"{described}: expected 0 < win_length <= n_fft")
    if window is not None and (window.ndim != 1 or window.shape[0] != win):
        raise RuntimeError(f"{described}: Invalid window shape. window has to be 1D and length of `win_length`")
    if return_complex:
        if onesided:
            raise RuntimeError("Cannot have onesided output if window or input is complex")
    elif window is not None and window.dtype.is_complex:
        raise RuntimeError("Complex windows are incompatible with return_complex=False")
    by = 1 if normalized else 2
    turned = ops.transpose(input, 1, 2)
    if return_complex:
        pieces = ops._fft_c2c(turned, (2,), by, False)
    else:
        if not onesided:
            turned = ops.narrow(turned, -1, 0, n_fft // 2 + 1)
        pieces = ops._fft_c2r(turned, (2,), by, n_fft)
    full = _full_window(window, ops.real(input.detach()), win, n_fft)
    added = _overlapped(pieces * full, signal, n_fft, hop)
    envelope = _overlapped(ops.expand(full * full, (1, frames, n_fft)), signal, n_fft, hop)
    start = n_fft // 2 if center else 0
    end = start + length if length is not None else signal - n_fft // 2 if center else signal
    added, envelope = added[:, start:end], envelope[:, start:end]
    if envelope.numel() == 0 or float(ops.amin(ops.abs(envelope.detach()))) < 1e-11:
        raise RuntimeError(f"{described}window overlap add min: 1\n[ CPUBoolType{{}} ]")
    made = added / envelope
    if single:
        made = ops.squeeze(made, 0)
    if end > signal:
        warnings.warn(
            "The length of signal is shorter than the length parameter. Result is being padded with zeros in the tail. Please check your center and "
            "hop_length settings.",
            stacklevel=2,
        )
        made = ops.constant_pad_nd(made, (0, end - signal), 0)
    return made


def _overlapped(pieces, signal, n_fft, hop):
    """Pieces ``(batch, piece, point)`` added up where they stand in the signal."""
    return ops.unfold_backward(pieces, (pieces.shape[0], signal), 1, n_fft, hop)
