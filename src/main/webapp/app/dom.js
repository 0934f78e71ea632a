import { keepingFocus } from './focus.js';

/**
 * A DOM element. Properties: `class`, `on<event>` listeners, `data-*` and `aria-*` and other attributes (false, null
 * and undefined leave them out), and the live properties value, checked, disabled, hidden. Strings become text nodes,
 * never markup.
 */
export function h(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties ?? {})) set(element, name, value);
    element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
    return element;
}

const LIVE = new Set(['value', 'checked', 'disabled', 'hidden']);

function set(element, name, value) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (LIVE.has(name)) element[name] = value;
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
}

/** Changes an element's text only if it differs, so that screen readers hear changes only. */
export function setText(element, text) {
    if (element.textContent !== text) element.textContent = text;
}

/** Runs a task once, when an element is in sight for the first time, or as near to that as `options` of the observer say. */
export function whenSeen(element, task, options) {
    const observer = new IntersectionObserver(entries => {
        if (!entries.some(entry => entry.isIntersecting)) return;
        observer.disconnect();
        task();
    }, options);
    observer.observe(element);
}

/** Whether a key belongs to an input method, and not to the page. Safari ends the composition before that key comes. */
export const composes = ({ isComposing, keyCode }) => isComposing || keyCode === 229;

const shown = new WeakMap();

/**
 * Makes the children of `parent` show `rows`, one element for each, told apart by `row.key`. An element is kept and moved
 * as long as its key stays, and built anew by `update` (or `create`) when `row.version` changes. The focus stays in the
 * row that has it, or goes to the one that takes its place.
 */
export function renderKeyed(parent, rows, create, update) {
    const before = shown.get(parent) ?? new Map();
    const task = () => shown.set(parent, placed(parent, rows, before, create, update));
    keepingFocus(parent, task, lost => {
        const keys = [...before.keys()];
        const at = keys.findIndex(key => before.get(key).element.contains(lost));
        const same = shown.get(parent).get(keys[at])?.element;
        return same ?? parent.children[Math.min(at, parent.children.length - 1)];
    });
}

function placed(parent, rows, before, create, update) {
    const after = new Map();
    const keys = new Set(rows.map(row => row.key));
    for (const [key, { element }] of before) if (!keys.has(key)) element.remove();
    let position = parent.firstChild;
    for (const row of rows) {
        const known = before.get(row.key);
        let element = known?.element;
        if (!element) element = create(row);
        else if (known.version !== row.version) {
            const next = update ? (update(element, row) ?? element) : create(row);
            if (next !== element) {
                if (position === element) position = next;
                element.replaceWith(next);
                element = next;
            }
        }
        after.set(row.key, { element, version: row.version });
        if (element === position) position = position.nextSibling;
        else parent.insertBefore(element, position);
    }
    return after;
}
