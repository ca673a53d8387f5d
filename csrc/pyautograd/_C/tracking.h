/* Nodes and tensors that Python's garbage collector does not see until it has to: `collection.pxi` says when. */
#ifndef PYAUTOGRAD_TRACKING_H
#define PYAUTOGRAD_TRACKING_H
#include <Python.h>

/* Whether nodes are kept from the collector: where the interpreter has no lock it looks at objects in other ways. */
#if defined(Py_GIL_DISABLED)
enum { UNTRACKS = 0 };
#else
enum { UNTRACKS = 1 };
#endif

typedef struct { PyTypeObject *node, *tensor; PyObject **found; Py_ssize_t count, room, shown; } tracked_nodes;

static int track_node(PyObject *o, void *context) {
    tracked_nodes *all = (tracked_nodes *)context;
    if ((Py_TYPE(o) != all->node && Py_TYPE(o) != all->tensor) || PyObject_GC_IsTracked(o)) return 0;
    if (all->count == all->room) {
        const Py_ssize_t room = all->room ? 2 * all->room : 1024;
        PyObject **found = (PyObject **)PyMem_Realloc(all->found, (size_t)room * sizeof(PyObject *));
        if (!found) return -1;
        all->found = found;
        all->room = room;
    }
    all->found[all->count++] = o;
    all->shown++;
    PyObject_GC_Track(o);
    return 0;
}

/* Have the collector see the objects of exactly these types that those in `holders` lead to, directly or by one another; how many there were. */
static Py_ssize_t track_held(PyObject *holders, PyTypeObject *node, PyTypeObject *tensor) {
    tracked_nodes all = {node, tensor, NULL, 0, 0, 0};
    int failed = 0;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(holders) && !failed; i++) {
        PyObject *holder = PyList_GET_ITEM(holders, i);
        if (!Py_TYPE(holder)->tp_traverse) continue;
        failed = Py_TYPE(holder)->tp_traverse(holder, track_node, &all);
        while (all.count && !failed) {
            PyObject *found = all.found[--all.count];
            failed = Py_TYPE(found)->tp_traverse(found, track_node, &all);
        }
    }
    PyMem_Free(all.found);
    if (failed) PyErr_NoMemory();
    return failed ? -1 : all.shown;
}
#endif
