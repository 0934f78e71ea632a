import { h } from '../dom.js';
import { t } from '../i18n.js';
import { icon } from './icon.js';

let titles = 0;

/** A modal dialog that is removed when it closes. `closed` hears the dialog's return value. */
export function dialog({ title, body, footer, kind = '', closed }) {
    const id = `dialog-title-${++titles}`;
    const element = h(
        'dialog',
        { class: `dialog ${kind}`, 'aria-labelledby': id },
        h(
            'header',
            { class: 'dialog-header' },
            h('h2', { id }, title),
            iconButton('close', t('close'), () => element.close()),
        ),
        h('div', { class: 'dialog-body' }, body),
        footer && h('footer', { class: 'dialog-footer' }, footer),
    );
    element.addEventListener('close', () => {
        element.remove();
        closed?.(element.returnValue);
    });
    element.addEventListener('mousedown', event => event.target === element && element.close());
    document.body.append(element);
    element.showModal();
    return element;
}

/** Asks a question with two answers; true for the confirming one. */
export function confirm({ title, text, yes, danger = false }) {
    return new Promise(resolve => {
        const element = dialog({
            title,
            kind: 'dialog-small',
            body: h('p', {}, text),
            footer: [
                h('button', { type: 'button', class: 'button', onclick: () => element.close() }, t('cancel')),
                h(
                    'button',
                    {
                        type: 'button',
                        class: `button ${danger ? 'button-danger' : 'button-primary'}`,
                        'data-testid': 'confirm',
                        onclick: () => element.close('yes'),
                    },
                    yes,
                ),
            ],
            closed: value => resolve(value === 'yes'),
        });
    });
}

/** Asks for one line of text; null if there is none. */
export function ask({ title, text, label, yes }) {
    return new Promise(resolve => {
        const input = h('input', { class: 'input', 'data-testid': 'answer', required: true, autocomplete: 'off' });
        const element = dialog({
            title,
            kind: 'dialog-small',
            body: h(
                'form',
                {
                    class: 'form',
                    onsubmit: event => {
                        event.preventDefault();
                        element.close('yes');
                    },
                },
                h('p', {}, text),
                h('label', { class: 'field' }, h('span', {}, label), input),
                h('button', { class: 'button button-primary', 'data-testid': 'confirm' }, yes),
            ),
            closed: value => resolve((value === 'yes' && input.value.trim()) || null),
        });
    });
}

export function iconButton(name, label, onclick, properties = {}) {
    return h(
        'button',
        { type: 'button', class: 'icon-button', 'aria-label': label, title: label, onclick, ...properties },
        icon(name),
    );
}
