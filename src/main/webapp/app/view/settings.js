import { h } from '../dom.js';
import { t } from '../i18n.js';
import { describe } from '../parley.js';
import { languages } from '../preferences.js';
import { openAdministration } from './admin/admin.js';
import { field } from './auth.js';
import { avatar } from './avatar.js';
import { confirm, dialog } from './dialog.js';
import { icon } from './icon.js';
import { pictureChoice } from './picture.js';
import { sessionList } from './sessions.js';

const AUDIENCES = ['everybody', 'contacts', 'nobody'];
const THEMES = ['system', 'light', 'dark'];
const LEVELS = ['all', 'mentions', 'none'];

/** Profile, looks, notifications, password, log out. */
export function openSettings(parley) {
    const { me } = parley.state;
    const element = dialog({
        title: t('settings'),
        kind: 'dialog-settings',
        body: [
            profile(parley),
            looks(parley, again),
            notices(parley),
            privacy(parley),
            parley.hasPassword && password(parley),
            sessions(parley),
            me?.roles.includes('admin') && administration(parley, () => element.close()),
            leaving(parley, () => element.close()),
        ],
    });
    element.dataset.testid = 'settings-dialog';

    function again() {
        element.close();
        openSettings(parley);
    }
}

function profile(parley) {
    const { me } = parley.state;
    let saved = { name: me.name, status: me.status ?? '', email: me.email ?? '' };
    return form(
        'profile-form',
        ownPicture(parley),
        [
            field('name', t('auth.name'), { value: me.name, maxlength: 100, autocomplete: 'name' }),
            field('status', t('settings.status'), {
                value: me.status ?? '',
                maxlength: 140,
                required: false,
                autocomplete: 'off',
                placeholder: t('settings.statusHint'),
            }),
            // Browsers take fewer addresses for valid than the server does, which has some from the provider.
            field('email', t('settings.email'), {
                value: me.email ?? '',
                inputmode: 'email',
                maxlength: 254,
                required: false,
                autocomplete: 'email',
                hint: t('settings.emailHint'),
            }),
        ],
        t('save'),
        async ({ name, status, email }) => {
            const written = { name: name.trim(), status: status.trim(), email: email.trim() };
            // What nobody touched here may have been changed elsewhere.
            const changes = Object.entries(written).filter(([field, value]) => value !== saved[field]);
            await parley.saveProfile(Object.fromEntries(changes));
            saved = written;
            return t('settings.saved');
        },
        error => (error.code === 'malformed' ? t('settings.badProfile') : describe(error)),
    );
}

function ownPicture(parley) {
    const { me } = parley.state;
    return pictureChoice({
        draw: () => avatar(me.user, me.name, { size: 'huge' }),
        change: file => parley.attempt(() => parley.changePicture(file)),
        under: h('p', { class: 'muted' }, `@${me.user}`),
    });
}

function looks(parley, again) {
    const { theme, language } = parley.state;
    return h(
        'section',
        { class: 'settings-section' },
        h('h3', {}, t('settings.looks')),
        segmented(
            'theme',
            t('settings.theme'),
            THEMES.map(value => [value, t(`theme.${value}`)]),
            theme,
            value => parley.setPreferences({ theme: value }),
        ),
        segmented('language', t('settings.language'), Object.entries(languages), language, value => {
            parley.setPreferences({ language: value });
            again();
        }),
    );
}

function privacy(parley) {
    return h(
        'section',
        { class: 'settings-section' },
        h('h3', {}, t('settings.privacy')),
        segmented(
            'presence',
            t('settings.presence'),
            AUDIENCES.map(value => [value, t(`presence.${value}`)]),
            parley.state.presence,
            value => parley.setPreferences({ presence: value }),
        ),
        h('p', { class: 'form-note' }, t('settings.presenceNote')),
    );
}

function notices(parley) {
    const note = h('p', { class: 'form-note', role: 'status', 'data-testid': 'push-state' });
    const button = h('button', { type: 'button', class: 'button', hidden: true, 'data-testid': 'push-toggle', onclick });
    let state = null;

    function show(next) {
        state = next;
        note.className = 'form-note';
        note.textContent = t(`push.${state}`);
        button.hidden = !['on', 'page', 'off'].includes(state);
        button.textContent = t(state === 'off' ? 'push.enable' : 'push.disable');
    }

    async function onclick() {
        button.disabled = true;
        try {
            show(await (state === 'off' ? parley.push.enable() : parley.push.disable()));
        } catch (error) {
            note.className = 'form-note form-error';
            note.textContent = 'status' in error ? describe(error) : t('push.failed');
        }
        button.disabled = false;
    }

    parley.push.state().then(show, () => show('unsupported'));
    return h(
        'section',
        { class: 'settings-section', 'data-testid': 'notices' },
        h('h3', {}, t('push.title')),
        segmented(
            'notifications',
            t('notifications'),
            LEVELS.map(value => [value, t(`notifications.${value}`)]),
            parley.state.notifications,
            value => parley.setPreferences({ notifications: value }),
        ),
        yesOrNo(parley, 'notificationText'),
        yesOrNo(parley, 'sound'),
        h('div', { class: 'form-actions' }, note, button),
    );
}

function yesOrNo(parley, name) {
    const choices = ['true', 'false'].map(value => [value, t(`${name}.${value}`)]);
    return segmented(name, t(name), choices, String(parley.state[name]), value =>
        parley.setPreferences({ [name]: value === 'true' }),
    );
}

function segmented(name, label, choices, current, chosen) {
    return h(
        'fieldset',
        { class: 'segmented' },
        h('legend', {}, label),
        h(
            'div',
            { class: 'segments' },
            choices.map(([value, text]) =>
                h(
                    'label',
                    { class: 'segment' },
                    h('input', {
                        type: 'radio',
                        name,
                        value,
                        checked: value === current,
                        'data-testid': `${name}-${value}`,
                        onchange: () => chosen(value),
                    }),
                    h('span', {}, text),
                ),
            ),
        ),
    );
}

function password(parley) {
    return form(
        'password-form',
        h('h3', {}, t('settings.password')),
        [
            field('current', t('settings.current'), { type: 'password', autocomplete: 'current-password' }),
            field('password', t('settings.new'), {
                type: 'password',
                autocomplete: 'new-password',
                minlength: 8,
                maxlength: 128,
                hint: t('auth.passwordHint'),
            }),
        ],
        t('settings.change'),
        async ({ current, password: next }) => {
            await parley.api.changePassword(current, next);
            return t('settings.changed');
        },
        error => {
            if (error.code === 'malformed') return t('auth.badPassword');
            return error.code === 'forbidden' ? t('settings.wrong') : describe(error);
        },
    );
}

function sessions({ api }) {
    return h(
        'section',
        { class: 'settings-section', 'data-testid': 'sessions' },
        h('h3', {}, t('sessions')),
        sessionList(
            { list: api.sessions, end: api.endSession, endAll: api.endOtherSessions },
            t('sessions.endOthers'),
        ),
    );
}

function administration(parley, close) {
    const onclick = () => {
        close();
        openAdministration(parley);
    };
    return h(
        'section',
        { class: 'settings-section' },
        h(
            'button',
            { type: 'button', class: 'button', 'data-testid': 'administration', onclick },
            icon('shield'),
            t('admin'),
        ),
    );
}

function form(testid, head, fields, label, submit, explain = describe) {
    const note = h('p', { class: 'form-note', role: 'status' });
    const button = h('button', { type: 'submit', class: 'button' }, label);
    const onsubmit = async event => {
        event.preventDefault();
        const element = event.target;
        button.disabled = true;
        note.className = 'form-note';
        note.textContent = '';
        try {
            note.textContent = await submit(Object.fromEntries(new FormData(element)));
            element.querySelectorAll('[type=password]').forEach(input => (input.value = ''));
        } catch (error) {
            note.className = 'form-note form-error';
            note.textContent = explain(error);
        }
        button.disabled = false;
    };
    return h(
        'form',
        { class: 'settings-section form', 'data-testid': testid, onsubmit },
        head,
        fields,
        h('div', { class: 'form-actions' }, note, button),
    );
}

function leaving(parley, close) {
    return h(
        'section',
        { class: 'settings-section' },
        h(
            'button',
            { type: 'button', class: 'danger-row', 'data-testid': 'logout', onclick },
            icon('leave'),
            t('logout'),
        ),
    );

    async function onclick() {
        const unsent = parley.unsent();
        const sure =
            !unsent ||
            (await confirm({ title: t('logout'), text: t('logout.unsent', unsent), yes: t('logout'), danger: true }));
        if (!sure) return;
        close();
        await parley.logout();
    }
}
