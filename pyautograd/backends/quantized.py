"""``torch.backends.quantized``: quantised tensors are not supported."""

engine = "none"
supported_engines = ["none"]
