import { h, renderKeyed } from '../dom.js';
import { t } from '../i18n.js';
import { iconButton } from './dialog.js';

export function toasts(parley) {
    const element = h('div', { class: 'toasts', role: 'status', 'aria-live': 'polite', 'data-testid': 'toasts' });

    function toast({ id, text, kind }) {
        return h(
            'div',
            { class: `toast toast-${kind}`, 'data-testid': 'toast' },
            h('span', {}, text),
            iconButton('close', t('close'), () => parley.closeToast(id)),
        );
    }

    return {
        element,
        render(state) {
            renderKeyed(
                element,
                state.toasts.map(one => ({ ...one, key: one.id, version: one.text })),
                toast,
            );
        },
    };
}
