import { h } from '../../dom.js';
import { t } from '../../i18n.js';
import { describe } from '../../parley.js';
import { passwordHash } from '../../route.js';
import { newPersonFields } from '../auth.js';
import { dialog } from '../dialog.js';

/** Asks whom an account is for, and has it made: `create(user, name)`, then `created(account)`. */
export function newAccount(create, created) {
    const error = h('p', { class: 'form-error', role: 'alert', 'data-testid': 'admin-new-user-error' });
    const button = h('button', { type: 'submit', class: 'button button-primary' }, t('admin.createUser'));
    const form = h(
        'form',
        { class: 'form', 'data-testid': 'admin-new-user-form', onsubmit },
        newPersonFields(),
        error,
        h('div', { class: 'form-actions' }, button),
    );
    const element = dialog({ title: t('admin.newUser'), kind: 'dialog-small', body: form });
    form.querySelector('input').focus();

    async function onsubmit(event) {
        event.preventDefault();
        const { user, name } = Object.fromEntries(new FormData(form));
        error.textContent = '';
        button.disabled = true;
        try {
            const account = await create(user.trim().toLowerCase(), name.trim());
            element.close();
            created(account);
        } catch (failure) {
            error.textContent = explain(failure);
            button.disabled = false;
        }
    }
}

function explain(error) {
    if (error.status === 409) return t('auth.taken');
    if (error.status === 400) return t('admin.badUser');
    return describe(error);
}

/** Shows the link by which somebody sets a password, so that it can be sent to them. */
export function passwordLink({ user, name }, secret) {
    const link = new URL(passwordHash(user, secret), document.baseURI).href;
    const input = h('input', {
        class: 'input',
        value: link,
        readonly: true,
        'aria-label': t('admin.passwordLink'),
        'data-testid': 'admin-link',
        onfocus: event => event.target.select(),
    });
    const note = h('p', { class: 'form-note', role: 'status' });
    const copy = h(
        'button',
        { type: 'button', class: 'button button-primary', 'data-testid': 'admin-link-copy', onclick },
        t('admin.linkCopy'),
    );
    dialog({
        title: t('admin.linkTitle', name || user),
        kind: 'dialog-small',
        body: h('div', { class: 'form' }, h('p', {}, t('admin.linkText', name || user)), input, note),
        footer: copy,
    });
    input.focus();

    async function onclick() {
        try {
            await navigator.clipboard.writeText(link);
            note.textContent = t('admin.linkCopied');
        } catch {
            note.textContent = t('copyFailed');
            input.focus();
        }
    }
}
