# cython: language_level=3, c_api_binop_methods=True, auto_pickle=False
"""The compiled core: tensor, graph nodes, engine, operator calls. The plain core in ``pyautograd._py`` is its reference.

One module, in parts: each part is a file with one subject.
"""
cimport cython
cimport numpy as cnp
from cpython.dict cimport PyDict_SetItem
from cpython.list cimport PyList_GET_ITEM
from cpython.object cimport PyObject, PyObject_GenericSetAttr, PyTypeObject
from cpython.ref cimport Py_DECREF, Py_INCREF, Py_XDECREF
from cpython.tuple cimport PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_New, PyTuple_SET_ITEM
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcpy, memset

import gc
import sys
import threading
import warnings
import weakref
from types import SimpleNamespace

import numpy as np

from .. import _autograd_texts as texts
from .. import _saved_names, _types
from .._node_arguments import no_argument as _no_argument
from .._node_arguments import not_a_tensor as _not_a_tensor
from .._node_arguments import one_argument as _one_argument
from .._node_arguments import sequence_number as _sequence_number
from .fast import set_threads  # no-cython-lint
from .util import call_with_bfloat16 as _call_with_bfloat16
from .util import COMPLEX_OWN as _COMPLEX_OWN
from .util import SIGNED as _SIGNED
from .util import call_with_complex32 as _call_with_complex32
from .util import check_written_shape as _check_written_shape
from .util import computes_bfloat16 as _computes_bfloat16
from .util import from_complex32 as _from_complex32
from .util import is_of_loop as _is_of_loop
from .util import nothing_like as _nothing_like
from .util import refuse_memory as _refuse_memory
from .util import gives_bfloat16 as _gives_bfloat16
from .util import half_stand_in as _half_stand_in
from .util import spread as _spread
from .util import stepping as _stepping
from .util import to_complex32 as _to_complex32

from pyautograd._C cimport fast

cnp.import_array()
cnp.import_umath()

name = "compiled"
ops = SimpleNamespace()
functions = {}

include "dtypes.pxi"
include "modes.pxi"
include "pool.pxi"
include "quiet.pxi"
include "tensor.pxi"
include "overrides.pxi"
include "duals.pxi"
include "tensor_api.pxi"
include "lazy.pxi"
include "tensor_state.pxi"
include "memory.pxi"
include "views.pxi"
include "node.pxi"
include "hooks.pxi"
include "saved.pxi"
include "table_node.pxi"
include "handles.pxi"
include "custom_node.pxi"
include "collection.pxi"
include "swap.pxi"
include "inplace.pxi"
include "overlap.pxi"
include "history.pxi"
include "scalars.pxi"
include "loops.pxi"
include "spare_arrays.pxi"
include "promotion.pxi"
include "integer_loops.pxi"
include "elementwise.pxi"
include "elementwise_numpy.pxi"
include "nothing.pxi"
include "recording.pxi"
include "quick_ways.pxi"
include "copies.pxi"
include "quick_data.pxi"
include "sums.pxi"
include "quick_views.pxi"
include "special.pxi"
include "reduce.pxi"
include "float_pairs.pxi"
include "powers.pxi"
include "real_maps.pxi"
include "selection.pxi"
include "products.pxi"
include "quick_derivatives.pxi"
include "small_kernels.pxi"
include "small_moves.pxi"
include "small_reductions.pxi"
include "quick_random.pxi"
include "quick_fills.pxi"
include "quick_factories.pxi"
include "small_statistics.pxi"
include "quick_rows.pxi"
include "linear.pxi"
include "softmax.pxi"
include "normalise.pxi"
include "likelihood.pxi"
include "small_images.pxi"
include "small_volumes.pxi"
include "quick_images.pxi"
include "small_products.pxi"
include "small_places.pxi"
include "small_linalg.pxi"
include "small_triangles.pxi"
include "small_fourier.pxi"
include "small_resampling.pxi"
include "small_samples.pxi"
include "small_choices.pxi"
include "small_grids.pxi"
include "quick_patterns.pxi"
include "quick_extremes.pxi"
include "quick_pieces.pxi"
include "small_orders.pxi"
include "small_maps.pxi"
include "view_copies.pxi"
include "quick_scatter.pxi"
include "polynomials.pxi"
include "quick_conversions.pxi"
include "specs.pxi"
include "half_precision.pxi"
include "result_layouts.pxi"
include "calls.pxi"
include "inplace_calls.pxi"
include "out_calls.pxi"
include "matching.pxi"
include "forms.pxi"
include "intercept.pxi"
include "overridable.pxi"
include "indexing.pxi"
include "quick_assignment.pxi"
include "arithmetic.pxi"
include "run.pxi"
include "traversal.pxi"
include "current.pxi"
include "accumulation.pxi"
include "apply.pxi"
include "function_ctx.pxi"
include "function_call.pxi"
include "function_backward.pxi"
include "engine.pxi"
include "optimizers.pxi"
include "assemble.pxi"
