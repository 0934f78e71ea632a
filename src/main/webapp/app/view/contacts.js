import { h, renderKeyed } from '../dom.js';
import { t } from '../i18n.js';
import { avatar } from './avatar.js';
import { confirm, dialog, iconButton } from './dialog.js';

/** The left pane's list of contacts, of requests to answer and to wait for, and of who is blocked. */
export function contacts(parley) {
    const sections = {
        incoming: section('contacts.incoming'),
        known: section('contacts.known', t('contacts.none')),
        sent: section('contacts.sent'),
        blocked: section('contacts.blocked'),
    };
    const parts = Object.values(sections).flatMap(({ heading, list, note }) => [heading, list, note]);
    const body = h('div', { class: 'side-scroll', 'data-testid': 'contacts' }, parts);
    let drawn = null;

    function render(state) {
        if (state.contacts === drawn) return;
        drawn = state.contacts;
        const { requests, contacts: known, blocked } = drawn;
        const focused = body.contains(document.activeElement);
        show(sections.incoming, requests.filter(({ state: of }) => of === 'incoming'), incomingLine);
        show(sections.known, known, knownLine);
        show(sections.sent, requests.filter(({ state: of }) => of === 'requested'), sentLine);
        show(sections.blocked, blocked, blockedLine);
        // The last one of a section is gone.
        if (focused && !body.contains(document.activeElement)) sections.known.heading.focus();
    }

    /** With a text for when there is nobody in it, it is always shown. */
    function section(title, empty) {
        return {
            heading: h('h2', { class: 'side-section', tabindex: -1 }, t(title)),
            list: h('ul', { class: 'plain-list' }),
            note: empty && h('p', { class: 'people-note' }, empty),
        };
    }

    function show({ heading, list, note }, people, line) {
        heading.hidden = !people.length && !note;
        if (note) note.hidden = people.length > 0;
        const rows = people.map(person => ({ key: person.user, version: JSON.stringify(person), person }));
        renderKeyed(list, rows, ({ person }) => line(person));
    }

    function line(person, under, ...buttons) {
        return h(
            'li',
            { class: 'person-line', 'data-testid': 'contact', 'data-user': person.user, 'data-state': person.state },
            avatar(person.user, person.name),
            h(
                'button',
                { type: 'button', class: 'person-words person-open', onclick: () => parley.openPerson(person.user) },
                h('span', { class: 'person-name', dir: 'auto' }, person.name),
                h('span', { class: 'person-under', dir: 'auto' }, under),
            ),
            buttons,
        );
    }

    const take = task => () => parley.attempt(task);

    const incomingLine = person =>
        line(
            person,
            person.text || `@${person.user}`,
            iconButton('check', t('contacts.accept', person.name), take(() => parley.answerContact(person.user, 'accepted')), {
                'data-testid': 'contact-accept',
            }),
            iconButton('close', t('contacts.refuse', person.name), take(() => parley.answerContact(person.user, 'refused')), {
                'data-testid': 'contact-refuse',
            }),
            iconButton('block', t('contacts.block', person.name), () => block(parley, person), {
                'data-testid': 'contact-block',
            }),
        );

    const knownLine = person =>
        line(
            person,
            `@${person.user}`,
            iconButton('trash', t('contacts.remove', person.name), take(() => parley.removeContact(person.user)), {
                'data-testid': 'contact-remove',
            }),
        );

    const sentLine = person =>
        line(
            person,
            t('contacts.waiting'),
            iconButton('close', t('contacts.withdraw', person.name), take(() => parley.answerContact(person.user, 'withdrawn')), {
                'data-testid': 'contact-withdraw',
            }),
        );

    const blockedLine = person =>
        line(
            person,
            `@${person.user}`,
            h(
                'button',
                {
                    type: 'button',
                    class: 'link-button',
                    'data-testid': 'contact-unblock',
                    onclick: take(() => parley.blockPerson(person.user, false)),
                },
                t('contacts.unblock'),
            ),
        );

    return { element: body, render };
}

/** What two people are to each other, and what can be done about it: the buttons below a person's face. */
export function contactButtons(parley, person, contact) {
    const { user, name } = person;
    const button = (text, testid, onclick, kind = '') =>
        h('button', { type: 'button', class: `button ${kind}`, 'data-testid': testid, onclick }, text);
    if (contact === 'blocked')
        return [
            button(t('contacts.unblock'), 'unblock-person', () =>
                parley.attempt(() => parley.blockPerson(user, false)),
            ),
        ];
    const first = {
        none: () => button(t('contacts.add'), 'add-contact', () => ask(parley, person), 'button-primary'),
        requested: () =>
            button(t('contacts.withdrawShort'), 'withdraw-contact', () =>
                parley.attempt(() => parley.answerContact(user, 'withdrawn')),
            ),
        incoming: () =>
            button(
                t('contacts.accept', name),
                'accept-contact',
                () => parley.attempt(() => parley.answerContact(user, 'accepted')),
                'button-primary',
            ),
        contact: () =>
            button(t('contacts.removeShort'), 'remove-contact', () =>
                parley.attempt(() => parley.removeContact(user)),
            ),
    }[contact];
    return [first(), button(t('contacts.blockShort'), 'block-person', () => block(parley, person))];
}

function ask(parley, { user, name }) {
    const input = h('input', {
        class: 'input',
        maxlength: 200,
        autocomplete: 'off',
        placeholder: t('contacts.textHint'),
        'aria-label': t('contacts.textHint'),
        'data-testid': 'contact-text',
    });
    const submit = async event => {
        event.preventDefault();
        if (await parley.attempt(() => parley.requestContact(user, input.value.trim()))) element.close();
    };
    const send = h(
        'button',
        { type: 'submit', class: 'button button-primary', 'data-testid': 'contact-send' },
        t('contacts.ask'),
    );
    const element = dialog({
        title: t('contacts.askTitle', name),
        kind: 'dialog-small',
        body: h('form', { class: 'form', onsubmit: submit }, input, h('div', { class: 'form-actions' }, send)),
    });
    input.focus();
}

async function block(parley, { user, name }) {
    const sure = await confirm({
        title: t('contacts.block', name),
        text: t('contacts.blockText', name),
        yes: t('contacts.blockShort'),
        danger: true,
    });
    if (sure) await parley.attempt(() => parley.blockPerson(user, true));
}
