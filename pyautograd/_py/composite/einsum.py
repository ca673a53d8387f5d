"""Einstein summation: parse the equation, then contract the operands one by one from the left, or in the order of a path.

Every operand is a tensor with a list of labels. A pair is contracted by one batched product of matrices over the labels that
no later operand and no output needs; without such labels by an elementwise product.
"""
import string

from ..core import ops

LETTERS = string.ascii_uppercase + string.ascii_lowercase
ELLIPSIS = "..."
_parsed = {}  # (equation, dimensions of the operands) -> labels of operands and output, dimensions under the ellipsis


def _subscripts(text, offset, where):
    """The labels of one term of an equation, ELLIPSIS among them."""
    labels, at = [], 0
    while at < len(text):
        c = text[at]
        if c == " ":
            at += 1
            continue
        if c == ".":
            if ELLIPSIS in labels:
                already = "but an ellipsis (...) was already found" if where == "output" else "for which an ellipsis was already found"
                raise RuntimeError(f"einsum(): found '.' for {where} {already}")
            if text[at : at + 3] != ELLIPSIS:
                raise RuntimeError(f"einsum(): found '.' for {where} that is not part of any ellipsis" + (" (...)" if where == "output" else ""))
            labels.append(ELLIPSIS)
            at += 3
            continue
        if c not in LETTERS:
            raise RuntimeError(f"einsum(): invalid subscript given at index {offset + at} in the equation string, subscripts must be in [a-zA-Z]")
        labels.append(c)
        at += 1
    return labels


def parse(equation, count):
    """The labels of every operand, and those of the output or None where the equation has no arrow."""
    arrow = equation.find("->")
    left = equation if arrow < 0 else equation[:arrow]
    terms, at = [], 0
    for term in left.split(","):
        if len(terms) < count:
            terms.append(_subscripts(term, at, f"operand {len(terms)}"))
        else:
            raise RuntimeError("einsum(): fewer operands were provided than specified in the equation")
        at += len(term) + 1
    if len(terms) < count:
        raise RuntimeError("einsum(): more operands were provided than specified in the equation")
    return terms, None if arrow < 0 else _subscripts(equation[arrow + 2 :], arrow + 2, "output")


def _check_operands(operands, terms):
    """Replace each ellipsis by one label per dimension it covers, counted from the last; also how many there are at most."""
    covered = 0
    for at, (t, labels) in enumerate(zip(operands, terms)):
        named, ndim = len(labels) - (ELLIPSIS in labels), t.ndim
        if ELLIPSIS in labels:
            if named > ndim:
                raise RuntimeError(
                    f"einsum(): the number of subscripts in the equation ({named}) is more than the number of dimensions ({ndim}) for operand {at}"
                )
            covered = max(covered, ndim - named)
        elif named != ndim:
            raise RuntimeError(
                f"einsum(): the number of subscripts in the equation ({named}) does not match the number of dimensions ({ndim}) for operand {at} "
                "and no ellipsis was given"
            )
    expanded = []
    for t, labels in zip(operands, terms):
        made = []
        for label in labels:
            if label == ELLIPSIS:
                dims = t.ndim - len(labels) + 1
                made.extend(range(covered - dims, covered))
            else:
                made.append(label)
        expanded.append(made)
    return expanded, covered


def _output_labels(output, terms, covered):
    """The output's labels; by default the ellipsis, then labels that occur once in alphabetical order."""
    if output is None:
        flat = [label for labels in terms for label in labels]
        return [*range(covered), *[c for c in LETTERS if flat.count(c) == 1]]
    known, made = {label for labels in terms for label in labels}, []
    for label in output:
        if label == ELLIPSIS:
            made.extend(range(covered))
            continue
        if label in made:
            raise RuntimeError(f"einsum(): output subscript {label} appears more than once in the output")
        if label not in known:
            raise RuntimeError(f"einsum(): output subscript {label} does not appear in the equation for any input operand")
        made.append(label)
    return made


def _diagonals(t, labels, at):
    """One dimension per label: repeated ones become diagonals."""
    first = 0
    while first < len(labels):
        label = labels[first]
        if labels.count(label) > 1:
            second = labels.index(label, first + 1)
            if t.shape[first] != t.shape[second]:
                raise RuntimeError(
                    f"einsum(): subscript {label} is repeated for operand {at} but the sizes don't match, {t.shape[second]} != {t.shape[first]}"
                )
            t = ops.movedim(ops.diagonal(t, 0, first, second), -1, first)
            labels = labels[:second] + labels[second + 1 :]
        else:
            first += 1
    return t, labels


def _check_sizes(operands, terms, covered):
    sizes = {}
    for at, (t, labels) in enumerate(zip(operands, terms)):
        for n, label in zip(t.shape, labels):
            seen = sizes.get(label, 1)
            if seen != 1 and n != 1 and n != seen:
                if isinstance(label, int):
                    raise RuntimeError(
                        f"einsum(): dimension {label} covered by ellipsis in operand {at}has size {n} which does not broadcast with previously seen "
                        f"ellipsis with size {seen} for the respective dimension"
                    )
                raise RuntimeError(
                    f"einsum(): subscript {label} has size {n} for operand {at} which does not broadcast with previously seen size {seen}"
                )
            if seen == 1:
                sizes[label] = n
    return sizes


def _drop(t, labels, drop):
    """Labels summed away, or squeezed where their size is 1."""
    dims = tuple([d for d, label in enumerate(labels) if label in drop])
    if dims:
        t = ops.sum(t, dims) if any([t.shape[d] != 1 for d in dims]) else ops.squeeze(t, dims)
    return t, [label for label in labels if label not in drop]


def _aligned(t, labels, order):
    """`t` with its dimensions in the given order, size 1 where it has no such label."""
    have = [label for label in order if label in labels]
    if have != labels:
        t = ops.permute(t, [labels.index(label) for label in have])
    for at, label in enumerate(order):
        if label not in labels:
            t = ops.unsqueeze(t, at)
    return t


def _shaped(t, shape):
    return t if tuple(t.shape) == shape else ops.reshape(t, shape)


def _numel(sizes):
    total = 1
    for n in sizes:
        total *= n
    return total


def _pair(a, a_labels, b, b_labels, keep, labels):
    """The contraction of two operands, labels outside `keep` summed, and its labels. `labels`: all of the equation in order, the output's first."""
    a_size, b_size = dict(zip(a_labels, a.shape)), dict(zip(b_labels, b.shape))
    # A dimension of size 1 against a larger one is broadcast: the operand may as well not have it.
    a, a_labels = _drop(a, a_labels, {x for x in a_labels if x not in keep and x not in b_labels or a_size[x] == 1 and b_size.get(x, 1) != 1})
    b, b_labels = _drop(b, b_labels, {x for x in b_labels if x not in keep and x not in a_size or b_size[x] == 1 and a_size.get(x, 1) != 1})
    # What the broadcast left in one operand alone may now be summed there.
    a, a_labels = _drop(a, a_labels, {x for x in a_labels if x not in keep and x not in b_labels})
    b, b_labels = _drop(b, b_labels, {x for x in b_labels if x not in keep and x not in a_labels})
    summed = sorted([x for x in a_labels if x in b_labels and x not in keep], key=str)
    shared = [x for x in keep if x in a_labels and x in b_labels]
    only_a = [x for x in keep if x in a_labels and x not in b_labels]
    only_b = [x for x in keep if x in b_labels and x not in a_labels]
    order = [x for x in keep if x in a_labels or x in b_labels]
    if not summed:
        return ops.mul(_aligned(a, a_labels, order), _aligned(b, b_labels, order)), order
    # The other way round less is left to permute. PyTorch counts to the second operand what neither has, such as labels that were summed before.
    others = [at for at, x in enumerate(labels) if x in only_b or x not in a_labels and x not in b_labels]
    if only_a and only_b and others[-1] < labels.index(only_a[0]):
        a, a_labels, a_size, only_a, b, b_labels, b_size, only_b = b, b_labels, b_size, only_b, a, a_labels, a_size, only_a
    if a.dtype is not b.dtype:
        raise RuntimeError(f"expected scalar type {a.dtype.scalar_name} but found {b.dtype.scalar_name}")
    batch, rows, columns = [a_size[x] for x in shared], [a_size[x] for x in only_a], [b_size[x] for x in only_b]
    depth, count = _numel([a_size[x] for x in summed]), _numel(batch)
    left, right = _aligned(a, a_labels, shared + only_a + summed), _aligned(b, b_labels, shared + summed + only_b)
    if shared:
        made = ops.bmm(_shaped(left, (count, _numel(rows), depth)), _shaped(right, (count, depth, _numel(columns))))
    else:
        made = ops.mm(_shaped(left, (_numel(rows), depth)), _shaped(right, (depth, _numel(columns))))
    have = shared + only_a + only_b
    made = ops.view(made, tuple(batch + rows + columns))
    if order != have:
        made = ops.permute(made, [have.index(x) for x in order])
        made = ops.view(made, tuple(made.shape))
    return made, order


def _in_path_order(path, count):
    """Pairs of positions among the operands that are left: of a path as flat numbers, or from the left. The result of a pair stands last."""
    if path is None:
        return None
    if len(path) != 2 * (count - 1) and count > 1:
        raise RuntimeError(f"einsum(): expected contraction path given in path parameter to have size {2 * (count - 1)} but got {len(path)}")
    pairs = []
    for left, right, remaining in zip(path[::2], path[1::2], range(count, 1, -1)):
        first, second = min(left, right), max(left, right)
        if first < 0 or second >= remaining or first == second:
            raise RuntimeError(f"einsum(): invalid contraction ({left}, {right}) operand index is out of bounds")
        pairs.append((first, second))
    return pairs


def einsum(equation, operands, path=None):
    """Sums of products of elements, as the equation's labels say: ``"bij,bjk->bik"``.

    Labels are letters; spaces are ignored; ``...`` stands for dimensions that are broadcast; a label that an operand repeats takes
    its diagonal; without ``->`` the output has the labels that occur once, in alphabetical order.
    """
    operands = list(operands)
    if not operands:
        raise RuntimeError("einsum(): must provide at least one operand")
    key = (equation, tuple([t.ndim for t in operands]))
    known = _parsed.get(key)
    if known is None:
        terms, output = parse(equation, len(operands))
        terms, covered = _check_operands(operands, terms)
        known = (terms, _output_labels(output, terms, covered), covered)
        if len(_parsed) >= 512:
            _parsed.clear()
        _parsed[key] = known
    terms, output, covered = known
    terms = list(terms)
    for at in range(len(operands)):
        operands[at], terms[at] = _diagonals(operands[at], terms[at], at)
    _check_sizes(operands, terms, covered)
    made, labels = operands[0], terms[0]
    if len(operands) == 1:
        rest = [x for x in labels if x not in output]
        made = ops.permute(made, [labels.index(x) for x in output if x in labels] + [labels.index(x) for x in rest])
        if rest:
            made = ops.sum(made, tuple(range(-len(rest), 0)))
        labels = [x for x in output if x in labels]
    pairs = _in_path_order(path, len(operands))
    everything = output + sorted({x for more in terms for x in more if x not in output}, key=str)
    while len(operands) > 1:
        if pairs is None:  # from the left
            first, second, place = 0, 1, 0
        else:
            (first, second), place = pairs.pop(0), len(operands) - 2
        a, a_labels, b, b_labels = operands[first], terms[first], operands[second], terms[second]
        del operands[second], terms[second], operands[first], terms[first]
        later = {x for more in terms for x in more}
        keep = output + sorted([x for x in later if x not in output], key=str)
        made, labels = _pair(a, a_labels, b, b_labels, keep, everything)
        operands.insert(place, made)
        terms.insert(place, labels)
    for at, label in enumerate(output):  # dimensions of an ellipsis that no operand has
        if label not in labels:
            made = ops.unsqueeze(made, at)
    return made
