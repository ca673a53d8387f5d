"""Builds modules, optimizers, schedulers and distributions with arguments of any kind, and uses what was built. Run by test_fuzz.py in a process of its own.

``python tests/fuzz_modules.py SEED COUNT``: only Python exceptions may come out; the last target is on standard error if the process dies. The functions that
`fuzz_calls.py` does not know, because they are written in Python over operators, are called here as well.
"""
import inspect
import random
import sys
import warnings

import fuzz_calls
import numpy as np
from fuzz_run import run

import pyautograd as torch

# Whatever changes the process, starts others, writes files or runs what it is given for as long as that takes.
LEFT_OUT = fuzz_calls.LEFT_OUT | {
    "core_no_grad", "swap_tensors", "constant", "set_guard", "thread_safe_generator", "fork_rng", "register_kl", "DataParallel", "Event", "Stream", "lobpcg",
    "use_deterministic_algorithms", "set_warn_always", "set_flush_denormal", "set_default_tensor_type", "set_rng_state", "get_ctx", "functionalize", "autocast_increment_nesting",
    "autocast_decrement_nesting", "enter_dual_level", "exit_dual_level", "invert_permutation",
}  # fmt: skip


def classes(module, base):
    """The public classes of a module that are derived from `base`."""
    return [(f"{module.__name__}.{n}", c) for n, c in sorted(vars(module).items()) if inspect.isclass(c) and issubclass(c, base) and not n.startswith("_")]


def functions(module):
    """The public functions of a module that `fuzz_calls.py` has not got."""
    known = dict(fuzz_calls.targets())
    path = module.__name__.partition(".")[2]
    found = []
    for name in sorted(n for n in dir(module) if not n.startswith(("_", "set_")) and n not in LEFT_OUT):
        function = getattr(module, name)
        if callable(function) and not inspect.isclass(function) and not inspect.ismodule(function) and (f"{path}.{name}" if path else name) not in known:
            found.append((f"{module.__name__}.{name}", function))
    return found


def small(rng):
    """An argument of a constructor: mostly a size that makes sense."""
    if rng.random() < 0.75:
        return rng.choice((1, 2, 3, 4, 2, 3, 0.5, True, False, (2, 3), (1, 2, 3), None))
    return rng.choice((0, -1, 7, 2**40, 2**63, -0.5, 1.5, float("nan"), "same", "mean", "none", "reflect", "a", (), [2], (0, 0), object(), torch.ones(3), torch.float64, 1j))


def image(rng):
    """An input of a module: mostly floating point, of up to five dimensions."""
    if rng.random() < 0.3:
        return fuzz_calls.values(rng)
    shape = [rng.choice((1, 2, 3, 4, 4, 5, 0 if rng.random() < 0.1 else 6)) for _ in range(rng.choice((1, 2, 2, 3, 3, 4, 4, 5)))]
    made = torch.arange(float(np.prod(shape))).reshape(shape) / 10
    change = rng.choice((
        lambda x: x, lambda x: x, lambda x: x.double(), lambda x: x.transpose(0, -1), lambda x: x.long(), lambda x: x[..., ::2], lambda x: x * float("nan"),
        lambda x: x * 1e38, lambda x: x.requires_grad_(), lambda x: x.requires_grad_() * 2, lambda x: x.to(torch.complex64), lambda x: x.half(), lambda x: x.bfloat16(),
        lambda x: x[:1].expand(shape) if shape[0] else x, lambda x: -x,
    ))  # fmt: skip
    return change(made)


def look(made, depth=0):
    """Look at all of a result, and differentiate through it."""
    for value in made if isinstance(made, (tuple, list)) and depth < 3 else ():
        look(value, depth + 1)
    if isinstance(made, torch.Tensor) and made.numel() < 5000:
        repr(made)
        if made.requires_grad and made.grad_fn is not None:
            (made.abs() if made.is_complex() else made).sum().backward()


def use_module(rng, build):
    module = build(*[small(rng) for _ in range(rng.choice((0, 1, 1, 2, 2, 3, 3, 4)))], **keywords(rng, build))
    repr(module)
    module.load_state_dict(module.state_dict())
    if rng.random() < 0.2:
        module = rng.choice((module.double, module.eval, module.half))()
    for _ in range(3):
        look(module(*[image(rng) for _ in range(rng.choice((1, 1, 1, 2, 3)))]))


def keywords(rng, build):
    """One keyword or two that the constructor knows."""
    try:
        names = [n for n, p in inspect.signature(build).parameters.items() if p.default is not inspect.Parameter.empty]
    except (TypeError, ValueError):
        return {}
    chosen = {n: small(rng) for n in rng.sample(names, min(len(names), rng.choice((0, 0, 1, 2))))}
    # So many steps would be taken.
    return {n: 3 if n in ("max_iter", "max_eval", "steps") and type(v) is int and v > 9 else v for n, v in chosen.items()}


def use_optimizer(rng, build):
    parameters = [torch.nn.Parameter(image(rng).detach()) for _ in range(rng.choice((1, 2, 3)))]
    optimizer = build(parameters, **keywords(rng, build))
    scheduler = None
    if rng.random() < 0.3:
        schedule = rng.choice(SCHEDULERS)[1]
        scheduler = schedule(optimizer, *[small(rng) for _ in range(rng.choice((0, 1, 2)))], **keywords(rng, schedule))
    for _ in range(3):
        for p in parameters:
            if rng.random() < 0.8:
                p.grad = rng.choice((torch.ones_like, torch.zeros_like, lambda p: p.detach() * float("nan"), lambda p: p.detach().clone()))(p)
        optimizer.step(*(() if rng.random() < 0.8 else (lambda: (parameters[0] ** 2).sum(),)))
        if scheduler is not None:
            scheduler.step()
    optimizer.load_state_dict(optimizer.state_dict())
    repr(optimizer)


def use_distribution(rng, build):
    made = build(*[rng.choice((image, small))(rng) for _ in range(rng.choice((1, 2, 2, 3)))])
    repr(made)
    for method, arguments in (("sample", ((2, 3),)), ("rsample", ()), ("log_prob", (image(rng),)), ("entropy", ()), ("cdf", (image(rng),)), ("icdf", (image(rng),))):
        try:
            look(getattr(made, method)(*arguments))
        except (NotImplementedError, AttributeError, ValueError, RuntimeError, TypeError):
            continue


def use_function(rng, function):
    arguments = [rng.choice((image, fuzz_calls.values, small))(rng) for _ in range(rng.choice((1, 2, 2, 3)))]
    look(function(*arguments, **keywords(rng, function)))


def use_polynomial(rng, function):
    degree = rng.choice((0, 1, 5, -1, -7, 40, 1000, 0.5, float("nan"), torch.arange(4), torch.tensor([3.0, float("inf"), -1.0, float("nan")])))
    look(function(image(rng), degree))


SCHEDULERS = [pair for pair in classes(torch.optim.lr_scheduler, torch.optim.lr_scheduler.LRScheduler) if pair[0].rpartition(".")[2] not in LEFT_OUT]


def targets():
    """(name, what it is, how it is used) of everything."""
    found = [(name, build, use_module) for name, build in classes(torch.nn, torch.nn.Module) if name.rpartition(".")[2] not in LEFT_OUT] * 2
    found += [(name, build, use_optimizer) for name, build in classes(torch.optim, torch.optim.Optimizer)] * 2
    found += [(name, build, use_distribution) for name, build in classes(torch.distributions, torch.distributions.Distribution)]
    for module in (torch, torch.nn.init, torch.nn.utils, torch.nn.utils.rnn, torch.autograd.functional, torch.func, torch.signal.windows, torch.linalg, torch.testing):
        found += [(name, function, use_function) for name, function in functions(module)]
    found += [(f"special.{n}", getattr(torch.special, n), use_polynomial) for n in dir(torch.special) if "_polynomial_" in n]
    return found


def main(seed, count):
    rng = random.Random(seed)
    warnings.simplefilter("ignore")
    calls = targets()

    def call():
        name, made, use = rng.choice(calls)
        print(name, file=sys.stderr)
        use(rng, made)

    run(call, count)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
