"""The plain core's counterpart of the compiled loops for large arrays: there are none, and NumPy answers.

``csrc/pyautograd/_C/fast.pyx`` says what each function computes.
"""


def _none(*arguments):
    return None


sum_runs = sum_columns = multiply_runs = sum_integers = multiply_integers = softmax = log_softmax = softmax_backward = log_softmax_backward = extremum = cumsum = norm_rows = norm_rows_backward = _none
moment_rows = scale_rows = unscale_rows = _none
order = add_rows = gather = gather_add = scatter = take_rows = write_columns = add_columns = convolve = convolve_input = convolve_weights = max_pool = pool_scatter = _none
region_maxima = region_means = region_shares = mix_pairs = spread_pairs = _none
copy = outside = standard_sort_order = top_orders = draw = normal_blocks = recurrent_layer = recurrent_layer_backward = _none


def set_threads(n):
    """Nothing here has threads."""
