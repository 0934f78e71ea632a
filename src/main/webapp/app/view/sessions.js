import { h, renderKeyed } from '../dom.js';
import { brief, full } from '../format.js';
import { t } from '../i18n.js';
import { describe } from '../parley.js';
import { icon } from './icon.js';

/**
 * Where somebody is logged in, each with a button that ends it. `api` has list(), end(id) and endAll(); `endAllLabel`
 * says what the latter does.
 */
export function sessionList(api, endAllLabel) {
    const list = h('ul', { class: 'session-list', tabindex: -1 });
    const note = h('p', { class: 'form-note', role: 'status' });
    const all = h(
        'button',
        { type: 'button', class: 'button', hidden: true, 'data-testid': 'end-all-sessions' },
        endAllLabel,
    );
    all.addEventListener('click', () => run(() => api.endAll()));
    const element = h('div', { class: 'sessions' }, list, h('div', { class: 'form-actions' }, note, all));
    run(() => {});
    return element;

    async function run(task) {
        note.className = 'form-note';
        note.textContent = '';
        const focused = element.contains(document.activeElement);
        all.disabled = true;
        try {
            await task();
            draw(await api.list());
        } catch (error) {
            note.className = 'form-note form-error';
            note.textContent = describe(error);
        }
        all.disabled = false;
        // The button that was pressed is gone, or was out of use for a while.
        if (focused && document.activeElement === document.body) (all.hidden ? list : all).focus();
    }

    function draw(sessions) {
        const newestFirst = [...sessions].sort(
            (a, b) => b.current - a.current || new Date(b.lastUsed) - new Date(a.lastUsed),
        );
        const rows = newestFirst.map(session => ({ key: session.id, version: JSON.stringify(session), session }));
        renderKeyed(list, rows, ({ session }) => row(session));
        all.hidden = !sessions.some(session => !session.current);
    }

    function row(session) {
        const name = deviceName(session);
        return h(
            'li',
            { class: 'session-row', 'data-testid': 'session', 'data-current': session.current ? 'yes' : 'no' },
            h(
                'div',
                { class: 'session-what' },
                h('strong', {}, name),
                h('span', { class: 'muted', title: full(session.created) }, when(session)),
            ),
            !session.current &&
                h(
                    'button',
                    {
                        type: 'button',
                        class: 'icon-button',
                        'aria-label': t('sessions.end', name),
                        title: t('sessions.end', name),
                        'data-testid': 'end-session',
                        onclick: () => run(() => api.end(session.id)),
                    },
                    icon('leave'),
                ),
        );
    }
}

function deviceName({ client, system }) {
    if (!client) return t('sessions.unknown');
    return system ? t('sessions.device', client, system) : client;
}

function when({ current, lastUsed, created }) {
    return current ? t('sessions.current', brief(created)) : t('sessions.used', brief(lastUsed), brief(created));
}
