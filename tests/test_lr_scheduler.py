"""Schedules of the learning rate, held against what PyTorch's give (golden/lr_scheduler.json).

``python tests/test_lr_scheduler.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import Recorder

RECORDING = __name__ == "__main__"
if RECORDING:
    import torch
    from torch.optim import swa_utils
else:
    import pyautograd as torch
    from pyautograd.optim import swa_utils

L = torch.optim.lr_scheduler
recorder = Recorder("lr_scheduler")
case = recorder.case


def optimizer(kind="SGD", groups=2, **options):
    params = [{"params": [torch.ones(2, requires_grad=True)], "lr": 0.1 * (i + 1)} for i in range(groups)]
    return getattr(torch.optim, kind)(params, **(options or {"lr": 0.5}))


def shown(group):
    return round(float(group["lr"]), 10), round(float(group.get("momentum", 0)), 9), group.get("betas")


def course(scheduler, metric=None, steps=15):
    """Rates, momenta and betas after each step, and what the state dict holds."""
    seen = []
    for i in range(steps):
        scheduler.optimizer.step()
        scheduler.step(metric(i)) if metric else scheduler.step()
        seen.append([shown(group) for group in scheduler.optimizer.param_groups])
    state = {key: value for key, value in scheduler.state_dict().items() if not callable(value) and not key.startswith("_get")}
    return seen, state, [float(lr) for lr in scheduler.get_last_lr()]


SCHEDULES = {
    "LambdaLR": lambda o: L.LambdaLR(o, lambda epoch: 0.95**epoch),
    "LambdaLR, a function per group": lambda o: L.LambdaLR(o, [lambda epoch: 0.95**epoch, lambda epoch: epoch / 10]),
    "LambdaLR, too few functions": lambda o: L.LambdaLR(o, [lambda epoch: 0.95**epoch]),
    "MultiplicativeLR": lambda o: L.MultiplicativeLR(o, lambda epoch: 0.95),
    "MultiplicativeLR, no function": lambda o: L.MultiplicativeLR(o, 3),
    "StepLR": lambda o: L.StepLR(o, 3, 0.5),
    "MultiStepLR": lambda o: L.MultiStepLR(o, [2, 5, 5, 9]),
    "ConstantLR": lambda o: L.ConstantLR(o, 0.2, 4),
    "ConstantLR, factor": lambda o: L.ConstantLR(o, 2),
    "LinearLR": lambda o: L.LinearLR(o, 0.2, 0.8, 6),
    "LinearLR, start_factor": lambda o: L.LinearLR(o, 0),
    "LinearLR, end_factor": lambda o: L.LinearLR(o, 1, 2),
    "ExponentialLR": lambda o: L.ExponentialLR(o, 0.9),
    "PolynomialLR": lambda o: L.PolynomialLR(o, 8, 2.0),
    "CosineAnnealingLR": lambda o: L.CosineAnnealingLR(o, 5, 0.01),
    "CosineAnnealingWarmRestarts": lambda o: L.CosineAnnealingWarmRestarts(o, 3, 2, 0.001),
    "CosineAnnealingWarmRestarts, T_0": lambda o: L.CosineAnnealingWarmRestarts(o, 0),
    "CosineAnnealingWarmRestarts, T_mult": lambda o: L.CosineAnnealingWarmRestarts(o, 3, 0),
    "CosineAnnealingWarmRestarts, eta_min": lambda o: L.CosineAnnealingWarmRestarts(o, 3, 1, "a"),
    "SequentialLR": lambda o: L.SequentialLR(o, [L.ConstantLR(o, 0.1, 3), L.ExponentialLR(o, 0.9), L.StepLR(o, 2)], [4, 8]),
    "SequentialLR, milestones": lambda o: L.SequentialLR(o, [L.ConstantLR(o, 0.1, 3), L.ExponentialLR(o, 0.9)], [4, 8]),
    "SequentialLR, empty": lambda o: L.SequentialLR(o, [], []),
    "SequentialLR, plateau": lambda o: L.SequentialLR(o, [L.ReduceLROnPlateau(o)], []),
    "ChainedScheduler": lambda o: L.ChainedScheduler([L.ConstantLR(o, 0.1, 3), L.ExponentialLR(o, 0.9)]),
    "ChainedScheduler, empty": lambda o: L.ChainedScheduler([]),
    "no optimizer": lambda o: L.StepLR(3, 3),
    "no initial_lr": lambda o: L.StepLR(o, 3, last_epoch=2),
    "SWALR": lambda o: swa_utils.SWALR(o, 0.05, 4),
    "SWALR, linear": lambda o: swa_utils.SWALR(o, [0.05, 0.5], 4, "linear"),
    "SWALR, no epochs": lambda o: swa_utils.SWALR(o, 0.05, 0),
    "SWALR, strategy": lambda o: swa_utils.SWALR(o, 0.05, 4, "x"),
    "CyclicLR, lengths": lambda o: L.CyclicLR(o, 0.01, [0.1, 0.2, 0.3]),
    "CyclicLR, mode": lambda o: L.CyclicLR(o, 0.01, 0.1, mode="x"),
    "OneCycleLR, no steps": lambda o: L.OneCycleLR(o, 0.1),
    "OneCycleLR, pct_start": lambda o: L.OneCycleLR(o, 0.1, 10, pct_start=3),
    "OneCycleLR, strategy": lambda o: L.OneCycleLR(o, 0.1, 10, anneal_strategy="e"),
    "OneCycleLR, too many steps": lambda o: L.OneCycleLR(o, 0.1, 10),
    "OneCycleLR, epochs": lambda o: L.OneCycleLR(o, 0.1, epochs=0, steps_per_epoch=3),
}
for _name, _make in SCHEDULES.items():
    case(_name)(lambda make=_make: course(make(optimizer())))
for _mode in ("triangular", "triangular2", "exp_range"):
    case(f"CyclicLR, {_mode}")(lambda mode=_mode: course(L.CyclicLR(optimizer(momentum=0.9, lr=0.1), 0.01, [0.1, 0.2], 3, 4, mode, 0.97)))
    case(f"CyclicLR of Adam, {_mode}")(lambda mode=_mode: course(L.CyclicLR(optimizer("Adam"), 0.01, 0.1, 3, None, mode, 0.97)))
for _strategy in ("cos", "linear"):
    for _three in (False, True):
        case(f"OneCycleLR, {_strategy}, {_three}")(
            lambda strategy=_strategy, three=_three: course(
                L.OneCycleLR(optimizer(momentum=0.9, lr=0.1), [0.1, 0.2], total_steps=20, anneal_strategy=strategy, three_phase=three)
            )
        )


@case("CyclicLR without momentum")
def _():
    L.CyclicLR(optimizer("Rprop"), 0.01, 0.1)


@case("ReduceLROnPlateau")
def _():
    return course(L.ReduceLROnPlateau(optimizer(), patience=2, cooldown=1, min_lr=[0.001, 0.002]), lambda i: 1 / (1 + i // 4))


@case("ReduceLROnPlateau, max")
def _():
    return course(L.ReduceLROnPlateau(optimizer(), "max", patience=1, threshold_mode="abs"), lambda i: 1 / (1 + i // 4))


for _name, _arguments in {"mode": {"mode": "x"}, "factor": {"factor": 1.0}, "min_lr": {"min_lr": [1]}, "threshold_mode": {"threshold_mode": "x"}}.items():
    case(f"ReduceLROnPlateau, {_name}")(lambda arguments=_arguments: L.ReduceLROnPlateau(optimizer(), **arguments))


@case("get_lr outside step")
def _():
    return L.StepLR(optimizer(), 2).get_lr()


@case("before the optimizer's step")
def _():
    scheduler = L.StepLR(optimizer(), 2)
    scheduler.step()
    return scheduler.get_last_lr()


@case("an overridden step")
def _():
    o = optimizer()
    scheduler = L.StepLR(o, 2)
    o.step = lambda: None
    scheduler.step()


@case("epoch given")
def _():
    scheduler = L.StepLR(optimizer(), 2)
    scheduler.optimizer.step()
    scheduler.step(5)
    return scheduler.get_last_lr()


@case("a tensor as learning rate")
def _():
    o = torch.optim.SGD([torch.ones(2, requires_grad=True)], lr=torch.tensor(0.1))
    lr = o.param_groups[0]["lr"]
    scheduler = L.StepLR(o, 1)
    o.step()
    scheduler.step()
    return scheduler.get_last_lr(), lr, lr is o.param_groups[0]["lr"]


@case("state of a callable")
def _():
    class Decay:
        rate = 0.5

        def __init__(self, power):
            self.power = power

        def __call__(self, epoch):
            return self.rate ** (epoch * self.power)

    before, after = L.LambdaLR(optimizer(), Decay(1)), L.LambdaLR(optimizer(), Decay(2))
    state = before.state_dict()
    after.load_state_dict(state)
    return state["lr_lambdas"], [f.power for f in after.lr_lambdas], after.get_last_lr()


@pytest.mark.parametrize("name", list(recorder.cases))
def test_as_recorded(name):
    assert recorder.outcome(name) == recorder.golden()[name]


@pytest.mark.parametrize("name", ["StepLR", "CosineAnnealingLR", "SequentialLR", "ChainedScheduler", "LinearLR"])
def test_a_loaded_schedule_goes_on(name):
    whole = course(SCHEDULES[name](optimizer()), steps=9)[0]
    first = SCHEDULES[name](optimizer())
    assert course(first, steps=4)[0] == whole[:4]
    second_optimizer = optimizer()
    second = SCHEDULES[name](second_optimizer)
    second.load_state_dict(first.state_dict())
    second_optimizer.load_state_dict(first.optimizer.state_dict())
    assert course(second, steps=5)[0] == whole[4:]


if RECORDING:
    recorder.record()
