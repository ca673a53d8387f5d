"""`swap_in_optimizer_params_and_state`: an optimizer that steps other parameters for a while."""
import contextlib
from collections import defaultdict

import pyautograd as torch

_NAME = "swap_in_optimizer_params_and_state"


def _checked_state(state):
    if not isinstance(state, dict):
        raise RuntimeError(
            f"{_NAME} requires swapin_optim_state['state'] to be a dict mapping packed parameter ids to per-param state dicts, "
            f"got {type(state).__name__}."
        )
    if any(isinstance(key, torch.Tensor) for key in state):
        raise RuntimeError(f"{_NAME} requires optimizer.state_dict()-style state keyed by packed parameter ids.")
    if any(isinstance(key, int) and not isinstance(held, dict) for key, held in state.items()):
        raise RuntimeError(f"{_NAME} requires per-parameter optimizer state entries to be dictionaries.")
    return state


def _checked_numbers(i, group, new):
    """The parameters' numbers in the group `new`, which takes the place of the optimizer's group `i`."""
    if not isinstance(new, dict):
        raise RuntimeError(f"{_NAME} requires each optimizer param group to be a dictionary.")
    numbers = new.get("params")
    if not isinstance(numbers, list) or not all(isinstance(n, int) for n in numbers):
        raise RuntimeError(f"{_NAME} requires optimizer.state_dict()-style param_groups[*]['params'] entries keyed by packed parameter ids.")
    if len(group["params"]) != len(numbers):
        raise RuntimeError(f"swapin_optim_state param group {i} has a different number of params than the live optimizer param group.")
    added, missing = [key for key in new if key not in group], [key for key in group if key not in new]
    if added or missing:
        raise RuntimeError(
            f"{_NAME} requires optimizer.state_dict()-style param group keys to exactly match the live optimizer group keys for group {i}. "
            f"Keys only in swap-in: {added}. Keys only in live: {missing}."
        )
    return numbers


def _pair(optimizer, parameters, state_dict):
    """(state, groups): `state_dict`'s, checked, the groups as pairs of options and of parameters with their numbers."""
    if not optimizer.state:
        raise RuntimeError(f"{_NAME} requires initialized optimizer state.")
    if not isinstance(state_dict, dict):
        raise RuntimeError(f"{_NAME} requires a DCP-style optimizer state_dict.")
    state, groups = _checked_state(state_dict.get("state")), state_dict.get("param_groups")
    if not isinstance(groups, list):
        raise RuntimeError(f"{_NAME} requires swapin_optim_state['param_groups'] to be a list of param-group dicts, got {type(groups).__name__}.")
    if len(optimizer.param_groups) != len(groups):
        raise RuntimeError("swapin_optim_state has a different number of parameter groups than the live optimizer.")
    tensors, pairs, known = list(parameters.values()), [], set()
    for i, (group, new) in enumerate(zip(optimizer.param_groups, groups)):
        numbers = _checked_numbers(i, group, new)
        known.update(numbers)
        if len(numbers) > len(tensors):
            raise RuntimeError(f"{_NAME} requires the explicit parameter state to match optimizer.param_groups ordering.")
        pairs.append((new, list(zip(tensors, numbers))))
        del tensors[: len(numbers)]
    unknown = [key for key in state if key not in known]
    if unknown:
        raise RuntimeError(
            f"{_NAME} requires swapin_optim_state['state'] to be keyed only by packed parameter ids from param_groups[*]['params']; "
            f"got extra keys {unknown!r}."
        )
    return state, pairs


@contextlib.contextmanager
def swap_in_optimizer_params_and_state(optimizer, swapin_parameters, swapin_optim_state):
    """A context in which an optimizer has other parameters, state and options; at its end it has its own again.

    Parameters
    ----------
    optimizer : Optimizer
        One that has stepped before.
    swapin_parameters : dict of Tensor
        In the order of the optimizer's own parameters.
    swapin_optim_state : dict
        As from `Optimizer.state_dict`. Its tensors are changed in place by steps; the dicts themselves are not.

    Raises
    ------
    RuntimeError
        If the optimizer has no state yet, or what is given does not fit it. Nothing is changed then.
    """
    state, pairs = _pair(optimizer, swapin_parameters, swapin_optim_state)
    own_state, own_groups = optimizer.state, [dict(group) for group in optimizer.param_groups]
    try:
        held = defaultdict(dict)
        for group, (new, params) in zip(optimizer.param_groups, pairs):
            group.update({**new, "params": [p for p, _ in params]})
            held.update({p: dict(state.get(number, {})) for p, number in params})
        optimizer.state = held
        yield
    finally:
        for group, own in zip(optimizer.param_groups, own_groups):
            group.clear()
            group.update(own)
        optimizer.state = own_state
