/** Milliseconds; who presses longer selects text, or scrolls. */
const LONGEST_PRESS = 500;

/**
 * A listener like `render`, which is held back while a button or a finger is pressed: an element that is built anew between
 * press and release would lose the click. Of several states meanwhile the last one is shown.
 */
export function heldWhilePressed(render, target = document) {
    let pressed = false;
    let held = null;
    let limit = null;

    function show(state) {
        held = pressed ? state : null;
        if (!pressed) render(state);
    }

    function release() {
        pressed = false;
        if (held) show(held);
    }

    function on(type, listener) {
        target.addEventListener(type, listener, { capture: true });
    }

    on('pointerdown', () => {
        pressed = true;
        clearTimeout(limit);
        limit = setTimeout(release, LONGEST_PRESS);
    });
    // The click comes right after this, and what it does is shown at once.
    on('pointerup', () => setTimeout(release, 0));
    on('pointercancel', () => setTimeout(release, 0));
    on('click', () => {
        pressed = false;
    });
    return show;
}
