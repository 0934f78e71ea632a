import { h } from '../../dom.js';
import { t } from '../../i18n.js';
import { describe } from '../../parley.js';

/**
 * A list that grows by a page each time somebody asks for more. `load(cursor)` gives {items, next}. Answers that come
 * after the list was begun anew are not shown.
 */
export function paged({ load, row, none, testid }) {
    const list = h('ul', { class: 'admin-list', 'data-testid': testid });
    const note = h('p', { class: 'form-note', role: 'status' });
    const button = h('button', { type: 'button', class: 'button', hidden: true, onclick: () => more() }, t('more'));
    let cursor;
    let round = 0;

    function say(text, failed = false) {
        note.className = failed ? 'form-note form-error' : 'form-note';
        note.textContent = text;
    }

    async function more() {
        const mine = round;
        button.disabled = true;
        try {
            const { items, next } = await load(cursor);
            if (mine !== round) return;
            list.append(...items.map(row));
            cursor = next;
            button.hidden = !next;
            say(list.children.length ? '' : none);
        } catch (error) {
            if (mine !== round) return;
            say(describe(error), true);
        }
        button.disabled = false;
    }

    function begin() {
        round++;
        cursor = undefined;
        list.replaceChildren();
        return more();
    }

    /** Runs a task whose failure is told above the list: the dialog covers everything else. Returns whether it succeeded. */
    async function attempt(task) {
        try {
            await task();
            say('');
            return true;
        } catch (error) {
            say(describe(error), true);
            return false;
        }
    }

    const element = h('div', { class: 'admin-paged' }, note, list, h('div', { class: 'form-actions' }, button));
    return { element, begin, attempt };
}

const PAUSE = 250;

/** A search field that tells what was written when the writer pauses. */
export function searchField(label, testid, changed) {
    let timer = null;
    return h('input', {
        type: 'search',
        class: 'input',
        placeholder: label,
        'aria-label': label,
        maxlength: 100,
        'data-testid': testid,
        oninput: event => {
            clearTimeout(timer);
            timer = setTimeout(() => changed(event.target.value), PAUSE);
        },
    });
}
