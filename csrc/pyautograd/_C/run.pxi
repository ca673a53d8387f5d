# The state of one backward: a place per node with the gradients that have arrived, and the queue of nodes that are ready.
#
# The state of a run belongs to the run: a node only remembers its place in the run that reached it last. A run that finds a
# node in the hands of another that is still going on (a backward inside a backward, or in another thread) writes the node's
# old place into that run's `moved` table first.

cdef struct Place:
    PyObject *node                # owned
    int waiting                   # edges that have not delivered yet
    int captured                  # the first of the inputs whose gradient is what arrives here, counted from 1; 0: none
    int edge, below               # while the graph is walked: the next edge to follow, and the place that led here
    int after                     # in the order of the walk: the place that was finished next
    signed char needed            # 1: running it serves an input (or there is no restriction)
    signed char owned             # the gradient in `grad` is a sum made here
    PyObject *grad                # of output 0
    PyObject *more                # list of gradients from output 1 on, or NULL

cdef struct Ready:
    int64_t seq
    int64_t order
    int place

cdef struct Capture:
    int number                    # of the output whose gradient an input wants
    int next                      # the next input with the same node, counted from 1; 0: none

cdef enum:
    FIRST_ROOM = 64

cdef uint64_t next_run = 1
# The runs that are going on, in any thread.
cdef void *active_run = NULL
cdef int active_count = 0
# The tables of a run that has ended, for the next: most runs are small. Large ones are of the memory that is kept for large arrays.
cdef Place *spare_places = NULL
cdef Ready *spare_heap = NULL
cdef int places_before = 0        # how many the run before had


@cython.final
@cython.freelist(8)
cdef class Run:
    """The state of one backward."""
    cdef Place *places
    cdef int count, room
    cdef Ready *heap
    cdef int heap_count, heap_room
    cdef int64_t order
    cdef int finished             # the place that the walk finished first; -1: none
    cdef Capture *captures        # one for each input, in a restricted run
    cdef uint64_t id
    cdef dict moved               # id of a node taken over by another run -> its place here
    cdef bint keep_graph, create_graph, accumulate, restricted
    cdef list callbacks           # to be called when all nodes have run; None for most
    cdef void *outer              # the run in which this one was started
    cdef void *next_active
    cdef void *previous_active

    def __cinit__(self):
        global next_run
        self.id = next_run
        next_run += 1

    def __dealloc__(self):
        cdef int i
        for i in range(self.count):
            Py_XDECREF(self.places[i].grad)
            Py_XDECREF(self.places[i].more)
            Py_XDECREF(self.places[i].node)
        give_back(self)
        free(self.captures)


cdef void give_back(Run run) noexcept:
    global spare_places, spare_heap, places_before
    places_before = run.count
    if run.room == FIRST_ROOM and spare_places == NULL:
        spare_places = run.places
    else:
        kept_free(run.places)
    if run.heap_room == FIRST_ROOM and spare_heap == NULL:
        spare_heap = run.heap
    else:
        free(run.heap)


cdef Run active_run_with(uint64_t id):
    """The run that is going on with this id; None if it has ended."""
    cdef void *each = active_run
    while each != NULL:
        if (<Run>each).id == id:
            return <Run>each
        each = (<Run>each).next_active
    return None


cdef int grow_places(Run run) except -1:
    global spare_places
    cdef Place *grown
    cdef int room
    if run.room == 0 and spare_places != NULL:
        run.places, spare_places, run.room = spare_places, NULL, FIRST_ROOM
        return 0
    room = max(2 * run.room, FIRST_ROOM, places_before)      # what repeats is of the same size again
    grown = <Place *>kept_realloc(run.places, room * sizeof(Place))
    if grown == NULL:
        raise MemoryError()
    run.places, run.room = grown, room
    return 0


cdef int grow_heap(Run run) except -1:
    global spare_heap
    cdef Ready *grown
    if run.heap_room == 0 and spare_heap != NULL:
        run.heap, spare_heap, run.heap_room = spare_heap, NULL, FIRST_ROOM
        return 0
    grown = <Ready *>realloc(run.heap, (2 * run.heap_room if run.heap_room else FIRST_ROOM) * sizeof(Ready))
    if grown == NULL:
        raise MemoryError()
    run.heap, run.heap_room = grown, 2 * run.heap_room if run.heap_room else FIRST_ROOM
    return 0


cdef int place_of(Run run, Node node) except -2:
    """The node's place in this run; -1 if it has none."""
    if node.run == run.id:
        return node.slot
    if run.moved is not None:
        found = run.moved.get(<size_t><void *>node)
        if found is not None:
            return found
    return -1


cdef int new_place(Run run, Node node) except -1:
    cdef int at
    cdef Run other
    cdef uint64_t holder
    if run.count == run.room:
        grow_places(run)
    # Writing into the other run's table may collect garbage, and so let another thread take the node meanwhile: look again.
    while node.run != 0 and active_count > 1:
        holder = node.run
        other = active_run_with(holder)
        if other is not None and other is not run:
            if other.moved is None:
                other.moved = {}
            other.moved[<size_t><void *>node] = node.slot
        if node.run == holder:
            break
    at = run.count
    node.run, node.slot = run.id, at
    Py_INCREF(node)
    memset(&run.places[at], 0, sizeof(Place))
    run.places[at].node = <PyObject *>node
    run.places[at].needed = 1
    run.count += 1
    return at


cdef int push_ready(Run run, int place) except -1:
    cdef Ready entry
    cdef int i = run.heap_count, up
    if i == run.heap_room:
        grow_heap(run)
    entry.seq, entry.order, entry.place = (<Node>run.places[place].node).seq, run.order, place
    run.order += 1
    run.heap_count += 1
    while i > 0:
        up = (i - 1) // 2
        if run.heap[up].seq > entry.seq or run.heap[up].seq == entry.seq and run.heap[up].order < entry.order:
            break
        run.heap[i] = run.heap[up]
        i = up
    run.heap[i] = entry
    return 0


cdef int pop_ready(Run run) noexcept:
    """The ready place with the highest sequence number, earlier ones first among equals."""
    cdef int top = run.heap[0].place, i = 0, child
    cdef Ready last
    run.heap_count -= 1
    last = run.heap[run.heap_count]
    while True:
        child = 2 * i + 1
        if child >= run.heap_count:
            break
        if child + 1 < run.heap_count and before(&run.heap[child + 1], &run.heap[child]):
            child += 1
        if before(&last, &run.heap[child]):
            break
        run.heap[i] = run.heap[child]
        i = child
    run.heap[i] = last
    return top


cdef inline bint before(Ready *a, Ready *b) noexcept:
    return a.seq > b.seq or a.seq == b.seq and a.order < b.order


cdef int enter_run(Run run) except -1:
    global mode_run, mode_depth, active_run, active_count
    run.next_active, run.previous_active = active_run, NULL
    if active_run != NULL:
        (<Run>active_run).previous_active = <void *>run
    active_run = <void *>run
    active_count += 1
    run.outer = mode_run
    mode_run = <void *>run
    mode_depth += 1
    return 0


cdef int leave_run(Run run) except -1:
    global mode_run, mode_depth, active_run, active_count
    mode_run = run.outer
    mode_depth -= 1
    if run.next_active != NULL:
        (<Run>run.next_active).previous_active = run.previous_active
    if run.previous_active != NULL:
        (<Run>run.previous_active).next_active = run.next_active
    else:
        active_run = run.next_active
    active_count -= 1
    return 0


cdef int deliver(Run run, Node following, int number, object grad) except -1:
    """Hand a gradient over an edge; the node is ready when the last edge has delivered."""
    cdef int at = place_of(run, following)
    cdef Place *place
    cdef list more
    if at < 0:
        raise SystemError(f"{node_name(following)} has been added to the graph while a backward runs over it")
    place = &run.places[at]
    if grad is not None and (place.needed or place.captured):
        if number == 0:
            if place.grad == NULL:
                Py_INCREF(grad)
                place.grad = <PyObject *>grad
            else:
                add_to(run, place, grad)
        else:
            if place.more == NULL:
                more = []
                Py_INCREF(more)
                place.more = <PyObject *>more
            more = <list>place.more
            while len(more) < number:
                more.append(None)
            held = more[number - 1]
            more[number - 1] = grad if held is None else held + grad
            place = &run.places[at]
    place.waiting -= 1
    if place.waiting == 0 and (place.needed or place.captured):
        push_ready(run, at)
    return 0
