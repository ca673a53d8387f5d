"""From constraints to transforms of unconstrained numbers onto them: `biject_to` (one to one) and `transform_to`."""
from numbers import Number

from . import constraints, transforms


class ConstraintRegistry:
    """Constraint class -> factory of a transform whose codomain it is. Calling the registry with a constraint makes one."""

    def __init__(self):
        self._registry = {}

    def register(self, constraint, factory=None):
        """Have `factory` answer for a constraint, a class or an instance of one; a decorator without `factory`."""
        if factory is None:
            return lambda factory: self.register(constraint, factory)
        if isinstance(constraint, constraints.Constraint):
            constraint = type(constraint)
        if not isinstance(constraint, type) or not issubclass(constraint, constraints.Constraint):
            raise TypeError(f"Expected constraint to be either a Constraint subclass or instance, but got {constraint}")
        self._registry[constraint] = factory
        return factory

    def __call__(self, constraint):
        try:
            factory = self._registry[type(constraint)]
        except KeyError:
            raise NotImplementedError(f"Cannot transform {type(constraint).__name__} constraints") from None
        return factory(constraint)


biject_to = ConstraintRegistry()
transform_to = ConstraintRegistry()


def _interval(constraint):
    low, high = constraint.lower_bound, constraint.upper_bound
    if isinstance(low, Number) and isinstance(high, Number) and (low, high) == (0, 1):
        return transforms.SigmoidTransform()
    return transforms.ComposeTransform([transforms.SigmoidTransform(), transforms.AffineTransform(low, high - low)])


def _beyond(bound, direction):
    return transforms.ComposeTransform([transforms.ExpTransform(), transforms.AffineTransform(bound, direction)])


def _register():
    for registry in (biject_to, transform_to):

        def inner(constraint, registry=registry):
            return registry(constraint)

        def independent(constraint, inner=inner):
            return transforms.IndependentTransform(inner(constraint.base_constraint), constraint.reinterpreted_batch_ndims)

        def cat(constraint, inner=inner):
            return transforms.CatTransform([inner(c) for c in constraint.cseq], constraint.dim, constraint.lengths)

        def stack(constraint, inner=inner):
            return transforms.StackTransform([inner(c) for c in constraint.cseq], constraint.dim)

        for kinds, factory in (
            ((constraints.real,), lambda c: transforms.identity_transform),
            ((constraints.independent,), independent),
            ((constraints.greater_than, constraints.greater_than_eq), lambda c: _positive(c)),
            ((constraints.less_than,), lambda c: _beyond(c.upper_bound, -1)),
            ((constraints.interval, constraints.half_open_interval), _interval),
            ((constraints.corr_cholesky,), lambda c: transforms.CorrCholeskyTransform()),
            ((constraints.cat,), cat),
            ((constraints.stack,), stack),
        ):
            for kind in kinds:
                registry.register(kind, factory)
    biject_to.register(constraints.simplex, lambda c: transforms.StickBreakingTransform())
    transform_to.register(constraints.simplex, lambda c: transforms.SoftmaxTransform())
    transform_to.register(constraints.lower_cholesky, lambda c: transforms.LowerCholeskyTransform())
    for kind in (constraints.positive_definite, constraints.positive_semidefinite):
        transform_to.register(kind, lambda c: transforms.PositiveDefiniteTransform())


def _positive(constraint):
    return _beyond(constraint.lower_bound, 1)


_register()
__all__ = ["ConstraintRegistry", "biject_to", "transform_to"]
