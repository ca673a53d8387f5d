"""Random sampling. Without ``generator=`` an operator draws from the default generator."""
from .row import op

_OPTIONS = "dtype? dtype=None, layout? layout=None, device? device=None, bool? pin_memory=False, bool? requires_grad=False"
_OUT = "Tensor? out=None, " + _OPTIONS
_LIKE = "memory_format? memory_format=None, " + _OPTIONS
_GENERATOR = "Generator? generator=None"

# Factories: the overloads with a generator come first, as PyTorch lists them.
for _name in ("rand", "randn"):
    op(f"{_name}.generator(int[] size, *, Generator? generator, {_OUT})", composite=f"random.{_name}_generator", variants="f")
    op(f"{_name}(int[] size, *, {_OUT})", composite=f"random.{_name}", variants="f")
    op(f"{_name}_like.generator(Tensor self, *, Generator? generator, {_LIKE})", composite=f"random.{_name}_like_generator", variants="f")
    op(f"{_name}_like(Tensor self, *, {_LIKE})", composite=f"random.{_name}_like", variants="f")
op(f"randint.generator(int high, int[] size, *, Generator? generator, {_OUT})", composite="random.randint_generator", variants="f")
op(f"randint(int high, int[] size, *, {_OUT})", composite="random.randint", variants="f")
op(f"randint.low_generator(int low, int high, int[] size, *, Generator? generator, {_OUT})", composite="random.randint_low_generator", variants="f")
op(f"randint.low(int low, int high, int[] size, *, {_OUT})", composite="random.randint_low", variants="f")
op(f"randint_like.low_generator(Tensor self, int low, int high, *, Generator? generator, {_LIKE})",
   composite="random.randint_like_low_generator", variants="f")
op(f"randint_like.low(Tensor self, int low, int high, *, {_LIKE})", composite="random.randint_like_low", variants="f")
op(f"randint_like.Tensor_generator(Tensor self, Tensor high, *, Generator? generator, {_LIKE})",
   composite="random.randint_like_generator", variants="f")
op(f"randint_like.Tensor(Tensor self, Tensor high, *, {_LIKE})", composite="random.randint_like", variants="f")
op(f"randint_like.generator(Tensor self, int high, *, Generator? generator, {_LIKE})", composite="random.randint_like_generator", variants="f")
op(f"randint_like(Tensor self, int high, *, {_LIKE})", composite="random.randint_like", variants="f")
op(f"randperm.generator(int n, *, Generator? generator, {_OUT})", composite="random.randperm_generator", variants="f")
op(f"randperm(int n, *, {_OUT})", composite="random.randperm", variants="f")

# In-place sampling: what was there before gets a zero gradient.
_ZERO = {"self": "zeros_like(grad)"}
op(f"uniform(Tensor self, float from=0, float to=1, *, {_GENERATOR})", kernel="random.uniform", variants="i", grad=_ZERO)
op(f"random(Tensor self, *, {_GENERATOR})", kernel="random.random", variants="i", grad=_ZERO, node="RandomBackward2")
op(f"random.from(Tensor self, int from, int? to, *, {_GENERATOR})", kernel="random.random_between", variants="i", grad=_ZERO)
op(f"random.to(Tensor self, int to, *, {_GENERATOR})", kernel="random.random_to", variants="i", grad=_ZERO, node="RandomBackward1")
op(f"exponential(Tensor self, float lambd=1, *, {_GENERATOR})", kernel="random.exponential", variants="i", grad=_ZERO)
op(f"geometric(Tensor self, float p, *, {_GENERATOR})", kernel="random.geometric", variants="i", grad=_ZERO)
op(f"cauchy(Tensor self, float median=0, float sigma=1, *, {_GENERATOR})", kernel="random.cauchy", variants="i", grad=_ZERO)
op(f"log_normal(Tensor self, float mean=1, float std=2, *, {_GENERATOR})", kernel="random.log_normal", variants="i", grad=_ZERO)

op(f"bernoulli(Tensor self, *, {_GENERATOR})", kernel="random.bernoulli_of", variants="fmo", grad=_ZERO)
op(f"bernoulli.p(Tensor self, float p, *, {_GENERATOR})", kernel="random.bernoulli", variants="fm", grad="not_implemented")
op(f"bernoulli.Tensor(Tensor self, Tensor p, *, {_GENERATOR})", kernel="random.bernoulli_tensor", variants="i", node="BernoulliBackward1",
   grad={"self": "zeros_like(grad)", "p": "zeros_like(grad)"})
op(f"bernoulli.float(Tensor self, float p=0.5, *, {_GENERATOR})", kernel="random.bernoulli", variants="i", node="BernoulliBackward2", grad=_ZERO)
op(f"normal.Tensor_Tensor(Tensor mean, Tensor std, *, {_GENERATOR})", kernel="random.normal_around", variants="fo", node="NormalBackward3",
   grad={"mean": "zeros_like(grad)", "std": "zeros_like(grad)"}, keep=("mean.shape", "std.shape"))
op(f"normal.Tensor_float(Tensor mean, float std=1, *, {_GENERATOR})", kernel="random.normal_around", variants="fo", node="NormalBackward1",
   grad={"mean": "zeros_like(grad)"}, keep="mean.shape")
op(f"normal.float_Tensor(float mean, Tensor std, *, {_GENERATOR})", kernel="random.normal_around", variants="fo", node="NormalBackward2",
   grad={"std": "zeros_like(grad)"}, keep="std.shape")
op(f"normal.float_float(float mean, float std, int[] size, *, {_GENERATOR}, {_OUT})", composite="random.normal_sized", variants="f")
op(f"normal.in_place(Tensor self, float mean=0, float std=1, *, {_GENERATOR})", kernel="random.normal", variants="i", grad=_ZERO)
op(f"multinomial(Tensor self, int num_samples, bool replacement=False, *, {_GENERATOR})", kernel="random.multinomial", variants="fmo")

op("poisson(Tensor self, Generator? generator=None)", kernel="rejection.poisson", variants="f", grad=_ZERO)
op("binomial(Tensor count, Tensor prob, Generator? generator=None)", kernel="rejection.binomial", variants="f", grad="not_implemented")
op("_standard_gamma(Tensor self, Generator? generator=None)", kernel="rejection.standard_gamma", variants="f", node="StandardGammaBackward0",
   grad={"self": "grad * _standard_gamma_grad(self, result)"})
op("_standard_gamma_grad(Tensor self, Tensor output)", kernel="rejection.standard_gamma_grad", variants="f")
op("_dirichlet_grad(Tensor x, Tensor alpha, Tensor total)", kernel="rejection.dirichlet_grad", variants="f")
op("_sample_dirichlet(Tensor self, Generator? generator=None)", kernel="rejection.sample_dirichlet", variants="f")

for _name in ("dropout", "alpha_dropout", "feature_dropout", "feature_alpha_dropout"):
    op(f"{_name}(Tensor self, float p, bool train)", composite=f"dropout.{_name}", variants="fi")
op("native_dropout(Tensor self, float p, bool? train) -> object", composite="dropout.native_dropout", variants="f")
_FLAGS = "bool training=True, bool inplace=False"
for _name in ("dropout", "dropout1d", "dropout2d", "dropout3d"):
    op(f"nn_functional_{_name}(Tensor self, Number p=0.5, {_FLAGS})", composite=f"dropout.functional_{_name}", variants="f", module="nn.functional")
for _name in ("alpha_dropout", "feature_alpha_dropout"):
    op(f"nn_functional_{_name}(Tensor self, Number p=0.5, bool training=False, bool inplace=False)", composite=f"dropout.functional_{_name}",
       variants="f", module="nn.functional")
