"""Channels in another order."""
from .. import functional as F
from .module import Module


class ChannelShuffle(Module):
    """Takes the channels of ``(N, C, *)`` from `groups` groups in turn."""

    __constants__ = ["groups"]

    def __init__(self, groups):
        super().__init__()
        self.groups = groups

    def forward(self, input):
        """`functional.channel_shuffle`."""
        return F.channel_shuffle(input, self.groups)

    def extra_repr(self):
        """The number of groups."""
        return f"groups={self.groups}"


__all__ = ["ChannelShuffle"]
