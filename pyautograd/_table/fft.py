"""Discrete Fourier transforms: three transforms with derivatives, and the functions of ``torch.fft`` over them."""
from .row import op

# normalization: 0 as it is, 1 divided by the root of the number of points, 2 by the number. The last of `dim` is the halved one.
op("_fft_c2c(Tensor self, int[] dim, int normalization, bool forward)", kernel="fourier.c2c", variants="fo", node="FftC2CBackward0",
   grad={"self": "_fft_c2c(grad, dim, normalization, not forward)"})
op("_fft_r2c(Tensor self, int[] dim, int normalization, bool onesided)", kernel="fourier.r2c", variants="fo", node="FftR2CBackward0",
   grad={"self": "fft_r2c_backward(grad, dim, normalization, onesided, self.shape)"}, keep="self")
op("_fft_c2r(Tensor self, int[] dim, int normalization, int last_dim_size)", kernel="fourier.c2r", variants="fo", node="FftC2RBackward0",
   grad={"self": "fft_c2r_backward(grad, dim, normalization, self.shape)"}, shown={"self_sym_sizes": None})

for _name in ("fft", "ifft", "rfft", "irfft", "hfft", "ihfft"):
    op(f"fft_{_name}(Tensor self, int? n=None, int dim=-1, str? norm=None)", composite=f"fourier.{_name}", module="fft", variants="fo")
    op(f"fft_{_name}2(Tensor self, int[1]? s=None, int[1] dim=[-2, -1], str? norm=None)", composite=f"fourier.{_name}n", module="fft", variants="fo")
    op(f"fft_{_name}n(Tensor self, int[1]? s=None, int[1]? dim=None, str? norm=None)", composite=f"fourier.{_name}n", module="fft", variants="fo")

_OPTIONS = "Tensor? out=None, dtype? dtype=None, layout? layout=None, device? device=None, bool? pin_memory=False, bool? requires_grad=False"
op(f"fft_fftfreq(int n, float d=1.0, *, {_OPTIONS})", composite="fourier.fftfreq", module="fft", variants="f")
op(f"fft_rfftfreq(int n, float d=1.0, *, {_OPTIONS})", composite="fourier.rfftfreq", module="fft", variants="f")
op("fft_fftshift(Tensor self, int[1]? dim=None)", composite="fourier.fftshift", module="fft", variants="f")
op("fft_ifftshift(Tensor self, int[1]? dim=None)", composite="fourier.ifftshift", module="fft", variants="f")

# Short-time transforms.
op("stft(Tensor self, int n_fft, int? hop_length=None, int? win_length=None, Tensor? window=None, bool center=True, str pad_mode='reflect',"
   " bool normalized=False, bool? onesided=None, bool? return_complex=None, bool? align_to_window=None)", composite="spectrograms.stft")
op("istft(Tensor self, int n_fft, int? hop_length=None, int? win_length=None, Tensor? window=None, bool center=True, bool normalized=False,"
   " bool? onesided=None, int? length=None, bool return_complex=False)", composite="spectrograms.istft")
