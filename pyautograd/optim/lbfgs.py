"""`LBFGS`: quasi-Newton steps from a limited memory of gradients (Nocedal and Wright, Numerical Optimization, chapters 3 and 7)."""
import pyautograd as torch

from .optimizer import Optimizer, _to_scalar


def _cubic_interpolate(x1, f1, g1, x2, f2, g2, bounds=None):
    """Where the cubic with values f and slopes g at x1 and x2 has its minimum, within the bounds (default: between the two)."""
    low, high = bounds if bounds is not None else (min(x1, x2), max(x1, x2))
    d1 = g1 + g2 - 3 * (f1 - f2) / (x1 - x2)
    square = d1**2 - g1 * g2
    if square < 0:
        return (low + high) / 2.0
    d2 = square.sqrt() if isinstance(square, torch.Tensor) else square**0.5
    if x1 <= x2:
        found = x2 - (x2 - x1) * ((g2 + d2 - d1) / (g2 - g1 + 2 * d2))
    else:
        found = x1 - (x1 - x2) * ((g1 + d2 - d1) / (g1 - g2 + 2 * d2))
    return min(max(found, low), high)


class _Point:
    """A step length that was tried, with the loss, the gradient and the slope along the direction there."""

    __slots__ = ("t", "loss", "grad", "slope")

    def __init__(self, t, loss, grad, slope):
        self.t, self.loss, self.grad, self.slope = t, loss, grad, slope


def _cubic_between(a, b, bounds=None):
    return _cubic_interpolate(a.t, a.loss, a.slope, b.t, b.loss, b.slope, bounds)


def _strong_wolfe(obj_func, x, t, d, f, g, gtd, c1=1e-4, c2=0.9, tolerance_change=1e-9, max_ls=25):
    """A step length along `d` that satisfies the strong Wolfe conditions.

    Parameters
    ----------
    obj_func : callable
        ``obj_func(x, t, d)`` gives loss and flat gradient at ``x + t d``.
    t : float
        The first length to try.
    f, g, gtd
        Loss, flat gradient and slope at `x`.

    Returns
    -------
    (loss, gradient, length, number of evaluations)
    """

    def tried(t):
        loss, grad = obj_func(x, t, d)
        grad = grad.clone(memory_format=torch.contiguous_format)
        return _Point(t, loss, grad, grad.dot(d))

    longest = d.abs().max()
    start = before = _Point(0, f, g.clone(memory_format=torch.contiguous_format), gtd)
    here = tried(t)
    evaluations, iteration, done = 1, 0, False
    bracket = None
    # Go on until the minimum lies between two points.
    while iteration < max_ls:
        if here.loss > f + c1 * here.t * gtd or iteration > 1 and here.loss >= before.loss:
            bracket = [before, here]
            break
        if abs(here.slope) <= -c2 * gtd:
            bracket, done = [here], True
            break
        if here.slope >= 0:
            bracket = [before, here]
            break
        bounds = (here.t + 0.01 * (here.t - before.t), here.t * 10)
        before, here = here, tried(_cubic_between(before, here, bounds))
        evaluations += 1
        iteration += 1
    if bracket is None:
        bracket = [start, here]
    # Narrow the bracket; its better end comes first.
    low, high = sorted((0, len(bracket) - 1), key=lambda i: bracket[i].loss) if len(bracket) > 1 else (0, 0)
    slow = False
    while not done and iteration < max_ls:
        left, right = min(p.t for p in bracket), max(p.t for p in bracket)
        if abs(right - left) * longest < tolerance_change:
            break
        t = _cubic_between(*bracket)
        margin = 0.1 * (right - left)
        if min(right - t, t - left) < margin:
            # Too near to an end: accept that once, then move away from it.
            if slow or t >= right or t <= left:
                t = right - margin if abs(t - right) < abs(t - left) else left + margin
                slow = False
            else:
                slow = True
        else:
            slow = False
        here = tried(t)
        evaluations += 1
        iteration += 1
        if here.loss > f + c1 * t * gtd or here.loss >= bracket[low].loss:
            bracket[high] = here
            low, high = (0, 1) if bracket[0].loss <= bracket[1].loss else (1, 0)
        else:
            if abs(here.slope) <= -c2 * gtd:
                done = True
            elif here.slope * (bracket[high].t - bracket[low].t) >= 0:
                bracket[high] = bracket[low]
            bracket[low] = here
    best = bracket[low]
    return best.loss, best.grad, best.t, evaluations


class LBFGS(Optimizer):
    """Steps along an approximation of Newton's direction from the last `history_size` changes of the gradient.

    Parameters
    ----------
    params : iterable of Tensor
        One group.
    lr : float or Tensor
    max_iter : int
        Steps in one call of ``step``.
    max_eval : int, optional
        Evaluations of the closure in one call; 5/4 `max_iter` by default.
    tolerance_grad, tolerance_change : float
        Stop where the largest gradient, or the change of parameters or loss, is below.
    history_size : int
    line_search_fn : {None, "strong_wolfe"}
    """

    def __init__(
        self, params, lr=1, max_iter=20, max_eval=None, tolerance_grad=1e-7, tolerance_change=1e-9, history_size=100, line_search_fn=None
    ):
        if isinstance(lr, torch.Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        if not 0.0 <= lr:
            raise ValueError(f"Invalid learning rate: {lr}")
        defaults = {
            "lr": lr, "max_iter": max_iter, "max_eval": max_iter * 5 // 4 if max_eval is None else max_eval, "tolerance_grad": tolerance_grad,
            "tolerance_change": tolerance_change, "history_size": history_size, "line_search_fn": line_search_fn,
        }  # fmt: skip
        super().__init__(params, defaults)
        if len(self.param_groups) != 1:
            raise ValueError("LBFGS doesn't support per-parameter options (parameter groups)")
        self._params = self.param_groups[0]["params"]

    def _flat_grad(self):
        parts = [torch.zeros_like(p) if p.grad is None else p.grad.to_dense() for p in self._params]
        return torch.cat([(torch.view_as_real(g) if g.is_complex() else g).reshape(-1) for g in parts], 0)

    def _move(self, length, direction):
        offset = 0
        for p in self._params:
            p = torch.view_as_real(p) if p.is_complex() else p
            p.add_(direction[offset : offset + p.numel()].view_as(p), alpha=length)
            offset += p.numel()

    def _evaluate(self, closure, x, t, d):
        """Loss and flat gradient at ``x + t d``; the parameters are back at `x` afterwards."""
        self._move(t, d)
        loss, grad = float(closure()), self._flat_grad()
        for p, value in zip(self._params, x):
            p.copy_(value)
        return loss, grad

    def _direction(self, state, grad, d, t, history_size):
        """The quasi-Newton direction, by the two-loop recursion over the remembered steps and changes of the gradient."""
        changes, steps, ro = state["old_dirs"], state["old_stps"], state["ro"]
        change = grad.sub(state["prev_flat_grad"])
        step = d.mul(t)
        curvature = change.dot(step)
        if curvature > 1e-10:
            if len(changes) == history_size:
                for remembered in (changes, steps, ro):
                    remembered.pop(0)
            changes.append(change)
            steps.append(step)
            ro.append(1.0 / curvature)
            state["H_diag"] = curvature / change.dot(change)
        count = len(changes)
        if "al" not in state:
            state["al"] = [None] * history_size
        al = state["al"]
        q = grad.neg()
        for i in range(count - 1, -1, -1):
            al[i] = steps[i].dot(q) * ro[i]
            q.add_(changes[i], alpha=-al[i])
        r = torch.mul(q, state["H_diag"])
        for i in range(count):
            r.add_(steps[i], alpha=al[i] - changes[i].dot(r) * ro[i])
        return r

    @torch.no_grad()
    def step(self, closure):
        """Perform up to `max_iter` steps.

        Parameters
        ----------
        closure : callable
            Computes the loss and its gradients anew and returns the loss.

        Returns
        -------
        The loss at the start.
        """
        closure = torch.enable_grad()(closure)
        group = self.param_groups[0]
        lr, max_iter, max_eval, search = _to_scalar(group["lr"]), group["max_iter"], group["max_eval"], group["line_search_fn"]
        tolerance_grad, tolerance_change = group["tolerance_grad"], group["tolerance_change"]
        state = self.state[self._params[0]]
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)
        first_loss = closure()
        loss, evaluations = float(first_loss), 1
        state["func_evals"] += 1
        grad = self._flat_grad()
        if grad.abs().max() <= tolerance_grad:
            return first_loss
        d, t, iteration = state.get("d"), state.get("t"), 0
        while iteration < max_iter:
            iteration += 1
            state["n_iter"] += 1
            if state["n_iter"] == 1:
                d = grad.neg()
                state.update(old_dirs=[], old_stps=[], ro=[], H_diag=1, prev_flat_grad=grad.clone(memory_format=torch.contiguous_format))
                t = min(1.0, 1.0 / grad.abs().sum()) * lr
            else:
                d = self._direction(state, grad, d, t, group["history_size"])
                state["prev_flat_grad"].copy_(grad)
                t = lr
            state["prev_loss"] = loss
            slope = grad.dot(d)
            if slope > -tolerance_change:
                break
            tried = 0
            if search is not None:
                if search != "strong_wolfe":
                    raise RuntimeError("only 'strong_wolfe' is supported")
                x = [p.clone(memory_format=torch.contiguous_format) for p in self._params]
                loss, grad, t, tried = _strong_wolfe(
                    lambda x, t, d: self._evaluate(closure, x, t, d), x, t, d, loss, grad, slope, max_ls=max_eval - evaluations
                )
                self._move(t, d)
            else:
                self._move(t, d)
                if iteration != max_iter:
                    loss, grad, tried = float(closure()), self._flat_grad(), 1
            evaluations += tried
            state["func_evals"] += tried
            if iteration == max_iter or evaluations >= max_eval or grad.abs().max() <= tolerance_grad:
                break
            if d.mul(t).abs().max() <= tolerance_change or abs(loss - state["prev_loss"]) < tolerance_change:
                break
        first = "d" not in state
        state["d"], state["t"] = d, t
        if first:
            for name in ("old_dirs", "old_stps", "ro", "H_diag", "prev_flat_grad", "prev_loss"):
                state[name] = state.pop(name)  # PyTorch's order, which a state dict shows
        return first_loss
