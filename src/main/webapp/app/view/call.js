import { h, setText } from '../dom.js';
import { duration } from '../format.js';
import { t } from '../i18n.js';
import { isMissed } from '../state/summary.js';
import { avatar } from './avatar.js';
import { iconButton } from './dialog.js';
import { icon } from './icon.js';
import { nameOf } from './rows.js';
import { onDialogs, topDialog } from './top.js';

/** The call that rings or goes on, over everything else; nothing where there is none. */
export function callPanel(parley) {
    const element = h('section', { class: 'call', hidden: true, 'data-testid': 'call' });
    const over = h('dialog', {
        class: 'call-over',
        role: 'alertdialog',
        'aria-describedby': 'call-incoming',
        tabindex: -1,
        // Escape neither answers nor declines.
        oncancel: event => event.preventDefault(),
        onclose,
    });
    const life = new AbortController();
    let panel = null;
    let timer = null;
    let home = null;
    let ringing = false;

    function render({ call, people, language }) {
        const name = call && nameOf(people, call.user);
        const shape = call && [call.id, call.phase === 'incoming', language, name].join('|');
        const focused = over.open || element.contains(document.activeElement);
        ringing = call?.phase === 'incoming';
        if (!ringing) lower(call);
        if (panel?.shape !== shape) {
            element.replaceChildren();
            panel = call && build(parley, call, name);
            if (panel) {
                panel.shape = shape;
                element.append(...panel.parts);
            }
        }
        element.hidden = !call;
        if (!call) element.classList.remove('large');
        element.setAttribute('aria-label', call ? t('call.with', name) : '');
        element.dataset.phase = call?.phase ?? '';
        panel?.update(call);
        clearInterval(timer);
        timer = call?.since ? setInterval(() => panel?.update(parley.state.call ?? call), 1000) : null;
        raise();
        element.setAttribute('role', ringing && !over.open ? 'alertdialog' : 'region');
        const place = over.open ? over : element;
        if (focused && !place.contains(document.activeElement)) (over.open ? over : panel?.first)?.focus();
    }

    /** What rings comes over an open dialog, outside of which nothing can be reached. */
    function raise() {
        const top = topDialog();
        if (!ringing || !top || top === over) return;
        if (!over.contains(element)) home = element.parentElement;
        over.setAttribute('aria-label', element.getAttribute('aria-label'));
        over.append(element);
        over.close();
        document.body.append(over);
        over.showModal();
        over.focus();
    }

    /** Back to its place. A call that goes on there needs the dialogs out of its way. */
    function lower(call) {
        if (!over.open) return;
        home.append(element);
        over.close();
        if (call) document.querySelectorAll('dialog').forEach(dialog => dialog.close());
    }

    /** There are ways to close a dialog that can't be prevented. */
    function onclose() {
        if (over.open) return;
        if (over.contains(element)) home.append(element);
        over.remove();
        raise();
    }

    function stop() {
        clearInterval(timer);
        life.abort();
        ringing = false;
        lower();
    }

    onDialogs(raise, life.signal);

    return { element, render, stop };
}

function build(parley, call, name) {
    return call.phase === 'incoming' ? incoming(parley, call, name) : ongoing(parley, call, name);
}

function incoming(parley, call, name) {
    const answer = (glyph, label, video, testid) =>
        h(
            'button',
            {
                type: 'button',
                class: 'call-button call-accept',
                'aria-label': label,
                title: label,
                'data-testid': testid,
                onclick: () => parley.calls.accept(video),
            },
            icon(glyph),
        );
    const buttons = h(
        'div',
        { class: 'call-controls' },
        h(
            'button',
            {
                type: 'button',
                class: 'call-button call-end',
                'aria-label': t('call.reject'),
                title: t('call.reject'),
                'data-testid': 'call-reject',
                onclick: () => parley.calls.hangUp(),
            },
            icon('hangUp'),
        ),
        answer('phone', t('call.acceptAudio'), false, call.video ? 'call-accept-audio' : 'call-accept'),
        call.video && answer('video', t('call.acceptVideo'), true, 'call-accept'),
    );
    const text = h('p', { class: 'call-note', id: 'call-incoming' }, t(call.video ? 'call.incomingVideo' : 'call.incoming'));
    return {
        parts: [avatar(call.user, name, { size: 'huge' }), h('h2', {}, name), text, buttons],
        first: buttons.firstChild,
        update: ({ answering }) => buttons.classList.toggle('waiting', Boolean(answering)),
    };
}

function ongoing(parley, call, name) {
    const remote = h('video', { class: 'call-remote', autoplay: true, playsinline: true, 'data-testid': 'call-remote' });
    const local = h('video', { class: 'call-local', autoplay: true, playsinline: true, 'data-testid': 'call-local' });
    local.muted = true;
    const face = h('div', { class: 'call-face' }, avatar(call.user, name, { size: 'huge' }), h('h2', {}, name));
    const note = h('p', { class: 'call-note', role: 'status', 'data-testid': 'call-note' });
    const mute = toggle('mic', t('call.mute'), 'call-mute', () => parley.calls.mute(!parley.state.call.muted));
    const camera = toggle('video', t('call.cameraOff'), 'call-camera', () =>
        parley.calls.showCamera(!parley.state.call.camera),
    );
    const enlarge = iconButton('enlarge', t('call.enlarge'), () => enlarge.closest('.call').classList.toggle('large'), {
        class: 'icon-button call-enlarge',
    });
    const end = h(
        'button',
        {
            type: 'button',
            class: 'call-button call-end',
            'aria-label': t('call.hangUp'),
            title: t('call.hangUp'),
            'data-testid': 'call-hangup',
            onclick: () => parley.calls.hangUp(),
        },
        icon('hangUp'),
    );

    function update(now) {
        play(remote, now.remote);
        play(local, now.local);
        const seen = Boolean(now.remote?.getVideoTracks().length);
        remote.classList.toggle('seen', seen);
        face.hidden = seen && now.phase === 'active';
        local.hidden = !now.camera;
        camera.hidden = !now.local?.getVideoTracks().length;
        mute.setAttribute('aria-pressed', String(Boolean(now.muted)));
        camera.setAttribute('aria-pressed', String(!now.camera));
        setText(note, noteOf(now));
    }

    return {
        parts: [
            h('div', { class: 'call-stage' }, remote, face, local, enlarge),
            note,
            h('div', { class: 'call-controls' }, mute, camera, end),
        ],
        first: mute,
        update,
    };
}

/** A button that is pressed while what its label says is so. */
function toggle(glyph, label, testid, onclick) {
    const properties = { 'aria-label': label, title: label, 'data-testid': testid };
    return h('button', { type: 'button', class: 'call-button', ...properties, onclick }, icon(glyph));
}

function play(video, stream) {
    if (stream && video.srcObject !== stream) video.srcObject = stream;
}

function noteOf({ phase, ringing, since }) {
    if (phase === 'active') return duration((Date.now() - since) / 1000);
    if (phase === 'connecting') return t('call.connecting');
    return t(ringing ? 'call.ringing' : 'call.dialing');
}

/** What a `call` message says, as a sentence. */
export function callText(message, me) {
    const { outcome, video, seconds } = message;
    const side = message.from === me ? 'out' : 'in';
    const key = `call.record.${outcome}.${side}`;
    const text = t(key, Boolean(video), duration(seconds ?? 0));
    return text === key ? t(video ? 'call.video' : 'call.audio') : text;
}

/** The record of a call in the message pane, with a way to call back. */
export function callRow(message, { parley, user }) {
    const me = parley.state.me.user;
    const lost = message.from !== me && isMissed(message);
    return h(
        'li',
        {
            class: `system-line call-record ${lost ? 'call-lost' : ''}`,
            'data-seq': message.seq,
            'data-outcome': message.outcome,
            'data-testid': 'call-record',
        },
        icon(message.video ? 'video' : 'phone'),
        h('span', {}, callText(message, me)),
        user &&
            h(
                'button',
                {
                    type: 'button',
                    class: 'link-button',
                    'data-testid': 'call-back',
                    onclick: () => parley.calls?.start(user, Boolean(message.video)),
                },
                t(message.from === me ? 'call.again' : 'call.back'),
            ),
    );
}
