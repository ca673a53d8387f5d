"""The loss of label sequences against frames without alignment."""
from .row import op

_LENGTHS = "{0} input_lengths, {0} target_lengths, int blank=0, {1}bool zero_infinity=False"
for _overload, _type in (("", "int[]"), (".Tensor", "Tensor")):
    op(f"_ctc_loss{_overload}(Tensor log_probs, Tensor targets, {_LENGTHS.format(_type, '')}) -> (Tensor result0, Tensor result1)",
       composite="ctc.with_alpha", variants="f")
    op(f"ctc_loss{'.IntList' if not _overload else _overload}(Tensor log_probs, Tensor targets, {_LENGTHS.format(_type, 'int reduction=1, ')})",
       composite="ctc.ctc_loss", variants="f")
op("_ctc_paths(Tensor log_probs, Tensor targets, int[] input_lengths, int[] target_lengths, int blank, bool zero_infinity)"
   " -> (Tensor loss, Tensor alpha)", kernel="ctc.forward", variants="", node="CtcLossBackward0", nondiff="alpha",
   grad={"log_probs": "_ctc_loss_backward(grads[0], log_probs, targets, input_lengths, target_lengths, loss, alpha, blank, zero_infinity)"}, jvp="ctc_jvp",
   shown={"result0": "loss", "result1": "alpha"})
op("_ctc_loss_backward(Tensor grad, Tensor log_probs, Tensor targets, int[] input_lengths, int[] target_lengths, Tensor neg_log_likelihood,"
   " Tensor log_alpha, int blank, bool zero_infinity=False)", kernel="ctc.backward", variants="", grad="not_implemented")
op("nn_functional_ctc_loss(Tensor log_probs, Tensor targets, object input_lengths, object target_lengths, object blank=0, str reduction='mean',"
   " bool zero_infinity=False)", composite="ctc.functional_ctc_loss", variants="f", module="nn.functional")
