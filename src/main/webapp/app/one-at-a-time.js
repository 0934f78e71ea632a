/** A task that is not begun again while it runs: whoever asks meanwhile waits for the same end. */
export function oneAtATime(task) {
    let running = null;
    return (...args) => (running ??= task(...args).finally(() => (running = null)));
}
