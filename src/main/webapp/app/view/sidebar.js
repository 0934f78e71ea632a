import { composes, h, setText } from '../dom.js';
import { t } from '../i18n.js';
import { avatar } from './avatar.js';
import { contacts } from './contacts.js';
import { conversationList } from './conversation-list.js';
import { iconButton } from './dialog.js';
import { findGroups } from './find-groups.js';
import { icon } from './icon.js';
import { newGroup } from './new-group.js';
import { peopleSearch } from './people.js';
import { search } from './search.js';
import { openSettings } from './settings.js';

/** The left pane: conversations, or people, contacts, groups or texts to be found, or a new group. */
export function sidebar(parley) {
    const conversations = conversationList(parley);
    const people = peopleSearch(parley, {
        chosen: person => parley.openPerson(person.user, { replace: true }),
        marked: () => null,
    });
    const group = newGroup(parley);
    const known = contacts(parley);
    const found = findGroups(parley);
    const texts = search(parley);
    const back = { 'data-testid': 'side-back' };
    const toGroup = h(
        'button',
        {
            type: 'button',
            class: 'side-action',
            'data-testid': 'new-group',
            onclick: () => parley.showSidebar('group'),
        },
        h('span', { class: 'side-action-icon' }, icon('group')),
        t('newGroup'),
    );
    const toFound = h(
        'button',
        {
            type: 'button',
            class: 'side-action',
            'data-testid': 'find-groups',
            onclick: () => parley.showSidebar('groups'),
        },
        h('span', { class: 'side-action-icon' }, icon('search')),
        t('findGroups'),
    );
    const waiting = h('span', { class: 'badge icon-badge', 'data-testid': 'contact-badge', hidden: true });
    const faces = {
        list: h('div', { class: 'side-face' }, home(), conversations.element),
        people: h('div', { class: 'side-face' }, bar(t('newChat'), back), toGroup, toFound, people.element),
        contacts: h('div', { class: 'side-face' }, bar(t('contacts'), back), known.element),
        groups: h('div', { class: 'side-face' }, bar(t('findGroups'), back), found.element),
        search: h('div', { class: 'side-face' }, bar(t('search'), back), texts.element),
        group: h('div', { class: 'side-face' }, bar(t('newGroup'), back), group.element),
    };
    const element = h('aside', { class: 'pane side', 'aria-label': t('conversations') }, faces.list);
    let shown = null;
    let opener = null;
    let profile = null;

    function home() {
        const filter = h('input', {
            type: 'search',
            class: 'input',
            placeholder: t('list.filter'),
            'aria-label': t('list.filter'),
            'data-testid': 'filter',
            oninput: event => conversations.setFilter(event.target.value),
        });
        return h(
            'header',
            { class: 'side-header' },
            h(
                'div',
                { class: 'side-top' },
                h('button', {
                    type: 'button',
                    class: 'profile',
                    'data-testid': 'settings',
                    title: t('settings'),
                    onclick: () => openSettings(parley),
                }),
                h('h1', { class: 'side-title' }, t('chats')),
                h(
                    'span',
                    { class: 'with-badge' },
                    iconButton('people', t('contacts'), () => parley.showSidebar('contacts'), {
                        'data-testid': 'open-contacts',
                    }),
                    waiting,
                ),
                iconButton('search', t('search'), () => parley.showSidebar('search'), { 'data-testid': 'search' }),
                iconButton('compose', t('newChat'), () => parley.showSidebar('people'), { 'data-testid': 'new-chat' }),
            ),
            filter,
        );
    }

    function bar(title, properties) {
        return h(
            'header',
            { class: 'side-bar' },
            iconButton('back', t('back'), () => parley.back(), properties),
            h('h1', { class: 'side-title', tabindex: -1 }, title),
        );
    }

    function render(state) {
        const face = state.route.sidebar ?? 'list';
        if (face !== shown) {
            if (shown === 'list') opener = document.activeElement;
            shown = face;
            faces.list.hidden = face !== 'list';
            element.replaceChildren(...new Set([faces.list, faces[face]]));
            if (face === 'people') people.begin();
            if (face === 'group') group.begin();
            if (face === 'groups') found.begin();
            if (face === 'search') texts.open(history.state?.within);
            if (face === 'contacts') faces.contacts.querySelector('h1').focus();
            // What had the focus may have gone with its face.
            if (face === 'list' && document.activeElement === document.body) opener?.focus();
        }
        if (state.me !== profile) {
            profile = state.me;
            element
                .querySelector('.profile')
                .replaceChildren(
                    avatar(profile.user, profile.name),
                    h('span', { class: 'sr-only' }, `${t('settings')}: ${profile.name}`),
                );
        }
        const incoming = state.contacts.requests.filter(request => request.state === 'incoming').length;
        waiting.hidden = !incoming;
        setText(waiting, String(incoming));
        known.render(state);
        texts.render(state);
        conversations.render(state);
    }

    element.addEventListener('keydown', event => {
        if (event.key === 'Escape' && shown !== 'list' && !composes(event)) parley.back();
    });

    return { element, render };
}
