import { h } from '../../dom.js';
import { full } from '../../format.js';
import { t } from '../../i18n.js';
import { describe } from '../../parley.js';
import { confirm } from '../dialog.js';
import { action } from './users.js';

/** Version, mode, health and nodes, and the key that signs tokens. */
export function system(parley) {
    const { admin } = parley.api;
    const note = h('p', { class: 'form-note', role: 'status', 'data-testid': 'admin-key' });
    const element = h('div', { class: 'admin-face', 'data-testid': 'admin-system-face' });
    load();
    return element;

    async function load() {
        try {
            draw(await admin.system());
        } catch (error) {
            element.replaceChildren(h('p', { class: 'form-error' }, describe(error)));
        }
    }

    function draw({ version, mode, ready, checks, nodes }) {
        element.replaceChildren(
            h(
                'dl',
                { class: 'admin-facts' },
                fact('admin.version', version),
                fact('admin.mode', mode),
                fact('admin.health', t(ready ? 'admin.up' : 'admin.down')),
                checks.map(({ name, up }) => fact(name, t(up ? 'admin.up' : 'admin.down'))),
            ),
            h('h3', {}, t('admin.nodes')),
            h('ul', { class: 'admin-list' }, nodes.map(node)),
            h(
                'div',
                { class: 'form-actions' },
                note,
                action('admin.refresh', 'admin-refresh', load),
                action('admin.rotate', 'admin-rotate', rotate),
            ),
        );
    }

    async function rotate() {
        const sure = await confirm({ title: t('admin.rotate'), text: t('admin.rotateText'), yes: t('admin.rotate') });
        if (!sure) return;
        try {
            const { key } = await admin.rotateKey();
            note.className = 'form-note';
            note.textContent = t('admin.rotated', key);
        } catch (error) {
            note.className = 'form-note form-error';
            note.textContent = describe(error);
        }
    }
}

function fact(label, value) {
    return h('div', { class: 'admin-fact' }, h('dt', { class: 'muted' }, t(label)), h('dd', {}, value));
}

function node({ name, version, mode, connections, users, started }) {
    return h(
        'li',
        { class: 'admin-row', 'data-testid': 'admin-node' },
        h(
            'div',
            { class: 'admin-what' },
            h('strong', {}, name),
            h('span', { class: 'muted' }, [version, mode, t('admin.since', full(started))].join(' · ')),
        ),
        h('span', {}, t('admin.load', connections, users)),
    );
}
