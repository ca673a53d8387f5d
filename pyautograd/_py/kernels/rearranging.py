"""Blocks of channels turned into pixels and back."""


def _rank(name, x, least=3):
    if x.ndim < least:
        raise RuntimeError(f"{name} expects input to have at least {least} dimensions, but got input with {x.ndim} dimension(s)")


def pixel_shuffle(x, factor):
    """(..., C r r, H, W) as (..., C, H r, W r)."""
    _rank("pixel_shuffle", x)
    if factor <= 0:
        raise RuntimeError(f"pixel_shuffle expects a positive upscale_factor, but got {factor}")
    channels, height, width = x.shape[-3:]
    if channels % (factor * factor):
        raise RuntimeError(
            "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but "
            f"input.size(-3)={channels} is not divisible by {factor * factor}"
        )
    lead, n = x.shape[:-3], x.ndim - 3
    split = x.reshape(lead + (channels // factor**2, factor, factor, height, width))
    moved = split.transpose((*range(n), n, n + 3, n + 1, n + 4, n + 2))
    return moved.reshape(lead + (channels // factor**2, height * factor, width * factor)).copy()


def pixel_unshuffle(x, factor):
    """(..., C, H r, W r) as (..., C r r, H, W)."""
    _rank("pixel_unshuffle", x)
    if factor <= 0:
        raise RuntimeError(f"pixel_unshuffle expects a positive downscale_factor, but got {factor}")
    channels, height, width = x.shape[-3:]
    for what, at, size in (("height", -2, height), ("width", -1, width)):
        if size % factor:
            raise RuntimeError(
                f"pixel_unshuffle expects {what} to be divisible by downscale_factor, but input.size({at})={size} is not divisible by {factor}"
            )
    lead, n = x.shape[:-3], x.ndim - 3
    split = x.reshape(lead + (channels, height // factor, factor, width // factor, factor))
    moved = split.transpose((*range(n), n, n + 2, n + 4, n + 1, n + 3))
    return moved.reshape(lead + (channels * factor**2, height // factor, width // factor)).copy()


def channel_shuffle(x, groups):
    """Channels (N, g c, ...) reordered so that each run of g takes one of every group."""
    if x.ndim <= 2:
        raise RuntimeError(f"channel_shuffle expects input with > 2 dims, but got input with sizes {list(x.shape)}")
    channels = x.shape[1]
    if groups <= 0:
        raise RuntimeError(f"Number of groups to divide channels in must be positive. Value of groups:{groups}")
    if channels % groups:
        raise RuntimeError(f"Number of channels must be divisible by groups. Got {channels} channels and {groups} groups.")
    split = x.reshape((x.shape[0], groups, channels // groups) + x.shape[2:])
    return split.swapaxes(1, 2).reshape(x.shape).copy()
