import { h, renderKeyed } from '../dom.js';
import { t } from '../i18n.js';
import { describe } from '../parley.js';
import { groupAvatar } from './avatar.js';

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
    const element = h('div', { class: 'people' }, h('div', { class: 'people-field' }, input), note, results);
    let timer = null;
    let asked = 0;

    function later() {
        clearTimeout(timer);
        timer = setTimeout(search, PAUSE);
    }

    async function search() {
        const turn = ++asked;
        try {
            const groups = await parley.api.groups(input.value.trim());
            if (turn !== asked) return;
            note.textContent = groups.length ? '' : t('findGroups.none');
            const rows = groups.map(group => ({ key: group.id, version: JSON.stringify(group), group }));
            renderKeyed(results, rows, row => line(row.group));
        } catch (error) {
            if (turn === asked) note.textContent = describe(error);
        }
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
                h('span', { class: 'person-under' }, group.notice || t('memberCount', group.memberCount)),
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
                        search();
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
