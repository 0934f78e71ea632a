import { h } from '../../dom.js';
import { t } from '../../i18n.js';
import { oneAtATime } from '../../one-at-a-time.js';
import { avatar } from '../avatar.js';
import { confirm } from '../dialog.js';
import { sessionList } from '../sessions.js';
import { paged, searchField } from './paged.js';
import { newAccount, passwordLink } from './password-link.js';
import { save } from './save.js';

/** Accounts: find them, let them in or not, give and take the rights of an administrator, erase. */
export function users(parley) {
    const { admin } = parley.api;
    const { me } = parley.state;
    const { local } = parley.state.config;
    let query = '';
    const list = paged({
        load: cursor => admin.users(query, cursor).then(page => ({ items: page.users, next: page.next })),
        row,
        none: t('people.none'),
        testid: 'admin-user-list',
    });
    /** Each makes the one before void, so not for a second click. */
    const link = oneAtATime(account =>
        list.attempt(async () => passwordLink(account, (await admin.passwordLink(account.user)).link)),
    );
    list.begin();
    return h(
        'div',
        { class: 'admin-face' },
        local && h('div', { class: 'form-actions' }, action('admin.newUser', 'admin-new-user', create)),
        searchField(t('people.search'), 'admin-user-search', value => {
            query = value.trim();
            list.begin();
        }),
        list.element,
    );

    function row(account) {
        const element = h('li', { class: 'admin-row', 'data-testid': 'admin-user', 'data-user': account.user });
        draw(account);
        return element;

        function draw(now) {
            element.classList.toggle('admin-off', !now.enabled);
            element.replaceChildren(
                avatar(now.user, now.name),
                h(
                    'div',
                    { class: 'admin-what' },
                    h('strong', {}, now.name),
                    h('span', { class: 'muted' }, [`@${now.user}`, now.email].filter(Boolean).join(' · ')),
                    h('span', { class: 'admin-marks' }, marks(now)),
                ),
                h('div', { class: 'admin-actions' }, actions(now)),
            );
        }

        function marks({ enabled, administrator, administeredByProvider, erased }) {
            return [
                administrator && h('span', { class: 'badge-mark' }, t('admin.administrator')),
                administeredByProvider &&
                    !erased &&
                    h('span', { class: 'badge-mark', 'data-testid': 'admin-by-provider' }, t('admin.byProvider')),
                !enabled && h('span', { class: 'badge-mark badge-danger' }, t('admin.disabled')),
            ].filter(Boolean);
        }

        function actions(now) {
            const { enabled, administrator, user, erased } = now;
            const fixed = user === me.user || erased;
            return [
                action('admin.sessions', 'admin-user-sessions', () => sessions(now)),
                local &&
                    enabled &&
                    user !== me.user &&
                    action('admin.passwordLink', 'admin-user-password', () => link(now)),
                action('admin.export', 'admin-user-export', () =>
                    list.attempt(async () => save(await admin.exportUser(user), `user-${user}.jsonl`)),
                ),
                !fixed &&
                    enabled &&
                    !now.administeredByProvider &&
                    action(administrator ? 'admin.demote' : 'admin.promote', 'admin-user-role', () =>
                        change({ administrator: !administrator }),
                    ),
                !fixed &&
                    action(enabled ? 'admin.disable' : 'admin.enable', 'admin-user-enable', () =>
                        change({ enabled: !enabled }),
                    ),
                !fixed && !enabled && action('admin.erase', 'admin-user-erase', () => erase(now), true),
            ].filter(Boolean);
        }

        function change(what) {
            return list.attempt(async () => draw(await admin.changeUser(account.user, what)));
        }
    }

    function create() {
        newAccount(
            (user, name) => admin.createUser(user, name),
            account => {
                list.begin();
                link(account);
            },
        );
    }

    async function erase({ user, name }) {
        const sure = await confirm({
            title: t('admin.erase'),
            text: t('admin.eraseText', name),
            yes: t('admin.erase'),
            danger: true,
        });
        if (sure && (await list.attempt(() => admin.eraseUser(user)))) list.begin();
    }

    function sessions({ user }) {
        const element = list.element.querySelector(`[data-user="${CSS.escape(user)}"]`);
        const shown = element.querySelector('.sessions');
        if (shown) return shown.remove();
        const api = {
            list: () => admin.sessions(user),
            end: id => admin.endSession(user, id),
            endAll: () => admin.endSessions(user),
        };
        element.append(sessionList(api, t('sessions.endAll')));
    }
}

export function action(key, testid, onclick, danger = false) {
    return h(
        'button',
        { type: 'button', class: `button button-small ${danger ? 'button-danger' : ''}`, 'data-testid': testid, onclick },
        t(key),
    );
}
