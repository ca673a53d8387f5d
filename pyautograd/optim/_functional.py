"""Optimizers as functions of lists of parameters, gradients and what is kept for them."""
import math

from .adadelta import adadelta  # noqa: F401
from .adagrad import _make_sparse, adagrad  # noqa: F401
from .adam import adam  # noqa: F401
from .adamax import adamax  # noqa: F401
from .adamw import adamw  # noqa: F401
from .asgd import asgd  # noqa: F401
from .nadam import nadam  # noqa: F401
from .radam import radam  # noqa: F401
from .rmsprop import rmsprop  # noqa: F401
from .rprop import rprop  # noqa: F401
from .sgd import sgd  # noqa: F401


def sparse_adam(params, grads, exp_avgs, exp_avg_sqs, state_steps, *, eps, beta1, beta2, lr, maximize):
    """`SparseAdam`'s step on lists of parameters, sparse gradients and what is kept for them, which are changed in place."""
    for param, grad, mean, square, step in zip(params, grads, exp_avgs, exp_avg_sqs, state_steps):
        grad = (-grad if maximize else grad).coalesce()  # what follows is not linear
        values = grad._values()
        if values.numel() == 0:
            continue

        def at_rows(change, grad=grad):
            return _make_sparse(grad, grad._indices(), change)

        before, before_square = mean.sparse_mask(grad)._values(), square.sparse_mask(grad)._values()
        change, change_square = values.sub(before).mul_(1 - beta1), values.pow(2).sub_(before_square).mul_(1 - beta2)
        mean.add_(at_rows(change))
        square.add_(at_rows(change_square))
        rate = lr * math.sqrt(1 - beta2**step) / (1 - beta1**step)
        root = change_square.add_(before_square).sqrt_().add_(eps)
        param.add_(at_rows(-rate * change.add_(before).div_(root)))
