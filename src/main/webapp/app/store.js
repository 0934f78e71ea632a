/** Holds the state. Listeners hear once about everything dispatched in one turn of the event loop. */
export function createStore(reduce, initial) {
    let state = initial;
    let announced = true;
    const listeners = new Set();

    function announce() {
        announced = true;
        for (const listener of listeners) listener(state);
    }

    return {
        get state() {
            return state;
        },
        dispatch(type, payload = {}) {
            const next = reduce(state, type, payload);
            if (next === state) return;
            state = next;
            if (announced) {
                announced = false;
                queueMicrotask(announce);
            }
        },
        subscribe(listener) {
            listeners.add(listener);
            return () => listeners.delete(listener);
        },
    };
}
