import { h, setText } from '../dom.js';
import { t } from '../i18n.js';
import { isQuiet } from '../state/summary.js';
import { avatar, groupAvatar } from './avatar.js';
import { composer } from './composer.js';
import { confirm, iconButton } from './dialog.js';
import { icon } from './icon.js';
import { messageInfo } from './message-info.js';
import { messages } from './messages.js';
import { presenceText, withPresence } from './presence.js';
import { reactionPicker } from './reactions.js';
import { nameOf } from './rows.js';

/** The middle pane: who it is with, the messages, the composer. */
export function conversation(parley) {
    const actions = {
        reply: message => parley.replyTo(message),
        jump: seq => parley.jumpTo(parley.state.route.id, seq),
        info: message => messageInfo(parley, message),
        retry: cid => parley.retry(cid),
        discard: cid => parley.discard(cid),
        edit: message => parley.edit(message),
        recall: async message => {
            const text = message.from === parley.state.me.user ? t('recall.text') : t('recall.otherText');
            if (await confirm({ title: t('recall'), text, yes: t('recall'), danger: true })) parley.recall(message);
        },
        react: (message, emoji) => parley.react(message, emoji),
        pick: (message, anchor) => reactionPicker(parley, message, anchor),
        copy: message =>
            Promise.resolve()
                .then(() => navigator.clipboard.writeText(message.text))
                .then(() => parley.toast(t('copied')))
                .catch(() => parley.toast(t('copyFailed'), 'error')),
    };
    const picture = h('span', { class: 'talk-avatar' });
    const title = h('h2', { class: 'talk-title', dir: 'auto', 'data-testid': 'talk-title' });
    const quiet = h('span', { class: 'quiet-mark', 'data-testid': 'talk-quiet', hidden: true });
    const subtitle = h('p', { class: 'talk-subtitle', 'data-testid': 'talk-subtitle' });
    const typing = h('p', {
        class: 'talk-typing',
        'data-testid': 'typing-indicator',
        'aria-live': 'polite',
        hidden: true,
    });
    const info = iconButton('info', t('details'), () => parley.showDetails(!parley.state.route.details), {
        'data-testid': 'details',
    });
    const searching = iconButton(
        'search',
        t('search.here'),
        () => parley.showSidebar('search', { within: parley.state.route.id }),
        { 'data-testid': 'search-here' },
    );
    const calling = callButtons(parley);
    const pane = messages(parley, actions);
    const writing = composer(parley);
    const closed = h(
        'p',
        { class: 'talk-notice', role: 'status', 'data-testid': 'group-disabled', hidden: true },
        t('group.disabled'),
    );
    const header = h(
        'header',
        { class: 'talk-header' },
        iconButton('back', t('back'), () => parley.back(), { class: 'icon-button back-button', 'data-testid': 'back' }),
        picture,
        h('div', { class: 'talk-heading' }, h('div', { class: 'talk-top' }, title, quiet), h('div', { class: 'talk-under' }, subtitle, typing)),
        searching,
        calling.element,
        info,
    );
    const welcome = h(
        'div',
        { class: 'welcome' },
        h('div', { class: 'welcome-mark', 'aria-hidden': 'true' }),
        h('h2', {}, t('welcome.title')),
        h('p', {}, t('welcome.text')),
        h(
            'button',
            { type: 'button', class: 'button button-primary', onclick: () => parley.showSidebar('people') },
            t('newChat'),
        ),
    );
    const element = h('main', { class: 'pane talk' }, header, pane.element, closed, writing.element, welcome);
    writing.takeDropped(element, () => element.classList.contains('talk-open') && !writing.element.hidden);
    let shown = null;

    function render(state) {
        const open = state.route.page === 'talk';
        element.classList.toggle('talk-open', open);
        if (!open) return writing.leave();
        const view = headOf(state);
        const signature = JSON.stringify(view);
        if (signature !== shown) {
            shown = signature;
            head(view);
        }
        const disabled = Boolean(state.conversations[state.route.id]?.disabled);
        element.classList.toggle('talk-disabled', disabled);
        closed.hidden = !disabled;
        writing.element.hidden = disabled;
        calling.render(state);
        pane.render(state);
        writing.render(state);
    }

    function head({ key, name, group, version, presence, under, typists, details, begun, quiet: isNow }) {
        picture.replaceChildren(
            group
                ? groupAvatar({ id: key, name, avatar: version })
                : withPresence(avatar(key, name), presence),
        );
        setText(title, name);
        quiet.replaceChildren(icon('quiet', t('quiet')));
        quiet.hidden = !isNow;
        setText(subtitle, under);
        setText(typing, typists);
        typing.hidden = !typists;
        subtitle.hidden = Boolean(typists);
        info.hidden = searching.hidden = !begun;
        info.setAttribute('aria-pressed', String(details));
    }

    function stop() {
        pane.stop();
        writing.leave();
    }

    return { element, render, stop };
}

/** Calls need a page that the browser trusts with microphone and camera. */
function callButtons(parley) {
    const other = () => otherOf(parley.state);
    const button = (glyph, label, video, testid) =>
        iconButton(glyph, t(label), () => parley.calls.start(other(), video), { 'data-testid': testid });
    const audio = button('phone', 'call.startAudio', false, 'call-audio');
    const video = button('video', 'call.startVideo', true, 'call-video');
    const element = h('div', { class: 'talk-calls' }, audio, video);

    function render(state) {
        const user = otherOf(state);
        element.hidden = !user || user === state.me.user || !navigator.mediaDevices;
        audio.disabled = video.disabled = Boolean(state.call);
    }

    return { element, render };
}

function otherOf({ route, conversations }) {
    const summary = conversations[route.id];
    return summary?.type === 'group' ? null : (summary?.user ?? route.user);
}

function headOf({ route, conversations, people, typing, presences, members, me, language }) {
    const summary = conversations[route.id];
    const group = summary?.type === 'group';
    const user = summary?.user ?? route.user;
    const typists = Object.keys(typing[route.id] ?? {}).map(other => nameOf(people, other));
    return {
        language,
        key: group ? summary.id : (user ?? ''),
        version: summary?.avatar,
        name: group ? summary.name : user ? nameOf(people, user) : '',
        group,
        under: group
            ? groupLine(summary, members[route.id], people, me)
            : personLine(user, people[user], presences[user]),
        presence: presences[user],
        typists: typists.length ? t('typing', typists, group) : '',
        details: Boolean(route.details),
        begun: Boolean(route.id),
        quiet: Boolean(summary && isQuiet(summary)),
    };
}

function personLine(user, person, presence) {
    const words = [presenceText(presence), person?.status].filter(Boolean);
    return words.length ? words.join(' · ') : user ? `@${user}` : '';
}

function groupLine(summary, members, people, me) {
    const count = t('memberCount', summary.memberCount);
    if (!members?.length) return count;
    const names = members
        .filter(member => member.user !== me.user)
        .slice(0, 8)
        .map(member => nameOf(people, member.user));
    return `${count} · ${names.join(t('listSeparator'))}`;
}
