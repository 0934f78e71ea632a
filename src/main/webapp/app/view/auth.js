import { h } from '../dom.js';
import { t } from '../i18n.js';
import { languages } from '../preferences.js';
import { describe } from '../parley.js';
import { logo } from './logo.js';

/** The way in: log in, here or at the provider, register, or set a password by a link. */
export function auth(parley) {
    let registering = false;
    const element = h('main', { class: 'auth' });

    function draw(state) {
        if (state.passwordLink) return drawPassword(state);
        const open = state.config?.registration;
        show(state, t(registering ? 'auth.registerTitle' : 'auth.loginTitle'), [
            state.notice && h('p', { class: 'auth-notice', role: 'status', 'data-testid': 'auth-notice' }, t(`notice.${state.notice}`)),
            state.config?.local !== false && (registering ? registerForm() : loginForm()),
            state.config?.oidc && !registering && signOn(state.config),
            (open || registering) && switcher(),
        ]);
        element.querySelector('input')?.focus();
    }

    function show(state, title, content) {
        element.replaceChildren(
            h(
                'div',
                { class: 'auth-card' },
                h('div', { class: 'auth-brand' }, logo(), h('span', {}, 'Parley')),
                h('h1', {}, title),
                content,
            ),
            languageChoice(state),
        );
    }

    function drawPassword(state) {
        const drop = linkButton('switch-to-login', t('auth.login'), () => parley.dropPasswordLink());
        show(state, t('auth.passwordTitle'), [passwordForm(state.passwordLink), h('p', { class: 'auth-switch' }, drop)]);
        element.querySelector('input[type=password]').focus();
    }

    function passwordForm(link) {
        const submit = ({ password }) => parley.setPassword(link, password);
        return form('password-form', t('auth.setPassword'), submit, [
            field('user', t('auth.user'), { autocomplete: 'username', value: link.user, readonly: true }),
            newPassword(),
        ]);
    }

    function newPassword() {
        return field('password', t('auth.password'), {
            type: 'password',
            autocomplete: 'new-password',
            hint: t('auth.passwordHint'),
            minlength: 8,
            maxlength: 128,
        });
    }

    function loginForm() {
        return form('login-form', t('auth.login'), fields => parley.login(fields.user, fields.password), [
            field('user', t('auth.user'), { autocomplete: 'username', maxlength: 64 }),
            field('password', t('auth.password'), { type: 'password', autocomplete: 'current-password' }),
        ]);
    }

    function signOn({ local, oidcName }) {
        const looks = local ? 'button button-wide' : 'button button-primary button-wide';
        return h(
            'div',
            {},
            local && h('p', { class: 'auth-or' }, t('auth.or')),
            h(
                'button',
                { type: 'button', class: looks, 'data-testid': 'sign-on', onclick: () => parley.signOn() },
                t('auth.signOn', oidcName),
            ),
        );
    }

    function registerForm() {
        const submit = ({ user, password, name }) => parley.register(user, password, name);
        return form('register-form', t('auth.register'), submit, [
            ...newPersonFields({ user: 'username', name: 'name' }),
            newPassword(),
        ]);
    }

    function form(testid, label, submit, fields) {
        const error = h('p', { class: 'form-error', role: 'alert', 'data-testid': 'auth-error' });
        const button = h('button', { type: 'submit', class: 'button button-primary button-wide' }, label);
        return h('form', { 'data-testid': testid, class: 'form', onsubmit }, fields, error, button);

        async function onsubmit(event) {
            event.preventDefault();
            const data = Object.fromEntries(new FormData(event.target));
            error.textContent = '';
            button.disabled = true;
            try {
                await submit({ ...data, user: data.user.trim().toLowerCase(), name: data.name?.trim() });
            } catch (failure) {
                error.textContent = explain(failure, testid);
                button.disabled = false;
            }
        }
    }

    function switcher() {
        const change = () => {
            registering = !registering;
            draw(parley.state);
        };
        const testid = registering ? 'switch-to-login' : 'switch-to-register';
        return h(
            'p',
            { class: 'auth-switch' },
            t(registering ? 'auth.haveAccount' : 'auth.noAccount'),
            ' ',
            linkButton(testid, t(registering ? 'auth.login' : 'auth.register'), change),
        );
    }

    function linkButton(testid, label, onclick) {
        return h('button', { type: 'button', class: 'link-button', 'data-testid': testid, onclick }, label);
    }

    function languageChoice(state) {
        return h(
            'div',
            { class: 'auth-languages' },
            Object.entries(languages).map(([code, name]) =>
                h(
                    'button',
                    {
                        type: 'button',
                        class: 'link-button',
                        lang: code,
                        'aria-pressed': String(code === state.language),
                        onclick: () => parley.setPreferences({ language: code }),
                    },
                    name,
                ),
            ),
        );
    }

    let drawn = {};
    return {
        element,
        render({ notice, passwordLink }) {
            if (drawn.notice === notice && drawn.passwordLink === passwordLink && element.firstChild) return;
            drawn = { notice, passwordLink };
            draw(parley.state);
        },
    };
}

function explain(error, form) {
    const registering = form === 'register-form';
    if (error.status === 404 && form === 'password-form') return t('auth.linkWornOut');
    if (error.status === 400 && form === 'password-form') return t('auth.badPassword');
    if (error.status === 401) return t('auth.wrong');
    if (error.status === 409) return t('auth.taken');
    if (error.status === 400) return registering ? t('auth.bad') : t('auth.wrong');
    if (error.status === 429) return t('auth.throttled', error.retryAfter);
    return describe(error);
}

/** Who a new account is for. `autocomplete` of each, which is off if it is not for oneself. */
export function newPersonFields({ user = 'off', name = 'off' } = {}) {
    return [
        field('name', t('auth.name'), { autocomplete: name, maxlength: 100, required: false }),
        field('user', t('auth.user'), {
            autocomplete: user,
            hint: t('auth.userHint'),
            minlength: 2,
            maxlength: 32,
            pattern: '[A-Za-z0-9][A-Za-z0-9._\\-]*',
            title: t('auth.userHint'),
        }),
    ];
}

export function field(name, label, { hint, type = 'text', required = true, ...attributes } = {}) {
    const hintId = hint && `hint-${name}`;
    return h(
        'label',
        { class: 'field' },
        h('span', { class: 'field-label' }, label),
        h('input', {
            name,
            type,
            required,
            class: 'input',
            autocapitalize: 'none',
            spellcheck: 'false',
            'aria-describedby': hintId,
            ...attributes,
        }),
        hint && h('span', { class: 'field-hint', id: hintId }, hint),
    );
}
