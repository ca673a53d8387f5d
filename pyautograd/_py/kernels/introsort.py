# cython: boundscheck=False, wraparound=False, initializedcheck=False
"""Where equal elements end up: the orders that C++'s `std::sort`, `std::nth_element` and `std::partial_sort` leave, and quickselect's.

PyTorch sorts and selects with these, and what it returns as indices among equal elements follows from how they partition. They are repeated here
step by step (introspective sort after Musser 1997, with the thresholds of GNU's library; quickselect after Hoare with a median of three). Keys are
int64, the smallest first; an order is an int64 array of positions. Where all keys are different any other sort gives the same order.
"""
import numpy as np

_THRESHOLD = 16  # so many are sorted by insertion
_COMPILED = not __file__.endswith(".py")


def keys_of(array, descending=False):
    """int64 keys in the order of the elements (NaN is largest, zeros are equal), or against it."""
    kind = array.dtype.kind
    if kind == "f":
        if array.dtype.itemsize == 2:
            array = array.astype(np.float32)
        word = np.int64 if array.dtype.itemsize == 8 else np.int32
        bits = np.ascontiguousarray(array).view(word)
        keys = np.where(bits < 0, -(bits & np.iinfo(word).max), bits).astype(np.int64, copy=False)
        keys[np.isnan(array)] = np.iinfo(np.int64).max
    elif array.dtype == np.uint64:
        keys = (array ^ np.uint64(1 << 63)).view(np.int64)
    else:
        keys = array.astype(np.int64)
    return ~keys if descending else keys


def keeps_order(size):
    """Whether `size` elements are so few that sorting leaves equal ones in order."""
    return size <= _THRESHOLD


def _depth(n):
    depth = 0
    while n > 1:
        n >>= 1
        depth += 2
    return depth


def _insert(keys, order, at):
    key, place = keys[at], order[at]
    while key < keys[at - 1]:
        keys[at], order[at] = keys[at - 1], order[at - 1]
        at -= 1
    keys[at], order[at] = key, place


def _insertion_sort(keys, order, first, last):
    for i in range(first + 1, last):
        if keys[i] < keys[first]:
            key, place = keys[i], order[i]
            at = i
            while at > first:
                keys[at], order[at] = keys[at - 1], order[at - 1]
                at -= 1
            keys[first], order[first] = key, place
        else:
            _insert(keys, order, i)


def _swap(keys, order, a, b):
    keys[a], keys[b] = keys[b], keys[a]
    order[a], order[b] = order[b], order[a]


def _partition(keys, order, first, last):
    """Hoare's partition of ``first + 1 .. last`` around the median of three, which is put first: where the right part starts."""
    a, b, c = first + 1, first + (last - first) // 2, last - 1
    if keys[a] < keys[b]:
        median = b if keys[b] < keys[c] else c if keys[a] < keys[c] else a
    else:
        median = a if keys[a] < keys[c] else c if keys[b] < keys[c] else b
    _swap(keys, order, first, median)
    pivot = keys[first]
    left, right = first + 1, last
    while True:
        while keys[left] < pivot:
            left += 1
        right -= 1
        while pivot < keys[right]:
            right -= 1
        if left >= right:
            return left
        _swap(keys, order, left, right)
        left += 1


def _sift(keys, order, first, hole, size, key, place):
    """Put an element into a heap of `size` from `hole` on: the hole sinks to a leaf, then the element rises."""
    top = child = hole
    while child < (size - 1) // 2:
        child = 2 * (child + 1)
        if keys[first + child] < keys[first + child - 1]:
            child -= 1
        keys[first + hole], order[first + hole] = keys[first + child], order[first + child]
        hole = child
    if size % 2 == 0 and child == (size - 2) // 2:
        child = 2 * (child + 1)
        keys[first + hole], order[first + hole] = keys[first + child - 1], order[first + child - 1]
        hole = child - 1
    parent = (hole - 1) // 2
    while hole > top and keys[first + parent] < key:
        keys[first + hole], order[first + hole] = keys[first + parent], order[first + parent]
        hole = parent
        parent = (hole - 1) // 2
    keys[first + hole], order[first + hole] = key, place


def _heap_select(keys, order, first, middle, last):
    """The smallest elements of ``first .. last`` into ``first .. middle``, as a heap."""
    size = middle - first
    for parent in range((size - 2) // 2 if size > 1 else -1, -1, -1):
        _sift(keys, order, first, parent, size, keys[first + parent], order[first + parent])
    for i in range(middle, last):
        if keys[i] < keys[first]:
            key, place = keys[i], order[i]
            keys[i], order[i] = keys[first], order[first]
            _sift(keys, order, first, 0, size, key, place)


def _partial_sort(keys, order, first, middle, last):
    _heap_select(keys, order, first, middle, last)
    while middle - first > 1:
        middle -= 1
        key, place = keys[middle], order[middle]
        keys[middle], order[middle] = keys[first], order[first]
        _sift(keys, order, first, 0, middle - first, key, place)


def _introsort(keys, order, first, last, depth):
    while last - first > _THRESHOLD:
        if depth == 0:
            _partial_sort(keys, order, first, last, last)
            return
        depth -= 1
        cut = _partition(keys, order, first, last)
        _introsort(keys, order, cut, last, depth)
        last = cut


def _sort(keys, order, first, last):
    if last - first < 2:
        return
    _introsort(keys, order, first, last, _depth(last - first))
    _insertion_sort(keys, order, first, min(first + _THRESHOLD, last))
    for i in range(first + _THRESHOLD, last):
        _insert(keys, order, i)


def _nth_element(keys, order, nth, last):
    first, depth = 0, _depth(last)
    while last - first > 3:
        if depth == 0:
            _heap_select(keys, order, first, nth + 1, last)
            _swap(keys, order, first, nth)
            return
        depth -= 1
        cut = _partition(keys, order, first, last)
        if cut <= nth:
            first = cut
        else:
            last = cut
    _insertion_sort(keys, order, first, last)


def _quickselect(keys, order, k, size):
    left, right = 0, size - 1
    while right > left:
        if right == left + 1:
            if keys[left] > keys[right]:
                _swap(keys, order, left, right)
            return
        _swap(keys, order, left + (right - left) // 2, left + 1)
        if keys[left + 1] > keys[right]:
            _swap(keys, order, left + 1, right)
        if keys[left] > keys[right]:
            _swap(keys, order, left, right)
        if keys[left + 1] > keys[left]:
            _swap(keys, order, left + 1, left)
        i, j, pivot = left + 1, right, keys[left]
        while True:
            i += 1
            while pivot > keys[i]:
                i += 1
            j -= 1
            while keys[j] > pivot:
                j -= 1
            if j < i:
                break
            _swap(keys, order, i, j)
        _swap(keys, order, left, j)
        if j <= k:
            left = i
        if j >= k:
            right = j - 1


SORT, NTH, TOP, PARTIAL, QUICK = range(5)


def _arrange(keys, order, how, k, size):
    """Rearrange one row: sort it, put its `k`-th element in place (and sort those before it for TOP), sort its first `k`, or quickselect."""
    if how == SORT:
        _sort(keys, order, 0, size)
    elif how == PARTIAL:
        _partial_sort(keys, order, 0, k, size)
    elif how == QUICK:
        _quickselect(keys, order, k, size)
    else:
        if k < size:
            _nth_element(keys, order, k, size)
        if how == TOP:
            _sort(keys, order, 0, k)


def arranged(keys, how, k=0):
    """The order that rearranging each row of `keys` (two dimensions, overwritten) leaves."""
    rows, size = keys.shape
    order = np.empty((rows, size), np.int64)
    order[...] = np.arange(size)
    for row in range(rows):
        if _COMPILED:
            _arrange(keys[row], order[row], how, k, size)
        else:  # lists are faster to index than arrays
            places = order[row].tolist()
            _arrange(keys[row].tolist(), places, how, k, size)
            order[row] = places
    return order
