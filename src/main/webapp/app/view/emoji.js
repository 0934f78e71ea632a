import { h } from '../dom.js';

/** What people react with, most used first. */
export const REACTIONS = ['👍', '❤️', '😂', '🎉', '😮', '😢', '🙏', '👀', '✅', '❌', '🔥', '👏', '💯', '🤔', '😊', '😍', '🚀', '☕'];

/** What people write; keyboards and operating systems have the rest. */
export const EMOJI = [
    ...REACTIONS,
    ...['😀', '😄', '😅', '🤣', '🙂', '🙃', '😉', '😘', '😎', '🤩', '🥳', '😇', '😋', '🤗', '🤫', '😐', '😏', '🙄'],
    ...['😴', '🤒', '😬', '😳', '😭', '😱', '😡', '🤯', '🤷', '🤦', '👋', '👌', '🤞', '💪', '👎', '✌️', '🤝', '💡'],
    ...['⏰', '📅', '📎', '📌', '⚠️', '❓', '❗', '✨', '⭐', '🏆', '🎂', '🍕'],
];

const COLUMNS = 6;

/** The picker that is there, and how to find the button that asked for it. */
let open = null;

/**
 * A small choice of emoji. Arrow keys move about; Escape, a click or the focus elsewhere, and the button that asked for it
 * close it.
 *
 * @param anchor gives the button that asks for it, which may be built anew meanwhile
 * @param label what it is for
 * @param has whether an emoji is there already; none where that says nothing
 * @param place puts it somewhere on the page
 * @param chosen hears the emoji that was taken, when it has closed
 * @param closed hears that it has closed, and the focus has to go somewhere
 */
export function emojiPicker(choice, { anchor, label, has, place, chosen, closed }) {
    const again = open?.anchor() === anchor();
    open?.close();
    if (again) return;
    const element = h(
        'div',
        {
            class: 'emoji-picker',
            role: 'menu',
            // The arrows lead about, and Tab leads out; without this it would lead to what scrolls.
            tabindex: -1,
            'aria-label': label,
            'data-testid': 'emoji-picker',
            onkeydown,
            onfocusout,
        },
        choice.map(emoji =>
            h(
                'button',
                {
                    type: 'button',
                    role: has ? 'menuitemcheckbox' : 'menuitem',
                    'aria-checked': has && String(has(emoji)),
                    tabindex: -1,
                    class: has?.(emoji) ? 'emoji emoji-own' : 'emoji',
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

    function vanish() {
        open = null;
        element.remove();
        removeEventListener('pointerdown', outside, true);
    }

    function close() {
        vanish();
        closed();
    }

    function isElsewhere(target) {
        return !element.contains(target) && !anchor()?.contains(target);
    }

    function outside({ target }) {
        if (isElsewhere(target)) close();
    }

    /** Not when it is taken out and put back, with its row: then nothing else has the focus. */
    function onfocusout({ relatedTarget }) {
        if (relatedTarget && isElsewhere(relatedTarget)) vanish();
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
