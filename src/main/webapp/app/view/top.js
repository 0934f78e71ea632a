/** The uppermost open dialog, outside of which nothing can be reached or heard; undefined if there is none. Later is higher. */
export function topDialog() {
    return [...document.querySelectorAll('dialog:modal')].at(-1);
}

/** Hears of dialogs that open, and of those that close, before they are removed. Both may say so later than it is done. */
export function onDialogs(listener, signal) {
    for (const type of ['toggle', 'close']) document.addEventListener(type, listener, { capture: true, signal });
}
