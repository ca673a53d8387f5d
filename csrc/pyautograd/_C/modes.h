/* The calling thread's modes. Every thread begins with gradients enabled. */
#ifndef PYAUTOGRAD_MODES_H
#define PYAUTOGRAD_MODES_H
#if defined(_MSC_VER)
#define PYAUTOGRAD_THREAD __declspec(thread)
#elif defined(__GLIBC__)
/* At a fixed place from the thread's pointer: found without a call. glibc has room for the few bytes of a library that is loaded late. */
#define PYAUTOGRAD_THREAD __thread __attribute__((tls_model("initial-exec")))
#else
#define PYAUTOGRAD_THREAD __thread
#endif
static PYAUTOGRAD_THREAD int mode_grad = 1;
/* What grad mode will be when inference mode, in which nothing is recorded, ends: what the thread has asked for meanwhile. */
static PYAUTOGRAD_THREAD int mode_grad_asked = 1;
static PYAUTOGRAD_THREAD int mode_inference = 0;
static PYAUTOGRAD_THREAD int mode_view_replay = 0;
static PYAUTOGRAD_THREAD int mode_grad_layout = 1;
static PYAUTOGRAD_THREAD int mode_saved_hooks = 0;
/* Which __torch_function__ are asked: the states of _py/overrides.py. */
static PYAUTOGRAD_THREAD int mode_torch_function = 0;
/* Levels of forward mode that operators see, a bit for each; those they will see again when it is turned on; whether it is on. */
static PYAUTOGRAD_THREAD long long mode_duals = 0;
static PYAUTOGRAD_THREAD long long duals_off = 0;
static PYAUTOGRAD_THREAD int mode_forward = 1;
/* Anomaly detection, of all threads as in PyTorch. */
static int mode_anomaly = 0;
static int mode_check_nan = 1;
/* The number of the innermost derivative (grad, vjp, jvp) that is being taken in this thread; 0: none. What was made before may not be written. */
static PYAUTOGRAD_THREAD long long mode_scope = 0;
/* The innermost backward that is going on in this thread: a Run, borrowed. */
static PYAUTOGRAD_THREAD void *mode_run = 0;
/* The node that is being evaluated in it: borrowed. */
static PYAUTOGRAD_THREAD void *mode_node = 0;
/* How many backwards are going on inside one another in this thread. */
static PYAUTOGRAD_THREAD int mode_depth = 0;
#endif
