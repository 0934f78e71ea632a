import { h, renderKeyed } from '../dom.js';
import { brief, dayOf, shortCount } from '../format.js';
import { t } from '../i18n.js';
import { plain } from '../markdown.js';
import { isQuiet, sorted } from '../state/summary.js';
import { avatar, groupAvatar } from './avatar.js';
import { icon } from './icon.js';
import { previewText } from './kinds.js';
import { withPresence } from './presence.js';
import { nameOf, statusOf } from './rows.js';

/** All conversations, newest activity first. */
export function conversationList(parley) {
    const list = h('ul', { class: 'plain-list conversation-list', 'data-testid': 'conversation-list', onkeydown, onfocusin });
    const empty = h(
        'div',
        { class: 'empty', hidden: true },
        h('p', {}, t('list.empty')),
        h('button', { type: 'button', class: 'button', onclick: () => parley.showSidebar('people') }, t('newChat')),
    );
    const loading = h(
        'div',
        { class: 'skeletons', 'aria-hidden': 'true' },
        Array.from({ length: 7 }, () => h('div', { class: 'skeleton' })),
    );
    const none = h('p', { class: 'people-note', role: 'status', hidden: true }, t('list.noMatch'));
    const element = h('nav', { class: 'side-scroll', 'aria-label': t('conversations') }, loading, empty, none, list);
    let drawn = {};
    let filter = '';
    let stop = null;

    function render(state) {
        const { conversations, route, people, typing, presences, drafts, language, loaded, me } = state;
        const day = dayOf(Date.now());
        const view = { conversations, route, people, typing, presences, drafts, language, loaded, me, filter, day };
        if (Object.keys(view).every(key => view[key] === drawn[key])) return;
        drawn = view;
        const all = sorted(conversations).map(summary => rowOf(summary, state));
        const rows = all.filter(row => row.name.toLowerCase().includes(filter));
        loading.hidden = loaded;
        empty.hidden = !loaded || all.length > 0;
        none.hidden = !all.length || rows.length > 0;
        renderKeyed(list, rows, item, refresh);
        if (!list.contains(document.activeElement))
            offer(list.querySelector('[aria-current]') ?? list.querySelector('.conversation-item'));
    }

    /** Tab leads to one of them alone, and the arrows to the others. */
    function offer(button) {
        if (stop) stop.tabIndex = -1;
        if (button) button.tabIndex = 0;
        stop = button;
    }

    function onfocusin({ target }) {
        offer(target.closest('.conversation-item'));
    }

    function item(row) {
        const open = () => parley.openTalk(row.key);
        return h(
            'li',
            {},
            h(
                'button',
                {
                    type: 'button',
                    class: 'conversation-item',
                    tabindex: -1,
                    'data-testid': 'conversation-item',
                    'data-conversation': row.key,
                    'data-user': row.user,
                    'aria-current': row.current ? 'true' : null,
                    onclick: open,
                },
                row.group
                    ? groupAvatar({ id: row.key, name: row.name, avatar: row.avatar }, { size: 'large' })
                    : withPresence(avatar(row.user, row.name, { size: 'large' }), row.presence),
                h(
                    'span',
                    { class: 'item-words' },
                    h(
                        'span',
                        { class: 'item-top' },
                        h('span', { class: 'item-name', dir: 'auto' }, row.name),
                        row.quiet && h('span', { class: 'quiet-mark', 'data-testid': 'quiet' }, icon('quiet', t('quiet'))),
                        h('time', { class: 'item-time' }, row.time),
                    ),
                    h('span', { class: 'item-bottom' }, preview(row), badge(row)),
                ),
            ),
        );
    }

    /** Keeps the button itself, and with it the keyboard focus. */
    function refresh(element, row) {
        const button = element.firstChild;
        button.replaceChildren(...item(row).firstChild.childNodes);
        if (row.current) button.setAttribute('aria-current', 'true');
        else button.removeAttribute('aria-current');
    }

    function setFilter(text) {
        filter = text.trim().toLowerCase();
        render(parley.state);
    }

    function onkeydown(event) {
        const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[event.key];
        if (!step) return;
        event.preventDefault();
        document.activeElement.closest('li')?.[step]?.querySelector('button')?.focus();
    }

    return { element, render, setFilter };
}

function preview({ typists, draft, text, status }) {
    if (typists) return h('span', { class: 'item-preview item-typing' }, typists);
    if (draft) {
        const mark = h('span', { class: 'item-draft' }, t('draft'));
        return h('span', { class: 'item-preview' }, mark, ' ', h('bdi', {}, draft));
    }
    const tick =
        status &&
        h('span', { class: `tick tick-${status}` }, icon(status === 'sent' ? 'check' : 'checks', t(`state.${status}`)));
    return h('span', { class: 'item-preview', dir: 'auto' }, tick, text);
}

function badge({ unread, mentions, quiet }) {
    if (!unread) return null;
    const label = t('mentionCount', mentions);
    return h(
        'span',
        { class: 'badges' },
        mentions > 0 &&
            h('span', { class: 'badge badge-mention', 'data-testid': 'mention-badge', 'aria-label': label, title: label }, '@'),
        h(
            'span',
            {
                class: `badge ${quiet ? 'badge-quiet' : ''}`,
                'data-testid': 'unread-badge',
                'aria-label': t('unreadCount', unread),
            },
            shortCount(unread),
        ),
    );
}

function rowOf(summary, { route, people, typing, presences, drafts, language, me }) {
    const group = summary.type === 'group';
    const current = summary.id === route.id;
    const typists = Object.keys(typing[summary.id] ?? {}).map(user => nameOf(people, user));
    const own = summary.last?.from === me.user && summary.last.kind !== 'member';
    const row = {
        key: summary.id,
        group,
        current,
        user: summary.user,
        avatar: summary.avatar,
        presence: presences[summary.user],
        name: group ? (summary.name ?? '') : nameOf(people, summary.user),
        time: summary.last ? brief(summary.last.at) : '',
        text: previewText(summary.last, { people, me: me.user, group }).slice(0, 120),
        status: own ? statusOf(summary.last, summary) : null,
        typists: typists.length ? t('typing', typists, group) : '',
        draft: current ? '' : plain(drafts[`c:${summary.id}`] ?? '').slice(0, 80),
        unread: summary.unread,
        mentions: summary.mentions ?? 0,
        quiet: isQuiet(summary),
    };
    return { ...row, version: JSON.stringify(row) + language };
}
