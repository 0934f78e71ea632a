import { h } from '../dom.js';
import { t } from '../i18n.js';
import { nameOf } from './rows.js';

const CHOICE = ['👍', '❤️', '😂', '🎉', '😮', '😢', '🙏', '👀', '✅', '❌', '🔥', '👏', '💯', '🤔', '😊', '😍', '🚀', '☕'];
const COLUMNS = 6;

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
                    onclick: () => react(message, emoji, !own),
                },
                h('span', { class: 'reaction-emoji' }, emoji),
                h('span', { class: 'reaction-count' }, String(count)),
            );
        }),
    );
}

/** A small choice of emoji next to the button that asked for it. Arrow keys move about, Escape closes it. */
export function emojiPicker(message, { me, react, anchor }) {
    document.querySelector('.emoji-picker')?.remove();
    const has = emoji => message.reactions?.some(reaction => reaction.emoji === emoji && reaction.users.includes(me));
    const element = h(
        'div',
        { class: 'emoji-picker', role: 'menu', 'aria-label': t('react'), 'data-testid': 'emoji-picker', onkeydown },
        CHOICE.map(emoji =>
            h(
                'button',
                {
                    type: 'button',
                    role: 'menuitem',
                    class: has(emoji) ? 'emoji emoji-own' : 'emoji',
                    'data-emoji': emoji,
                    onclick: () => {
                        close();
                        react(message, emoji, !has(emoji));
                    },
                },
                emoji,
            ),
        ),
    );

    function close() {
        element.remove();
        removeEventListener('pointerdown', outside, true);
        // The button that was pressed may have been built anew.
        row.querySelector('[data-testid="react"]')?.focus({ preventScroll: true });
    }

    function outside(event) {
        if (!element.contains(event.target)) close();
    }

    function onkeydown(event) {
        const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS }[event.key];
        if (event.key === 'Escape') close();
        else if (step) element.children[[...element.children].indexOf(document.activeElement) + step]?.focus();
        else return;
        event.preventDefault();
        event.stopPropagation();
    }

    const row = anchor.closest('.message');
    row.append(element);
    const pane = row.closest('.scroller').getBoundingClientRect();
    element.classList.toggle('below', row.getBoundingClientRect().top - pane.top < element.offsetHeight + 8);
    element.firstChild.focus({ preventScroll: true });
    addEventListener('pointerdown', outside, true);
}
