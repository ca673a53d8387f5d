"""Losses: those with a node of their own, and the functions of ``nn.functional``."""
from .row import op

# reduction: 0 none, 1 mean, 2 sum
op("mse_loss(Tensor self, Tensor target, int reduction=1)", kernel="losses.mse_loss", variants="",
   grad={"self": "mse_loss_backward(grad, self, target, reduction)", "target": "mse_loss_backward(grad, target, self, reduction)"})
op("smooth_l1_loss(Tensor self, Tensor target, int reduction=1, float beta=1.0)", kernel="losses.smooth_l1_loss", variants="",
   node="SmoothL1LossBackward0",
   grad={"self": "smooth_l1_loss_backward(grad, self, target, reduction, beta)",
         "target": "smooth_l1_loss_backward(grad, target, self, reduction, beta)"})
op("huber_loss(Tensor self, Tensor target, int reduction=1, float delta=1.0)", kernel="losses.huber_loss", variants="",
   grad={"self": "huber_loss_backward(grad, self, target, reduction, delta)", "target": "huber_loss_backward(grad, target, self, reduction, delta)"})
op("binary_cross_entropy(Tensor self, Tensor target, Tensor? weight=None, int reduction=1)", kernel="losses.binary_cross_entropy", variants="",
   grad={"self": "binary_cross_entropy_backward(grad, self, target, weight, reduction)",
         "target": "binary_cross_entropy_target_backward(grad, self, target, weight, reduction)"})
op("binary_cross_entropy_with_logits(Tensor self, Tensor target, Tensor? weight=None, Tensor? pos_weight=None, int reduction=1)",
   kernel="losses.binary_cross_entropy_with_logits", variants="f",
   grad={"self": "bce_with_logits_backward(grad, self, target, weight, pos_weight, reduction)",
         "target": "bce_with_logits_target_backward(grad, self, target, weight, pos_weight, reduction)"})
op("soft_margin_loss(Tensor self, Tensor target, int reduction=1)", kernel="losses.soft_margin_loss", variants="",
   grad={"self": "soft_margin_loss_backward(grad, self, target, reduction)"})
op("multi_margin_loss(Tensor self, Tensor target, Number p=1, Number margin=1, Tensor? weight=None, int reduction=1)",
   kernel="losses.multi_margin_loss", variants="", grad={"self": "linked(multi_margin_loss_backward(grad, self, target, p, margin, weight, reduction), self)"})
op("multilabel_margin_loss(Tensor self, Tensor target, int reduction=1)", kernel="losses.multilabel_margin_loss", variants="",
   grad={"self": "linked(multilabel_margin_loss_backward(grad, self, target, reduction), self)"})
op("_multilabel_margin_slope(Tensor self, Tensor target)", kernel="losses.multilabel_margin_slope", variants="")
for _name, _node in (("nll_loss", "NllLossBackward0"), ("nll_loss2d", "NllLoss2DBackward0")):
    op(f"{_name}_forward(Tensor self, Tensor target, Tensor? weight, int reduction, int ignore_index) -> (Tensor output, Tensor total_weight)",
       kernel="losses.nll_loss", variants="", node=_node, nondiff="total_weight",
       grad={"self": "linked(nll_loss_backward(grad, self.shape, target, weight, reduction, ignore_index, total_weight), self)"},
       shown={"self_sym_sizes": None})
op("nll_loss_backward(Tensor grad_output, int[] shape, Tensor target, Tensor? weight, int reduction, int ignore_index, Tensor total_weight)",
   kernel="losses.nll_loss_backward", variants="", grad={"grad_output": "nll_loss_forward(grad, target, weight, reduction, ignore_index)[0]"})

_LEGACY = "bool? size_average=None, bool? reduce=None, str reduction='mean'"
for _signature in (
    f"mse_loss(Tensor input, Tensor target, {_LEGACY}, Tensor? weight=None)",
    f"l1_loss(Tensor input, Tensor target, {_LEGACY}, Tensor? weight=None)",
    f"smooth_l1_loss(Tensor input, Tensor target, {_LEGACY}, float beta=1.0)",
    "huber_loss(Tensor input, Tensor target, str reduction='mean', float delta=1.0, Tensor? weight=None)",
    "nll_loss(Tensor input, Tensor target, Tensor? weight=None, bool? size_average=None, int ignore_index=-100, bool? reduce=None, "
    "str reduction='mean')",
    "cross_entropy(Tensor input, Tensor target, Tensor? weight=None, bool? size_average=None, int ignore_index=-100, bool? reduce=None, "
    "str reduction='mean', float label_smoothing=0.0)",
    "linear_cross_entropy(Tensor input, Tensor linear_weight, Tensor target, *, Tensor? linear_bias=None, Tensor? weight=None, str reduction='mean', "
    "int? ignore_index=None, float label_smoothing=0.0, object options=None)",
    f"binary_cross_entropy(Tensor input, Tensor target, Tensor? weight=None, {_LEGACY})",
    f"binary_cross_entropy_with_logits(Tensor input, Tensor target, Tensor? weight=None, {_LEGACY}, Tensor? pos_weight=None)",
    f"kl_div(Tensor input, Tensor target, {_LEGACY}, bool log_target=False)",
    "cosine_similarity(Tensor x1, Tensor x2, int dim=1, float eps=1e-8)",
    "pairwise_distance(Tensor x1, Tensor x2, float p=2.0, float eps=1e-6, bool keepdim=False)",
    f"cosine_embedding_loss(Tensor input1, Tensor input2, Tensor target, float margin=0, {_LEGACY})",
    f"margin_ranking_loss(Tensor input1, Tensor input2, Tensor target, float margin=0, {_LEGACY})",
    f"hinge_embedding_loss(Tensor input, Tensor target, float margin=1.0, {_LEGACY})",
    f"soft_margin_loss(Tensor input, Tensor target, {_LEGACY})",
    f"multi_margin_loss(Tensor input, Tensor target, int p=1, float margin=1.0, Tensor? weight=None, {_LEGACY})",
    f"multilabel_margin_loss(Tensor input, Tensor target, {_LEGACY})",
    f"multilabel_soft_margin_loss(Tensor input, Tensor target, Tensor? weight=None, {_LEGACY})",
    f"triplet_margin_loss(Tensor anchor, Tensor positive, Tensor negative, float margin=1.0, float p=2, float eps=1e-06, "
    f"bool swap=False, {_LEGACY})",
    "triplet_margin_with_distance_loss(Tensor anchor, Tensor positive, Tensor negative, *, object distance_function=None, float margin=1.0, "
    "bool swap=False, str reduction='mean')",
    "gaussian_nll_loss(Tensor input, Tensor target, object var, bool full=False, float eps=1e-06, str reduction='mean')",
    "poisson_nll_loss(Tensor input, Tensor target, bool log_input=True, bool full=False, bool? size_average=None, "
    "float eps=1e-08, bool? reduce=None, "
    "str reduction='mean')",
):
    op("nn_functional_" + _signature, composite="losses." + _signature.partition("(")[0], variants="f", module="nn.functional")
op("cosine_similarity(Tensor x1, Tensor x2, int dim=1, float eps=1e-8)", composite="losses.cosine_similarity", variants="f")
op("pairwise_distance(Tensor x1, Tensor x2, float p=2.0, float eps=1e-6, bool keepdim=False)", composite="losses.pairwise_distance", variants="f")
