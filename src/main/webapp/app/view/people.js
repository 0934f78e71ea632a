import { composes, h, renderKeyed } from '../dom.js';
import { t } from '../i18n.js';
import { oneAtATime } from '../one-at-a-time.js';
import { describe } from '../parley.js';
import { avatar } from './avatar.js';

const PAUSE = 180;

/** A search field with the people found below it. `chosen` hears one person; `marked` tells who is already chosen. */
export function peopleSearch(
    parley,
    { chosen, marked = () => false, leaveOut = () => false, label = t('people.search') },
) {
    const input = h('input', {
        type: 'search',
        class: 'input',
        placeholder: label,
        'aria-label': label,
        autocomplete: 'off',
        spellcheck: 'false',
        'data-testid': 'people-search',
        oninput: () => later(),
        onkeydown,
    });
    const results = h('ul', { class: 'plain-list', 'aria-label': t('people.results') });
    const note = h('p', { class: 'people-note', role: 'status' });
    const more = moreButton('people-more', () => showMore());
    const scroller = h('div', { class: 'people-results' }, results, more);
    const element = h('div', { class: 'people' }, h('div', { class: 'people-field' }, input), note, scroller);
    let timer = null;
    let asked = 0;
    let answered = null;
    let found = [];
    let cursor = null;

    function later() {
        clearTimeout(timer);
        timer = setTimeout(search, PAUSE);
    }

    const query = () => input.value.trim();

    /** Returns whether what is listed now is the answer. */
    async function search() {
        clearTimeout(timer);
        const turn = ++asked;
        const wanted = query();
        if (!found.length) note.textContent = t('loading');
        try {
            const { people, next } = await parley.findPeople(wanted);
            if (turn !== asked) return false;
            answered = wanted;
            found = [];
            take(people, next);
        } catch (error) {
            if (turn === asked) note.textContent = describe(error);
        }
        draw();
        return turn === asked && answered === wanted;
    }

    /** More of what is listed, unless that is something else by then. */
    const showMore = oneAtATime(async () => {
        const before = found;
        try {
            const { people, next } = await parley.findPeople(answered, cursor);
            if (found !== before) return;
            const known = results.children.length;
            take(people, next);
            draw();
            if (more.hidden) results.children[known]?.querySelector('button').focus();
        } catch (error) {
            if (found === before) note.textContent = describe(error);
        }
    });

    function take(people, next) {
        found = [...found, ...people.filter(person => !leaveOut(person.user))];
        cursor = next;
        more.hidden = !next;
        note.textContent = found.length || next ? '' : t('people.none');
    }

    function draw() {
        const rows = found.map(person => ({
            key: person.user,
            version: JSON.stringify([person, marked(person.user)]),
            person,
        }));
        renderKeyed(results, rows, row => h('li', {}, entry(row.person)));
    }

    function entry(person) {
        return h(
            'button',
            {
                type: 'button',
                class: 'person-result',
                'data-testid': 'person-result',
                'data-user': person.user,
                'aria-pressed': marked(person.user) === null ? null : String(marked(person.user)),
                onclick: () => {
                    chosen(person);
                    draw();
                },
            },
            avatar(person.user, person.name),
            h(
                'span',
                { class: 'person-words' },
                h('span', { class: 'person-name', dir: 'auto' }, person.name),
                h('span', { class: 'person-under' }, `@${person.user}${person.status ? ` · ${person.status}` : ''}`),
            ),
            h('span', { class: 'person-mark', 'aria-hidden': 'true' }),
        );
    }

    /** What is listed may be of what was typed before: then the answer to what is typed now is waited for. */
    async function chooseFirst() {
        const wanted = query();
        const fits = answered === wanted || (await search());
        if (fits && query() === wanted && input.isConnected) results.querySelector('button')?.click();
    }

    function onkeydown(event) {
        if (composes(event)) return;
        if (event.key === 'Enter') {
            event.preventDefault();
            chooseFirst();
        } else if (event.key === 'ArrowDown') {
            event.preventDefault();
            results.querySelector('button')?.focus();
        }
    }

    results.addEventListener('keydown', event => {
        const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[event.key];
        if (!step) return;
        event.preventDefault();
        const next = document.activeElement.closest('li')?.[step]?.querySelector('button');
        (next ?? (event.key === 'ArrowUp' ? input : null))?.focus();
    });

    return {
        element,
        draw,
        focus: () => input.focus(),
        begin() {
            input.value = '';
            found = [];
            answered = null;
            more.hidden = true;
            draw();
            search();
            input.focus();
        },
    };
}

/** Below a list of which there is more. */
export function moreButton(testid, onclick) {
    return h(
        'button',
        { type: 'button', class: 'link-button show-more', 'data-testid': testid, hidden: true, onclick },
        t('more'),
    );
}

/** Shows chosen people as chips that can be taken out again. */
export function showChips(parent, people, remove) {
    const rows = people.map(person => ({ key: person.user, person }));
    renderKeyed(parent, rows, ({ person: { user, name } }) =>
        h(
            'button',
            { type: 'button', class: 'chip', 'aria-label': t('people.remove', name), onclick: () => remove(user) },
            avatar(user, name, { size: 'tiny' }),
            h('span', {}, name),
            h('span', { class: 'chip-close', 'aria-hidden': 'true' }, '×'),
        ),
    );
}
