"""``torch.quasirandom``: Sobol' sequences, which fill the unit cube more evenly than random points."""
import importlib.util
import os

import numpy as np

import pyautograd as torch

# Joe and Kuo's primitive polynomials and first direction numbers (2008) of dimensions 2 to 64. SciPy's table, where SciPy is installed, has the others.
_FIRST = (
    "3:1 7:1.3 11:1.3.1 13:1.1.1 19:1.1.3.3 25:1.3.5.13 37:1.1.5.5.17 41:1.1.5.5.5 47:1.1.7.11.19 55:1.1.5.1.1 59:1.1.1.3.11 61:1.3.5.5.31 "
    "67:1.3.3.9.7.49 91:1.1.1.15.21.21 97:1.3.1.13.27.49 103:1.1.1.15.7.5 109:1.3.1.15.13.25 115:1.1.5.5.19.61 131:1.3.7.11.23.15.103 "
    "137:1.3.7.13.13.15.69 143:1.1.3.13.7.35.63 145:1.3.5.9.1.25.53 157:1.3.1.13.9.35.107 167:1.3.1.5.27.61.31 171:1.1.5.11.19.41.61 "
    "185:1.3.5.3.3.13.69 191:1.1.7.13.1.19.1 193:1.3.7.5.13.19.59 203:1.1.3.9.25.29.41 211:1.3.5.13.23.1.55 213:1.3.7.3.13.59.17 "
    "229:1.3.1.3.5.53.69 239:1.1.5.5.23.33.13 241:1.1.7.7.1.61.123 247:1.1.7.9.13.61.49 253:1.3.3.5.3.55.33 285:1.3.1.15.31.13.49.245 "
    "299:1.3.5.15.31.59.63.97 301:1.3.1.11.11.11.77.249 333:1.3.1.11.27.43.71.9 351:1.1.7.15.21.11.81.45 355:1.3.7.3.25.31.65.79 "
    "357:1.3.1.1.19.11.3.205 361:1.1.5.9.19.21.29.157 369:1.3.7.11.1.33.89.185 391:1.3.3.3.15.9.79.71 397:1.3.7.11.15.39.119.27 "
    "425:1.1.3.1.11.31.97.225 451:1.1.1.3.23.43.57.177 463:1.3.7.7.17.17.37.71 487:1.3.1.5.27.63.123.213 501:1.1.3.5.11.43.53.133 "
    "529:1.3.5.5.29.17.47.173.479 539:1.3.3.11.3.1.109.9.69 545:1.1.1.5.17.39.23.5.343 557:1.3.1.5.25.15.31.103.499 563:1.1.1.11.11.17.63.105.183 "
    "601:1.1.5.11.9.29.97.231.363 607:1.1.5.15.19.45.41.7.383 617:1.3.7.7.31.19.83.137.221 623:1.1.1.3.23.15.111.223.83 "
    "631:1.1.5.13.31.15.55.25.161 637:1.1.3.13.25.47.39.87.257"
)


def _table(dimension):
    """(polynomial, first direction numbers) of each dimension but the first."""
    rows = [row.partition(":") for row in _FIRST.split()]
    known = [(int(poly), [int(m) for m in numbers.split(".")]) for poly, _, numbers in rows]
    if dimension <= len(known) + 1:
        return known[: dimension - 1]
    spec = importlib.util.find_spec("scipy")
    path = os.path.join(os.path.dirname(spec.origin), "stats", "_sobol_direction_numbers.npz") if spec else None
    if path is None or not os.path.exists(path):
        raise NotImplementedError(f"SobolEngine: more than {len(known) + 1} dimensions need the table that comes with SciPy")
    with np.load(path) as data:
        polynomials, numbers = data["poly"][1:dimension].tolist(), data["vinit"][1:dimension].tolist()
    return [(poly, first[: poly.bit_length() - 1]) for poly, first in zip(polynomials, numbers)]


def _direction_numbers(dimension, bits):
    """(dimension, bits): the integers that a point changes by where bit j of its number's Gray code does."""
    made = np.ones((dimension, bits), np.int64)
    for row, (poly, first) in zip(made[1:], _table(dimension)):
        degree = len(first)
        row[:degree] = first
        for j in range(degree, bits):
            new = row[j - degree] ^ (row[j - degree] << degree)
            for k in range(1, degree):
                if poly >> (degree - k) & 1:
                    new ^= row[j - k] << k
            row[j] = new
    return made << np.arange(bits - 1, -1, -1)


class SobolEngine:
    """A Sobol' sequence.

    Parameters
    ----------
    dimension : int
        At most 21201; more than 64 need SciPy's table.
    scramble : bool
        Owen's scrambling, by a random triangular matrix for each dimension and a random shift.
    seed : int, optional
        Of the scrambling; the default generator's numbers are used without it.

    Raises
    ------
    ValueError
        For a dimension out of range.
    """

    MAXBIT = 30
    MAXDIM = 21201

    def __init__(self, dimension, scramble=False, seed=None):
        if dimension > self.MAXDIM or dimension < 1:
            raise ValueError(f"Supported range of dimensionality for SobolEngine is [1, {self.MAXDIM}]")
        self.seed, self.scramble, self.dimension = seed, scramble, dimension
        self.sobolstate = torch.from_numpy(_direction_numbers(dimension, self.MAXBIT))
        if scramble:
            self._scramble()
        else:
            self.shift = torch.zeros(dimension, dtype=torch.long)
        self.quasi = self.shift.clone()
        self._first_point = (self.quasi / 2**self.MAXBIT).reshape(1, -1)
        self.num_generated = 0

    def _scramble(self):
        generator = None if self.seed is None else torch.Generator().manual_seed(self.seed)
        bits = self.MAXBIT
        powers = 2 ** np.arange(bits)
        self.shift = torch.from_numpy(torch.randint(2, (self.dimension, bits), generator=generator).numpy() @ powers)
        matrices = torch.randint(2, (self.dimension, bits, bits), generator=generator).numpy()
        matrices = np.tril(matrices, -1) + np.eye(bits, dtype=np.int64)
        numbers = self.sobolstate.numpy()
        digits = numbers[:, None, :] >> np.arange(bits - 1, -1, -1)[:, None] & 1  # (dimension, binary digit from the highest, direction number)
        self.sobolstate = torch.from_numpy(np.einsum("dbj,b->dj", matrices @ digits & 1, powers[::-1]))

    def _advance(self, count):
        """Move on by `count` points: the integers of all of them."""
        places = np.arange(self.num_generated, self.num_generated + count)
        changed = np.zeros(count, np.int64)  # the lowest zero of each number before
        for i, n in enumerate((places - 1).tolist()):
            changed[i] = (~n & (n + 1)).bit_length() - 1
        steps = self.sobolstate.numpy()[:, changed].T
        points = np.bitwise_xor.accumulate(np.concatenate((self.quasi.numpy()[None], steps)), axis=0)[1:]
        self.quasi.copy_(torch.from_numpy(points[-1].copy()) if count else self.quasi)
        return points

    def draw(self, n=1, out=None, dtype=None):
        """The next `n` points.

        Returns
        -------
        Tensor of shape (n, dimension)
        """
        dtype = torch.get_default_dtype() if dtype is None else dtype
        if self.num_generated == 0:
            self.num_generated = 1
            points = torch.from_numpy(self._advance(n - 1))
            result = (points.to(dtype) * 2.0**-self.MAXBIT) if n > 1 else points.to(dtype)
            result = torch.cat((self._first_point.to(dtype), result), dim=-2)
            self.num_generated = n
        else:
            result = torch.from_numpy(self._advance(n)).to(dtype) * 2.0**-self.MAXBIT
            self.num_generated += n
        if out is not None:
            return out.resize_as_(result).copy_(result)
        return result

    def draw_base2(self, m, out=None, dtype=None):
        """The next ``2 ** m`` points; ValueError where the number of all points would be no power of 2, and they not balanced."""
        n = 2**m
        total = self.num_generated + n
        if total & (total - 1) != 0:
            raise ValueError(
                f"The balance properties of Sobol' points require n to be a power of 2. {self.num_generated} points have been previously generated, then: "
                f"n={self.num_generated}+2**{m}={total}. If you still want to do this, please use 'SobolEngine.draw()' instead."
            )
        return self.draw(n=n, out=out, dtype=dtype)

    def reset(self):
        """Start again."""
        self.quasi.copy_(self.shift)
        self.num_generated = 0
        return self

    def fast_forward(self, n):
        """Leave out `n` points."""
        if self.num_generated == 0:
            self.num_generated = 1
            self._advance(n - 1)
            self.num_generated = n
        else:
            self._advance(n)
            self.num_generated += n
        return self

    def __repr__(self):
        shown = [f"dimension={self.dimension}"] + ["scramble=True"] * bool(self.scramble) + [f"seed={self.seed}"] * (self.seed is not None)
        return f"{type(self).__name__}({', '.join(shown)})"
