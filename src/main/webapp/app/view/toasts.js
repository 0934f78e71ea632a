import { h, renderKeyed } from '../dom.js';
import { t } from '../i18n.js';
import { iconButton } from './dialog.js';
import { onDialogs, topDialog } from './top.js';

/** Short notes over everything else, which are shown in `root`, or in a dialog while one is open. */
export function toasts(parley, root) {
    const element = h('div', { class: 'toasts', role: 'status', 'aria-live': 'polite', 'data-testid': 'toasts' });

    function toast({ id, text, kind }) {
        return h(
            'div',
            { class: `toast toast-${kind}`, 'data-testid': 'toast' },
            h('span', {}, text),
            iconButton('close', t('close'), () => parley.closeToast(id)),
        );
    }

    /** A dialog takes it in as soon as it opens, so that what comes then is a change, which screen readers tell. */
    function place() {
        const home = topDialog() ?? root;
        if (element.parentElement !== home) home.append(element);
    }

    onDialogs(place);

    return {
        render(state) {
            place();
            renderKeyed(
                element,
                state.toasts.map(one => ({ ...one, key: one.id, version: one.text })),
                toast,
            );
        },
    };
}
