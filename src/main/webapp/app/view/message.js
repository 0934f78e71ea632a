import { h } from '../dom.js';
import { day, full, time } from '../format.js';
import { because, t } from '../i18n.js';
import { avatar, hue } from './avatar.js';
import { callRow } from './call.js';
import { icon } from './icon.js';
import { kindOf, previewText } from './kinds.js';
import { chips } from './reactions.js';

const TICKS = { sending: 'clock', sent: 'check', delivered: 'checks', read: 'checks', failed: 'alert' };

/**
 * The element for one row of the message pane. `actions`: reply, pick (a reaction), react, copy, edit, recall, jump, info,
 * retry, discard.
 */
export function rowElement(row, { parley, actions }) {
    if (row.type === 'day') return separator('day-separator', day(row.at));
    if (row.type === 'unread') return separator('unread-divider', t('unreadDivider'));
    if (row.type === 'message') return messageElement(row, parley, actions);
    if (row.type === 'call') return callRow(row.message, { parley, user: row.user });
    const { me, people } = parley.state;
    const text = kindOf(row.message).line(row.message, { people, me: me.user });
    return h(
        'li',
        { class: `system-line system-${row.type}`, 'data-seq': row.message.seq, 'data-testid': 'system-message' },
        h('span', { dir: 'auto' }, text),
    );
}

function separator(kind, text) {
    return h('li', { class: kind, 'data-testid': kind }, h('span', {}, text));
}

function messageElement(row, parley, actions) {
    const { message, mine, status, first, last, author, grouped } = row;
    const classes = ['message', mine ? 'mine' : 'theirs', first && 'first', last && 'last', grouped && 'in-group'];
    const context = { parley, people: parley.state.people, me: parley.state.me.user };
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
                    ? h('span', { class: `author ink-${hue(message.from)}`, dir: 'auto' }, author)
                    : h('span', { class: 'sr-only' }, `${mine ? t('you') : author}: `),
                message.replyTo && quote(row, actions, context),
                body(message, context),
                meta(row, actions),
            ),
            message.reactions?.length > 0 && chips(message, { ...context, react: actions.react }),
            status === 'failed' && failure(message, actions),
        ),
        message.seq && !message.recalled && toolbar(row, parley, actions),
    );
}

/** What is no text has a place of its own. */
function body(message, context) {
    const kind = kindOf(message);
    const content = kind.body(message, context);
    return kind.media ? content : h('div', { class: 'message-text', 'data-testid': 'message-text' }, content);
}

function quote({ message, original, quoted }, actions, context) {
    return h(
        'button',
        {
            type: 'button',
            class: `quote ${original ? `edge-${hue(original.from)}` : ''}`,
            'data-testid': 'reply-quote',
            onclick: () => actions.jump(message.replyTo),
        },
        h('span', { class: 'quote-author', dir: 'auto' }, quoted || t('reply.original')),
        h(
            'span',
            { class: 'quote-text', dir: 'auto' },
            original ? previewText(original, context).slice(0, 160) : t('reply.show'),
        ),
    );
}

function meta({ message, mine, status, grouped }, actions) {
    const stamp = [
        message.edited && h('span', { class: 'edited', title: full(message.edited), 'data-testid': 'edited' }, t('edited')),
        h('time', { datetime: message.at }, time(message.at)),
    ];
    if (!status || message.recalled) return h('span', { class: 'meta' }, stamp);
    const ticks = icon(TICKS[status], t(`state.${status}`));
    const clickable = grouped && mine && message.seq;
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
    const reason = because('sendError', 'sendError.other', { code: message.error, detail: message.detail });
    return h(
        'div',
        { class: 'failure', role: 'alert' },
        h('span', {}, reason),
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

function toolbar({ message }, parley, actions) {
    const button = (name, label, onclick, testid, more = {}) =>
        h(
            'button',
            { type: 'button', class: 'tool', 'aria-label': label, title: label, 'data-testid': testid, onclick, ...more },
            icon(name),
        );
    return h(
        'div',
        { class: 'toolbar' },
        button('reply', t('reply'), () => actions.reply(message), 'reply'),
        button('smile', t('react'), event => actions.pick(message, event.currentTarget), 'react', {
            'aria-haspopup': 'menu',
        }),
        typeof message.text === 'string' && button('copy', t('copy'), () => actions.copy(message), 'copy'),
        parley.mayEdit(message) && button('edit', t('edit'), () => actions.edit(message), 'edit'),
        parley.mayRecall(message) && button('trash', t('recall'), () => actions.recall(message), 'recall'),
    );
}
