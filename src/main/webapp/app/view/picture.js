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
        onchange: () => {
            const [file] = input.files;
            // The same one may be tried again.
            input.value = '';
            if (file) apply(file);
        },
    });
    const button = (name, label, onclick) =>
        h('button', { type: 'button', class: `link-button ${name}`, 'data-testid': name, onclick }, label);
    const choose = button('change-picture', t('picture.choose'), () => input.click());
    const remove = button('remove-picture', t('picture.remove'), async () => {
        await apply(null);
        choose.focus();
    });
    return h(
        'div',
        { class: 'picture-choice' },
        shown,
        h(
            'div',
            {},
            under,
            input,
            choose,
            ' ',
            remove,
        ),
    );
}
