import { h } from '../dom.js';
import { t } from '../i18n.js';
import { avatar } from './avatar.js';

const LONGEST = 6;

/**
 * The @… being typed right before the cursor, wherever `mentionsIn` would count it: where it starts and what is there so
 * far. Null if there is none.
 */
export function mentionAt(text, cursor) {
    const match = /(?<!\w)@([\p{L}\p{N}._-]{0,32})$/u.exec(text.slice(0, cursor));
    return match ? { start: cursor - match[1].length - 1, query: match[1].toLowerCase() } : null;
}

/** People whose handle or name begins with the query, best first. */
export function candidates(people, query) {
    const rank = ({ user, name }) => {
        if (user.startsWith(query)) return 0;
        const words = name.toLowerCase().split(/\s+/);
        if (words.some(word => word.startsWith(query))) return 1;
        return name.toLowerCase().includes(query) ? 2 : 3;
    };
    return people
        .map(person => ({ person, rank: rank(person) }))
        .filter(({ rank: value }) => value < 3)
        .sort((a, b) => a.rank - b.rank || a.person.name.localeCompare(b.person.name))
        .slice(0, LONGEST)
        .map(({ person }) => person);
}

/** The handles of members that a text mentions. */
export function mentionsIn(text, members) {
    const known = new Set(members);
    const found = new Set();
    for (const [, handle] of text.toLowerCase().matchAll(/(?<!\w)@([a-z0-9][a-z0-9._-]{1,31})/g)) {
        for (let user = handle; user.length > 1; user = user.slice(0, -1)) {
            if (known.has(user)) found.add(user);
            if (known.has(user) || !/[._-]$/.test(user)) break;
        }
    }
    return [...found];
}

/** The list of suggestions above the composer; `chosen` hears the handle. */
export function suggestions(chosen) {
    const element = h('ul', {
        class: 'suggestions',
        role: 'listbox',
        id: 'mention-list',
        'aria-label': t('mention.list'),
        hidden: true,
    });
    let shown = [];
    let active = 0;

    function show(people) {
        shown = people;
        active = 0;
        element.hidden = !people.length;
        draw();
    }

    function draw() {
        element.replaceChildren(...shown.map(option));
        element.children[active]?.scrollIntoView({ block: 'nearest' });
    }

    function option(person, index) {
        return h(
            'li',
            {
                role: 'option',
                id: `mention-${index}`,
                class: 'suggestion',
                'data-testid': 'mention-option',
                'aria-selected': String(index === active),
                onmousedown: event => {
                    event.preventDefault();
                    chosen(person.user);
                },
            },
            avatar(person.user, person.name, { size: 'small', group: person.group }),
            h('span', { class: 'suggestion-name', dir: 'auto' }, person.name),
            h('span', { class: 'suggestion-user' }, `@${person.user}`),
        );
    }

    /** True if the key belonged to the list. */
    function key(event) {
        if (element.hidden) return false;
        if (event.key === 'ArrowDown') active = (active + 1) % shown.length;
        else if (event.key === 'ArrowUp') active = (active + shown.length - 1) % shown.length;
        else if (event.key === 'Enter' || event.key === 'Tab') chosen(shown[active].user);
        else if (event.key === 'Escape') show([]);
        else return false;
        event.preventDefault();
        event.stopPropagation();
        draw();
        return true;
    }

    return { element, show, key, activeId: () => (element.hidden ? null : `mention-${active}`) };
}
