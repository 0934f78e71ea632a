import { h, renderKeyed } from '../dom.js';
import { t } from '../i18n.js';
import { oneAtATime } from '../one-at-a-time.js';
import { describe } from '../parley.js';
import { groupAvatar } from './avatar.js';
import { moreButton } from './people.js';

const PAUSE = 180;

/** Groups that anybody may find: join, ask, or take the question back. */
export function findGroups(parley) {
    const label = t('findGroups.search');
    const input = h('input', {
        type: 'search',
        class: 'input',
        placeholder: label,
        'aria-label': label,
        autocomplete: 'off',
        'data-testid': 'group-search',
        oninput: later,
    });
    const results = h('ul', { class: 'plain-list', 'aria-label': t('findGroups') });
    const note = h('p', { class: 'people-note', role: 'status' });
    const more = moreButton('groups-more', () => showMore());
    const scroller = h('div', { class: 'people-results' }, results, more);
    const element = h('div', { class: 'people' }, h('div', { class: 'people-field' }, input), note, scroller);
    let timer = null;
    let asked = 0;
    let found = [];
    let query = '';
    let cursor = null;

    function later() {
        clearTimeout(timer);
        timer = setTimeout(() => search(), PAUSE);
    }

    /** Begins anew, and goes on until there are at least as many as before, or all. */
    async function search(least = 0) {
        const turn = ++asked;
        const wanted = input.value.trim();
        const groups = [];
        let next = null;
        try {
            do {
                const page = await parley.api.groups(wanted, next);
                if (turn !== asked) return;
                groups.push(...page.groups);
                next = page.next;
            } while (next && groups.length < least);
            query = wanted;
            show(groups, next);
        } catch (error) {
            if (turn === asked) note.textContent = describe(error);
        }
    }

    /** More of what is listed, unless that is something else by then. */
    const showMore = oneAtATime(async () => {
        const before = found;
        try {
            const page = await parley.api.groups(query, cursor);
            if (found !== before) return;
            show([...before, ...page.groups], page.next);
            if (more.hidden) results.children[before.length]?.querySelector('button')?.focus();
        } catch (error) {
            if (found === before) note.textContent = describe(error);
        }
    });

    function show(groups, next) {
        found = groups;
        cursor = next;
        more.hidden = !next;
        note.textContent = groups.length ? '' : t('findGroups.none');
        const rows = groups.map(group => ({ key: group.id, version: JSON.stringify(group), group }));
        renderKeyed(results, rows, row => line(row.group));
    }

    function line(group) {
        return h(
            'li',
            { class: 'person-line', 'data-testid': 'found-group', 'data-group': group.id },
            groupAvatar(group),
            h(
                'span',
                { class: 'person-words' },
                h('span', { class: 'person-name', dir: 'auto' }, group.name),
                h('span', { class: 'person-under', dir: 'auto' }, group.notice || t('memberCount', group.memberCount)),
            ),
            action(group),
        );
    }

    function action(group) {
        const button = (text, testid, task, kind = '') =>
            h(
                'button',
                {
                    type: 'button',
                    class: `button ${kind}`,
                    'data-testid': testid,
                    onclick: async () => {
                        await parley.attempt(task);
                        search(found.length);
                    },
                },
                text,
            );
        if (group.member) return button(t('findGroups.open'), 'open-group', async () => parley.openTalk(group.id));
        if (group.request === 'blocked') return null;
        if (group.joinMode === 'open')
            return button(t('findGroups.join'), 'join-group', () => parley.joinGroup(group.id), 'button-primary');
        if (group.request === 'pending')
            return button(t('findGroups.withdraw'), 'withdraw-join', () => parley.withdrawJoin(group.id));
        return button(t('findGroups.ask'), 'ask-join', () => parley.askToJoin(group.id), 'button-primary');
    }

    return {
        element,
        begin() {
            input.value = '';
            search();
            input.focus();
        },
    };
}
