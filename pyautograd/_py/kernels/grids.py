"""Sampling at the points of a grid: the positions in pixels, and which neighbours lie inside.

Coordinates run from -1 to 1 over a dimension: over the centres of the outer pixels with `align_corners`, else over their outer edges.
"""
import numpy as np


def identity_grid(theta_dtype, size, align_corners):
    """The coordinates of every pixel with a one appended: (H * W, 3) or (D * H * W, 4), x first."""
    axes = []
    for n in size:
        axis = np.linspace(-1, 1, n, dtype=theta_dtype) if n > 1 else np.zeros(1, theta_dtype)
        axes.append(axis if align_corners else axis * (n - 1) / n)
    grids = np.meshgrid(*axes, indexing="ij")
    return np.stack([*[g.ravel() for g in reversed(grids)], np.ones(grids[0].size, theta_dtype)], 1).astype(theta_dtype)
