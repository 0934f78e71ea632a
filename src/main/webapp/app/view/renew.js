import { keepingFocus } from '../focus.js';

/**
 * Makes a row of the message pane look like a fresh one of the same message. A picture or a player stays in its place, so
 * that it plays on, and so do the choice of emoji, as long as there is a button for it, and the focus.
 */
export function renew(row, fresh) {
    const kept = row.querySelector('[data-file]');
    const place = kept && fresh.querySelector(`[data-file="${CSS.escape(kept.dataset.file)}"]`);
    const picker = row.querySelector('.emoji-picker');
    const task = () => {
        become(row, fresh, place && kept, place);
        if (picker && row.querySelector('[data-testid="react"]')) row.append(picker);
    };
    keepingFocus(row, task, () => row);
}

/** Gives an element the attributes and children of another. `kept`, somewhere below it, stays where `place` is there. */
function become(element, other, kept, place) {
    for (const { name } of [...element.attributes]) if (!other.hasAttribute(name)) element.removeAttribute(name);
    for (const { name, value } of other.attributes) element.setAttribute(name, value);
    if (!kept) return element.replaceChildren(...other.childNodes);
    const inner = [...element.children].find(child => child.contains(kept));
    const nodes = [...other.childNodes];
    const at = nodes.findIndex(node => node.contains(place));
    const outer = nodes[at];
    [...element.childNodes].forEach(child => child !== inner && child.remove());
    inner.before(...nodes.slice(0, at));
    inner.after(...nodes.slice(at + 1));
    if (inner !== kept) become(inner, outer, kept, place);
}
