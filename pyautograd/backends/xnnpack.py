"""``torch.backends.xnnpack``: absent."""

enabled = False
