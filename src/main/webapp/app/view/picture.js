import { h } from '../dom.js';
import { t } from '../i18n.js';

/**
 * A picture with the ways to choose another one and to have none. `draw` gives it as it is now; `change` hears the file, or
 * null.
 */
export function pictureChoice({ draw, change, under = null }) {
    const shown = h('span', {}, draw());
    const apply = async file => {
        await change(file);
        shown.replaceChildren(draw());
    };
    const input = h('input', {
        type: 'file',
        accept: 'image/png,image/jpeg,image/gif',
        class: 'sr-only',
        tabindex: -1,
        'aria-hidden': 'true',
        'data-testid': 'picture-input',
        onchange: () => input.files[0] && apply(input.files[0]),
    });
    const button = (label, onclick, testid) =>
        h('button', { type: 'button', class: 'link-button', 'data-testid': testid, onclick }, label);
    return h(
        'div',
        { class: 'picture-choice' },
        shown,
        h(
            'div',
            {},
            under,
            input,
            button(t('picture.choose'), () => input.click(), 'change-picture'),
            ' ',
            button(t('picture.remove'), () => apply(null), 'remove-picture'),
        ),
    );
}
