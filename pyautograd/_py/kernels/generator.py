"""The random number generator: a Mersenne twister whose stream and saved state are PyTorch's.

The engine is NumPy's MT19937 bit generator, which is the same algorithm with the same seeding (``init_genrand`` of the
seed's low 32 bits). On top of it lie the conventions that fix a stream: which words make a 64-bit draw, which bits make a
uniform number, and the second half of a Box-Muller pair that is kept for the next call.
"""
import os

import numpy as np

from pyautograd._types import device as device_type

from .. import fast
from ..binder import set_generator_type

DEFAULT_SEED = 67280421310721
STATE_BYTES = 5056
# The saved state, as one record: the first engine word counts upwards from `next`, `left` counts down to the next refill.
_STATE = np.dtype({
    "names": ["seed", "left", "seeded", "next", "key", "normal_x", "normal_y", "normal_rho", "has_normal", "float_normal", "has_float_normal"],
    "formats": ["<u8", "<i4", "<i4", "<u8", ("<u8", 624), "<f8", "<f8", "<f8", "<i4", "<f4", "u1"],
    "offsets": [0, 8, 12, 16, 24, 5016, 5024, 5032, 5040, 5048, 5052],
    "itemsize": STATE_BYTES,
})  # fmt: skip
_MANY = 1024  # so many numbers are drawn by loops of our own, where they are compiled
_LOW24_LONG = np.uint64(0xFFFFFF)
_LOW24, _LOW53, _HALF_WORD = np.int32(0xFFFFFF), np.uint64(9007199254740991), np.uint64(32)
_NO_CUDA = (
    "Cannot get CUDA generator without ATen_cuda library. PyTorch splits its backend into two shared libraries: a CPU library and a CUDA "
    "library; this error has occurred because you are trying to use some CUDA functionality, but the CUDA library has not been loaded by the "
    "dynamic linker for some reason.  The CUDA library MUST be loaded, EVEN IF you don't directly use any symbols from the CUDA library! One "
    "common culprit is a lack of -Wl,--no-as-needed in your link arguments; many dynamic linkers will delete dynamic library dependencies if "
    "you don't depend on any of their symbols.  You can check if this has occurred by using ldd on your binary to see if there is a dependency "
    "on *_cuda.so library."
)


def _memory_of(bits):
    """Where a bit generator keeps its words and its position, as 625 uint32; False if that is not how it does.

    NumPy's ``state`` converts the words one by one through Python, which is most of the cost of a checkpoint.
    """
    try:
        import ctypes

        found = np.frombuffer((ctypes.c_uint32 * 625).from_address(bits.ctypes.state_address), np.uint32)
    except ImportError:
        return False
    engine = bits.state["state"]
    return found if (found[:624] == engine["key"]).all() and found[624] == engine["pos"] else False


class Generator:
    """A pseudorandom number generator on the CPU.

    A new one is seeded with 67280421310721. Sampling functions take it as ``generator=``; without it they use
    ``default_generator``. Its state is a uint8 tensor of 5056 elements that PyTorch reads and writes as well.
    """

    __slots__ = ("_bits", "_seeder", "_draw", "_seed", "_device", "next_normal", "_float_normal", "_memory", "_fresh", "__weakref__")

    def __init__(self, device="cpu"):
        self._device = device_type("cpu" if device is None else device)
        if self._device.type == "cuda" and isinstance(device, (str, device_type)):
            raise RuntimeError(_NO_CUDA)
        if self._device.type == "meta":
            raise RuntimeError("META device type not an accelerator.")
        if self._device.type != "cpu":
            raise RuntimeError("Cannot access accelerator device when none is available.")
        if self._device.index is not None:
            self._device = device_type("cpu")
        self._bits = np.random.MT19937(0)
        self._seeder = np.random.RandomState(self._bits)
        self._draw = self._bits.random_raw
        self._memory = None  # the engine's words and position where NumPy keeps them; False: not found
        self._fresh = None  # a seed, and the words that it gives
        self._reseed(DEFAULT_SEED)

    def __repr__(self):
        return f"<torch._C.Generator object at {id(self):#x}>"

    def _reseed(self, seed):
        self._seed = seed
        self._seeder.seed(seed & 0xFFFFFFFF)
        self.next_normal = None  # the pending half of a Box-Muller pair
        self._float_normal = (0.0, 0)

    # What users call

    @property
    def device(self):
        """The device it draws for: always ``device(type='cpu')``."""
        return self._device

    def manual_seed(self, seed):
        """Start the stream that belongs to `seed`, an int in ``[-2**63, 2**64)``. Returns itself."""
        if isinstance(seed, np.integer):
            raise TypeError("an integer is required")
        if not isinstance(seed, int) or isinstance(seed, bool):
            raise RuntimeError(f"manual_seed expected a long, but got {type(seed).__name__}")
        if not -9223372036854775808 <= seed < 18446744073709551616:
            raise ValueError("Overflow when unpacking long long")
        self._reseed(int(seed) & 0xFFFFFFFFFFFFFFFF)
        return self

    def seed(self):
        """Seed with a number that cannot be foreseen, and return it."""
        self._reseed(int.from_bytes(os.urandom(8), "little"))
        return self._seed

    def initial_seed(self):
        """The seed that started the stream."""
        return self._seed

    def get_offset(self):
        """Only generators of other devices have an offset: raises RuntimeError."""
        raise RuntimeError("CPU Generator does not use offset")

    def set_offset(self, offset):
        """Only generators of other devices have an offset: raises RuntimeError."""
        raise RuntimeError("CPU Generator does not use offset")

    def graphsafe_get_state(self):
        """Only generators of other devices have this: raises NotImplementedError."""
        raise NotImplementedError("graphsafe_get_state is not supported in this Generator")

    def graphsafe_set_state(self, state):
        """Only generators of other devices have this: raises NotImplementedError."""
        raise NotImplementedError("graphsafe_set_state is not supported in this Generator")

    def get_state(self):
        """The state, as a uint8 tensor of 5056 elements."""
        from ..core import wrap  # the one place in the kernels where a tensor is made

        return wrap(self.state_array())

    def set_state(self, new_state):
        """Continue from a state that `get_state` gave, here or in PyTorch. Returns itself."""
        array = getattr(new_state, "_array", None)
        if array is None:
            kind = type(new_state)
            name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
            raise TypeError(f"expected a torch.ByteTensor, but got {name}")
        if array.dtype != np.uint8:
            raise TypeError("RNG state must be a torch.ByteTensor")
        self.set_state_array(array)
        return self

    def clone_state(self):
        """Another generator in the same state."""
        made = type(self)()
        made.set_state_array(self.state_array())
        return made

    def __copy__(self):
        return self.clone_state()

    def __deepcopy__(self, memo):
        return self.clone_state()

    def __reduce__(self):
        return type(self), (self._device,), (self._seed, None, self.get_state())

    def __setstate__(self, state):
        self.set_state(state[2])

    # The state as an array

    def state_array(self):
        """The state, a uint8 array of 5056 elements."""
        key, pos = self._engine()
        state = np.zeros(STATE_BYTES, np.uint8)
        record = state.view(_STATE)
        record["seed"], record["seeded"], record["key"] = self._seed, 1, key
        record["left"] = 625 - pos
        record["next"] = 0 if pos == 624 and self._is_fresh(key) else pos
        if self.next_normal is not None:
            record["normal_y"], record["has_normal"] = self.next_normal, 1
        record["float_normal"], record["has_float_normal"] = self._float_normal
        return state

    def _look_for_memory(self):
        if self._memory is None:
            self._memory = _memory_of(self._bits)

    def _engine(self):
        """The engine's 624 words and its position among them."""
        self._look_for_memory()
        if self._memory is not False:
            with self._bits.lock:
                found = self._memory.copy()
            return found[:624], int(found[624])
        engine = self._bits.state["state"]
        return engine["key"], int(engine["pos"])

    def _is_fresh(self, key):
        # PyTorch writes next = 0 before the first draw after seeding and 624 at the end of a block; the words tell which it is.
        if self._fresh is None or self._fresh[0] != self._seed:
            self._fresh = self._seed, np.random.RandomState(self._seed & 0xFFFFFFFF).get_state()[1]
        return bool((self._fresh[1] == key).all())

    def set_state_array(self, array):
        """Take over the state in a uint8 array of 5056 elements. Raises RuntimeError where it is none."""
        if array.size != STATE_BYTES:
            raise RuntimeError(f"Expected a CPUGeneratorImplState of size {STATE_BYTES} but found the input RNG state size to be {array.size}")
        record = np.frombuffer(np.ascontiguousarray(array).tobytes(), _STATE)[0]
        left, following = int(record["left"]), int(record["next"])
        if not record["seeded"] or not 0 < left <= 624 or following > 624:
            raise RuntimeError("Invalid mt19937 state")
        pos = 624 if left == 1 else following
        self._engine()
        if self._memory is not False:
            with self._bits.lock:
                self._memory[:624], self._memory[624] = record["key"], pos
        else:
            self._bits.state = {"bit_generator": "MT19937", "state": {"key": record["key"].astype(np.uint32), "pos": pos}}
        self._seed = int(record["seed"])
        self.next_normal = float(record["normal_y"]) if record["has_normal"] else None
        self._float_normal = (float(record["float_normal"]), int(record["has_float_normal"]))

    # Draws

    def words(self, n):
        """`n` 32-bit words as uint64."""
        if guard is not None:
            guard()
        return self._draw(n)

    def _drawn(self, wide, n):
        """Uniform numbers by compiled loops; None where there are none, or NumPy keeps the engine elsewhere."""
        if guard is not None:
            guard()
        self._look_for_memory()
        if self._memory is False:
            return None
        with self._bits.lock:
            return fast.draw(self._memory, wide, n)

    def long_words(self, n):
        """`n` 64-bit words as uint64, each the high word drawn first and the low word second."""
        raw = self.words(2 * n)
        high = raw[0::2] << _HALF_WORD
        high |= raw[1::2]
        return high

    def floats(self, n):
        """`n` float32 numbers in [0, 1): the low 24 bits of a word each."""
        if n >= _MANY:
            made = self._drawn(False, n)
            if made is not None:
                return made
        raw = self.words(n)
        if n < 500:  # fewer calls; beyond that the narrower words pay
            raw &= _LOW24_LONG
            u = raw.astype(np.float32)
        else:
            bits = raw.astype(np.int32)
            bits &= _LOW24
            u = bits.astype(np.float32)
        u *= np.float32(2.0**-24)
        return u

    def few_doubles(self, n):
        """`doubles` as a list, for counts so small that arrays cost more than they save."""
        words = self.words(2 * n).tolist()
        return [((words[i] << 32 | words[i + 1]) & 0x1FFFFFFFFFFFFF) * 2.0**-53 for i in range(0, 2 * n, 2)]

    def doubles(self, n):
        """`n` float64 numbers in [0, 1): the low 53 bits of a 64-bit word each."""
        if n >= _MANY:
            made = self._drawn(True, n)
            if made is not None:
                return made
        raw = self.long_words(n)
        raw &= _LOW53
        # Below 2**53 a signed and an unsigned word are the same number, and the signed one converts faster.
        u = raw.view(np.int64).astype(np.float64)
        u *= 2.0**-53
        return u


guard = None  # called before every draw: how `vmap` refuses random operators


def set_guard(function):
    """Have `function` called, without arguments, before every draw."""
    global guard
    guard = function


set_generator_type(Generator)
default_generator = Generator()
default_generator.seed()
