import { h } from '../../dom.js';
import { t } from '../../i18n.js';
import { dialog } from '../dialog.js';
import { audit } from './audit.js';
import { groups } from './groups.js';
import { system } from './system.js';
import { users } from './users.js';

const FACES = { users, groups, audit, system };

/** What administrators see and do, one tab for each concern. */
export function openAdministration(parley) {
    const panel = h('div', { role: 'tabpanel', id: 'admin-panel' });
    const tabs = Object.keys(FACES).map(name =>
        h(
            'button',
            {
                type: 'button',
                class: 'admin-tab',
                role: 'tab',
                'aria-controls': 'admin-panel',
                'data-testid': `admin-${name}`,
                'data-name': name,
                onclick: () => show(name),
            },
            t(`admin.${name}`),
        ),
    );
    const element = dialog({
        title: t('admin'),
        kind: 'dialog-admin',
        body: [h('div', { class: 'admin-tabs', role: 'tablist' }, tabs), panel],
    });
    element.dataset.testid = 'admin-dialog';
    show('users');

    function show(name) {
        tabs.forEach(tab => tab.setAttribute('aria-selected', String(tab.dataset.name === name)));
        panel.replaceChildren(FACES[name](parley));
    }
}
