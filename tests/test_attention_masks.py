"""Attention whose scores and masks are functions of places, held against PyTorch (golden/attention_masks.json).

``python tests/test_attention_masks.py`` records the golden file again; it needs torch.
"""
import pytest
from recorded import torch
from snippets import Programs

recorder = Programs("attention_masks", torch, """
import importlib
def module(path):
    return importlib.import_module(torch.__name__ + "." + path)
""")
recorder.programs('''
### scores and masks by place
fm = module("nn.attention.flex_attention")
fm._FLEX_ATTENTION_DISABLE_COMPILE_DEBUG = True
q = torch.arange(96.0).double().reshape(1, 2, 6, 8).sin()
documents, bias = torch.tensor([0, 0, 1, 1, 1, 2]), torch.arange(72.0).double().reshape(2, 6, 6).cos()
same = lambda b, h, i, j: documents[i] == documents[j]
fm.flex_attention(q, q, q)[0, 1]
fm.flex_attention(q, q, q, score_mod=lambda s, b, h, i, j: s + bias[h, i, j])[0, 1]
fm.flex_attention(q, q, q, score_mod=lambda s, b, h, i, j: torch.where(i >= j, s, -float("inf")), scale=0.3)[0, 1]
mask = fm.create_block_mask(same, None, None, 6, 6, device="cpu", BLOCK_SIZE=2)
fm.flex_attention(q, q, q, block_mask=mask)[0, 1]
fm.flex_attention(q, q[:, :1], q[:, :1], block_mask=mask, enable_gqa=True)[0, 1]
fm.flex_attention(q, q, q, return_aux=fm.AuxRequest(lse=True))[1].lse
fm.flex_attention(q, q, q, block_mask=fm.create_block_mask(lambda b, h, i, j: (i > 3) & (j >= 0), None, None, 6, 6, device="cpu"))[0, 1]
### what they refuse
fm = module("nn.attention.flex_attention")
fm._FLEX_ATTENTION_DISABLE_COMPILE_DEBUG = True
q = torch.ones(2, 4, 6, 8)
mask = fm.create_block_mask(lambda b, h, i, j: i >= j, None, None, 6, 6, device="cpu", BLOCK_SIZE=2)
fm.flex_attention(q[0], q[0], q[0])
fm.flex_attention(q, q[:, :1], q[:, :1])
fm.flex_attention(q, q[:, :3], q[:, :3], enable_gqa=True)
fm.flex_attention(q, q[..., :4], q)
fm.flex_attention(q[0, 0, 0], q, q)
fm.flex_attention(q, q[:1], q[:1])
fm.flex_attention(q, q[:1], q[:1], block_mask=mask)
fm.flex_attention(q[:, :, :5], q, q, block_mask=mask)
fm.flex_attention(torch.ones(2, 4, 7, 8), q, q, block_mask=mask)
fm.flex_attention(q, q, q, block_mask=mask[:, :, :1])
fm.flex_attention(q, q, q, return_aux=fm.AuxRequest(max_scores=True))
fm.flex_attention(q, q, q, return_lse=True, return_aux=fm.AuxRequest())
fm.flex_attention(q, q, q, kernel_options={"BACKEND": "x"})
fm.create_block_mask(lambda s, b, h, i, j: s, 1, 1, 5, 7, device="cpu")
fm.create_mask(lambda b, h, i: i, 1, 1, 5, 7, device="cpu")
fm.and_masks(3)
### block masks
fm = module("nn.attention.flex_attention")
causal = lambda b, h, i, j: i >= j
mask = fm.create_block_mask(causal, None, None, 6, 6, device="cpu", BLOCK_SIZE=2)
mask
str(mask)
mask.kv_num_blocks, mask.kv_indices, mask.full_kv_num_blocks, mask.q_num_blocks, mask.q_indices, mask.full_q_num_blocks
mask[0:1, :, torch.tensor([1])], mask._adjust(4, 4), mask.to("cpu").shape
len(mask.as_tuple()), len(mask.as_tuple(False)), mask.sparsity(), mask.numel()
str(fm.create_block_mask(causal, 2, 3, 5, 7, device="cpu", BLOCK_SIZE=(2, 3)))
fm.create_block_mask(causal, 1, 1, 5, 7, device="cpu", BLOCK_SIZE=2, separate_full_blocks=False)
fm.create_block_mask(causal, None, None, 300, 300, device="cpu").to_dense()
fm.create_mask(lambda s, b, h, i, j: torch.where(i >= j, s, -float("inf")), 1, 2, 3, 3, device="cpu")
fm.create_mask(fm.and_masks(causal, fm.noop_mask), 1, 1, 3, 3, device="cpu"), fm.create_mask(fm.or_masks(causal, fm.noop_mask), 1, 1, 3, 3, device="cpu")
fm.BlockMask.from_kv_blocks(torch.ones(2, dtype=torch.int32), torch.zeros(2, dtype=torch.int32))
### causal masks by their kind
bias = module("nn.attention.bias")
q, k = torch.arange(8.0).reshape(1, 1, 2, 4).sin(), torch.arange(12.0).reshape(1, 1, 3, 4).cos()
bias.causal_upper_left(2, 3), bias.causal_lower_right(2, 3)
F.scaled_dot_product_attention(q, k, k, attn_mask=bias.causal_upper_left(2, 3))
F.scaled_dot_product_attention(q, k, k, attn_mask=bias.causal_lower_right(2, 3))
F.scaled_dot_product_attention(q, k, k, attn_mask=bias.causal_upper_left(2, 3), is_causal=True)
bias.causal_lower_right(3, 2)
bias.causal_upper_left(1, 2, 3)
bias.CausalBias(3, 3, 2)
### a transformer's layer under autocast
layer, x = nn.TransformerEncoderLayer(4, 2, 8, batch_first=True).eval(), torch.ones(2, 3, 4)
with torch.autocast("cpu", torch.bfloat16): found = layer(x)
found.dtype
with torch.no_grad(), torch.autocast("cpu", torch.bfloat16): found = layer(x)
found.dtype
''')


@pytest.mark.parametrize("name", recorder.cases)
def test_is_as_in_pytorch(name):
    assert recorder.differences(name) == ""


if __name__ == "__main__":
    recorder.record()
