import { h } from '../dom.js';
import { t } from '../i18n.js';
import { isQuiet } from '../state/summary.js';
import { guardDrops } from './attachments.js';
import { auth } from './auth.js';
import { logo } from './logo.js';
import { heldWhilePressed } from './press.js';
import { toasts } from './toasts.js';
import { workspace } from './workspace.js';

const FACES = { starting: splash, unreachable, out: auth, in: workspace };

/** Shows the state: the right face for the phase, the language, the theme, the unread total in the title. */
export function shell(parley, root) {
    const messages = toasts(parley, root);
    let shown = {};

    function render(state) {
        if (shown.phase !== state.phase || shown.language !== state.language) {
            shown.face?.stop?.();
            document.querySelectorAll('dialog').forEach(dialog => shown.phase !== state.phase && dialog.close());
            shown = { phase: state.phase, language: state.language, face: FACES[state.phase](parley) };
            root.replaceChildren(shown.face.element);
        }
        document.documentElement.dataset.theme = state.theme;
        shown.face.render?.(state);
        messages.render(state);
        title(state);
    }

    guardDrops(window);
    parley.store.subscribe(heldWhilePressed(render));
    render(parley.state);
}

function title({ conversations }) {
    const pressing = summary => (isQuiet(summary) ? (summary.mentions ?? 0) : summary.unread);
    const unread = Object.values(conversations).reduce((sum, summary) => sum + pressing(summary), 0);
    const text = unread ? `(${unread}) Parley` : 'Parley';
    if (document.title !== text) document.title = text;
}

function splash() {
    return {
        element: h('div', { class: 'splash', role: 'status' }, logo(), h('span', { class: 'sr-only' }, t('loading'))),
    };
}

function unreachable(parley) {
    return {
        element: h(
            'main',
            { class: 'splash' },
            logo(),
            h('h1', {}, t('unreachable.title')),
            h('p', {}, t('error.unreachable')),
            h(
                'button',
                { type: 'button', class: 'button button-primary', onclick: () => parley.connect() },
                t('retry'),
            ),
        ),
    };
}
