import { h } from '../dom.js';

/** What people react with, most used first. */
export const REACTIONS = [
    ...['👍', '❤️', '😂', '🎉', '😮', '😢', '🙏', '👀', '✅', '❌', '🔥', '👏', '💯', '🤔', '😊', '😍', '🚀', '☕'],
];

/** What people write besides; keyboards and operating systems have the rest. */
export const EMOJI = [
    ...REACTIONS,
    ...['😀', '😄', '😅', '🤣', '🙂', '🙃', '😉', '😘', '😎', '🤩', '🥳', '😇', '😋', '🤗', '🤫', '😐', '😏', '🙄'],
    ...['😴', '🤒', '😬', '😳', '😭', '😱', '😡', '🤯', '🤷', '🤦', '👋', '👌', '🤞', '💪', '👎', '✌️', '🤝', '💡'],
    ...['⏰', '📅', '📎', '📌', '⚠️', '❓', '❗', '✨', '⭐', '🏆', '🎂', '🍕'],
];

const COLUMNS = 6;

/** The picker that is there, and the button that asked for it. */
let open = null;

/**
 * A small choice of emoji. Arrow keys move about; Escape, a click elsewhere and the button that asked for it close it.
 *
 * @param anchor the button that asks for it
 * @param label what it is for
 * @param has whether an emoji is there already
 * @param place puts it somewhere on the page
 * @param chosen hears the emoji that was taken, when it has closed
 * @param closed hears that it has closed
 */
export function emojiPicker(choice, { anchor, label, has = () => false, place, chosen, closed }) {
    const again = open?.anchor === anchor;
    open?.close();
    if (again) return;
    const element = h(
        'div',
        { class: 'emoji-picker', role: 'menu', 'aria-label': label, 'data-testid': 'emoji-picker', onkeydown },
        choice.map(emoji =>
            h(
                'button',
                {
                    type: 'button',
                    role: 'menuitem',
                    class: has(emoji) ? 'emoji emoji-own' : 'emoji',
                    'data-emoji': emoji,
                    onclick: () => {
                        close();
                        chosen(emoji);
                    },
                },
                emoji,
            ),
        ),
    );

    function close() {
        open = null;
        element.remove();
        removeEventListener('pointerdown', outside, true);
        closed();
    }

    function outside({ target }) {
        if (!element.contains(target) && !anchor.contains(target)) close();
    }

    function onkeydown(event) {
        const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS }[event.key];
        if (event.key === 'Escape') close();
        else if (step) element.children[[...element.children].indexOf(document.activeElement) + step]?.focus();
        else return;
        event.preventDefault();
        event.stopPropagation();
    }

    open = { anchor, close };
    addEventListener('pointerdown', outside, true);
    place(element);
    element.firstChild.focus({ preventScroll: true });
}
