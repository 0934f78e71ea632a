import { h } from '../dom.js';
import { t } from '../i18n.js';
import { emojiPicker, REACTIONS } from './emoji.js';
import { nameOf } from './rows.js';

/** The reactions below a message; a click adds or takes away the own one. */
export function chips(message, { people, me, react }) {
    return h(
        'div',
        { class: 'reactions', 'data-testid': 'reactions' },
        message.reactions.map(({ emoji, count, users }) => {
            const own = users.includes(me);
            const names = users.map(user => (user === me ? t('you') : nameOf(people, user))).join(t('listSeparator'));
            const rest = count - users.length;
            const who = rest > 0 ? t('reactedMore', names, rest) : names;
            return h(
                'button',
                {
                    type: 'button',
                    class: own ? 'reaction reaction-own' : 'reaction',
                    'data-testid': 'reaction',
                    'data-emoji': emoji,
                    'aria-pressed': String(own),
                    'aria-label': t('reactedWith', emoji, who),
                    title: who,
                    onclick: () => react(message, emoji),
                },
                h('span', {}, emoji),
                h('span', { class: 'reaction-count' }, String(count)),
            );
        }),
    );
}

/** What to react with, next to the button that asked for it. */
export function reactionPicker(parley, message, anchor) {
    const row = anchor.closest('.message');
    const button = () => row.querySelector('[data-testid="react"]');
    emojiPicker(REACTIONS, {
        anchor: button,
        label: t('react'),
        has: emoji => parley.reacts(message, emoji),
        place: element => {
            row.append(element);
            const pane = row.closest('.scroller').getBoundingClientRect();
            element.classList.toggle('below', row.getBoundingClientRect().top - pane.top < element.offsetHeight + 8);
        },
        chosen: emoji => parley.react(message, emoji),
        closed: () => button()?.focus({ preventScroll: true }),
    });
}
