import { h } from '../../dom.js';
import { full } from '../../format.js';
import { t } from '../../i18n.js';
import { describe } from '../../parley.js';
import { paged } from './paged.js';

/** The audit trail, and whether it is intact. */
export function audit(parley) {
    const { admin } = parley.api;
    const list = paged({
        load: cursor => admin.audit(cursor).then(page => ({ items: page.entries, next: page.next })),
        row,
        none: t('admin.auditNone'),
        testid: 'admin-audit-list',
    });
    const verdict = h('p', { class: 'form-note', role: 'status', 'data-testid': 'admin-verdict' });
    const button = h(
        'button',
        { type: 'button', class: 'button', 'data-testid': 'admin-verify', onclick: verify },
        t('admin.verify'),
    );
    list.begin();
    return h('div', { class: 'admin-face' }, h('div', { class: 'form-actions' }, verdict, button), list.element);

    async function verify() {
        button.disabled = true;
        try {
            const { intact, entries, hash, fault } = await admin.verifyAudit();
            verdict.className = intact ? 'form-note' : 'form-note form-error';
            verdict.textContent = intact ? t('admin.intact', entries, hash) : t('admin.broken', entries, fault);
        } catch (error) {
            verdict.className = 'form-note form-error';
            verdict.textContent = describe(error);
        }
        button.disabled = false;
    }
}

function row({ seq, at, actor, action, target, details, address }) {
    return h(
        'li',
        { class: 'admin-row admin-entry', 'data-testid': 'admin-entry', 'data-action': action },
        h('span', { class: 'muted' }, `${seq}`),
        h(
            'div',
            { class: 'admin-what' },
            h('strong', {}, `${actor || t('admin.server')} · ${action}`),
            h('span', {}, [target, details].filter(Boolean).join(' · ')),
        ),
        h('span', { class: 'muted admin-when' }, [full(at), address].filter(Boolean).join(' · ')),
    );
}
