import { h } from '../dom.js';
import { day, full, time } from '../format.js';
import { t } from '../i18n.js';
import { plain } from '../markdown.js';
import { avatar, hue } from './avatar.js';
import { callRow } from './call.js';
import { eventText } from './events.js';
import { formatted } from './formatted.js';
import { icon } from './icon.js';
import { nameOf } from './rows.js';

const TICKS = { sending: 'clock', sent: 'check', delivered: 'checks', read: 'checks', failed: 'alert' };

/** The element for one row of the message pane. `actions`: reply, jump, info, retry, discard, menu. */
export function rowElement(row, { parley, actions }) {
    if (row.type === 'day') return separator('day-separator', day(row.at));
    if (row.type === 'unread') return separator('unread-divider', t('unreadDivider'));
    if (row.type === 'message') return messageElement(row, parley, actions);
    if (row.type === 'call') return callRow(row.message, { parley, user: row.user });
    const { me, people } = parley.state;
    const text = row.type === 'member' ? eventText(row.message, { people, me: me.user }) : t('unknownKind');
    return h(
        'li',
        { class: `system-line system-${row.type}`, 'data-seq': row.message.seq, 'data-testid': 'system-message' },
        h('span', {}, text),
    );
}

function separator(kind, text) {
    return h('li', { class: kind, 'data-testid': kind }, h('span', {}, text));
}

function messageElement(row, parley, actions) {
    const { message, mine, status, first, last, author, grouped } = row;
    const classes = ['message', mine ? 'mine' : 'theirs', first && 'first', last && 'last', grouped && 'in-group'];
    return h(
        'li',
        {
            class: classes.filter(Boolean).join(' '),
            'data-testid': 'message',
            'data-seq': message.seq,
            'data-cid': message.cid,
            'data-from': message.from,
            'data-state': status,
        },
        grouped &&
            !mine &&
            (last ? avatar(message.from, author, { size: 'small' }) : h('span', { class: 'avatar-gap' })),
        h(
            'div',
            { class: 'bubble-column' },
            h(
                'div',
                { class: 'bubble', title: full(message.at) },
                grouped && !mine && first
                    ? h('span', { class: `author ink-${hue(message.from)}` }, author)
                    : h('span', { class: 'sr-only' }, `${mine ? t('you') : author}: `),
                message.replyTo && quote(row, actions),
                h('div', { class: 'message-text', 'data-testid': 'message-text' }, textOf(row, parley)),
                meta(row, actions),
            ),
            status === 'failed' && failure(message, actions),
        ),
        message.seq && toolbar(row, actions),
    );
}

function textOf({ message }, parley) {
    const { people, me } = parley.state;
    return formatted(message.text, { mentions: message.mentions, name: user => nameOf(people, user), me: me.user });
}

function quote({ message, original, quoted }, actions) {
    return h(
        'button',
        {
            type: 'button',
            class: `quote ${original ? `edge-${hue(original.from)}` : ''}`,
            'data-testid': 'reply-quote',
            onclick: () => actions.jump(message.replyTo),
        },
        h('span', { class: 'quote-author' }, quoted || t('reply.original')),
        h('span', { class: 'quote-text' }, original?.text ? plain(original.text).slice(0, 160) : t('reply.show')),
    );
}

function meta({ message, status, grouped }, actions) {
    const stamp = h('time', { datetime: message.at }, time(message.at));
    if (!status) return h('span', { class: 'meta' }, stamp);
    const ticks = icon(TICKS[status], t(`state.${status}`));
    const clickable = grouped && message.seq;
    const tick = clickable
        ? h(
              'button',
              {
                  type: 'button',
                  class: `tick tick-${status}`,
                  title: t('readBy'),
                  'data-testid': 'message-info',
                  onclick: () => actions.info(message),
              },
              ticks,
          )
        : h('span', { class: `tick tick-${status}`, title: t(`state.${status}`) }, ticks);
    return h('span', { class: 'meta' }, stamp, tick);
}

function failure(message, actions) {
    const reason = t(`sendError.${message.error}`);
    return h(
        'div',
        { class: 'failure', role: 'alert' },
        h('span', {}, reason.startsWith('sendError.') ? message.detail || t('sendError.other') : reason),
        h(
            'button',
            { type: 'button', class: 'link-button', 'data-testid': 'retry', onclick: () => actions.retry(message.cid) },
            t('retry'),
        ),
        h(
            'button',
            { type: 'button', class: 'link-button', onclick: () => actions.discard(message.cid) },
            t('discard'),
        ),
    );
}

function toolbar({ message }, actions) {
    const button = (name, label, onclick, testid) =>
        h(
            'button',
            { type: 'button', class: 'tool', 'aria-label': label, title: label, 'data-testid': testid, onclick },
            icon(name),
        );
    return h(
        'div',
        { class: 'toolbar' },
        button('reply', t('reply'), () => actions.reply(message), 'reply'),
        button('copy', t('copy'), () => actions.copy(message), 'copy'),
    );
}
