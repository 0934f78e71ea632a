const FOCUSABLE = 'button:not(:disabled), a[href], input:not(:disabled), select, textarea, [tabindex]';

/**
 * Does what may move or take away the element in `parent` that has the focus, and gives the focus back: to that element
 * if it is still there, or to what stands for it in the element that `successor` names, or else to what is around them and
 * takes it, such as a pane that scrolls.
 */
export function keepingFocus(parent, task, successor) {
    const focused = parent.contains(document.activeElement) ? document.activeElement : null;
    task();
    if (!focused || document.activeElement === focused) return;
    const heir = parent.contains(focused) ? focused : standIn(focused, successor(focused));
    (heir ?? parent.closest('[tabindex]'))?.focus({ preventScroll: true });
}

/** The control that is there for the same as a lost one, or else the first. */
function standIn(lost, element) {
    if (!element) return null;
    const all = [element, ...element.querySelectorAll(FOCUSABLE)].filter(other => other.matches(FOCUSABLE));
    const alike = ({ dataset }) => dataset.testid === lost.dataset.testid && dataset.emoji === lost.dataset.emoji;
    return all.find(alike) ?? all[0];
}
