import { h, setText } from '../dom.js';
import { t } from '../i18n.js';
import { avatar } from './avatar.js';
import { iconButton } from './dialog.js';
import { icon } from './icon.js';
import { nameOf } from './rows.js';

/** The call that rings or goes on, over everything else; nothing where there is none. */
export function callPanel(parley) {
    const element = h('section', { class: 'call', hidden: true, 'data-testid': 'call' });
    let panel = null;
    let timer = null;

    function render({ call, people, language }) {
        const name = call && nameOf(people, call.user);
        const shape = call && [call.id, call.phase === 'incoming', language, name].join('|');
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
        element.setAttribute('role', call?.phase === 'incoming' ? 'alertdialog' : 'region');
        element.setAttribute('aria-label', call ? t('call.with', name) : '');
        element.dataset.phase = call?.phase ?? '';
        panel?.update(call);
        clearInterval(timer);
        timer = call?.since ? setInterval(() => panel?.update(parley.state.call ?? call), 1000) : null;
    }

    return { element, render, stop: () => clearInterval(timer) };
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
    const text = h('p', { class: 'call-note' }, t(call.video ? 'call.incomingVideo' : 'call.incoming'));
    return {
        parts: [avatar(call.user, name, { size: 'huge' }), h('h2', {}, name), text, buttons],
        update: ({ answering }) => buttons.classList.toggle('waiting', Boolean(answering)),
    };
}

function ongoing(parley, call, name) {
    const remote = h('video', { class: 'call-remote', autoplay: true, playsinline: true, 'data-testid': 'call-remote' });
    const local = h('video', { class: 'call-local', autoplay: true, playsinline: true, 'data-testid': 'call-local' });
    local.muted = true;
    const face = h('div', { class: 'call-face' }, avatar(call.user, name, { size: 'huge' }), h('h2', {}, name));
    const note = h('p', { class: 'call-note', role: 'status', 'data-testid': 'call-note' });
    const mute = toggle('mic', 'call-mute', () => parley.calls.mute(!parley.state.call.muted));
    const camera = toggle('video', 'call-camera', () => parley.calls.showCamera(!parley.state.call.camera));
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
        press(mute, now.muted, t(now.muted ? 'call.unmute' : 'call.mute'));
        press(camera, !now.camera, t(now.camera ? 'call.cameraOff' : 'call.cameraOn'));
        setText(note, noteOf(now));
    }

    return {
        parts: [
            h('div', { class: 'call-stage' }, remote, face, local, enlarge),
            note,
            h('div', { class: 'call-controls' }, mute, camera, end),
        ],
        update,
    };
}

function toggle(glyph, testid, onclick) {
    return h('button', { type: 'button', class: 'call-button', 'data-testid': testid, onclick }, icon(glyph));
}

function press(button, pressed, label) {
    button.setAttribute('aria-pressed', String(pressed));
    button.setAttribute('aria-label', label);
    button.title = label;
}

function play(video, stream) {
    if (stream && video.srcObject !== stream) video.srcObject = stream;
}

function noteOf({ phase, ringing, since }) {
    if (phase === 'active') return duration((Date.now() - since) / 1000);
    if (phase === 'connecting') return t('call.connecting');
    return t(ringing ? 'call.ringing' : 'call.dialing');
}

/** 3:25, or 1:03:25. */
export function duration(seconds) {
    const whole = Math.max(0, Math.floor(seconds));
    const two = number => String(number).padStart(2, '0');
    const minutes = Math.floor(whole / 60) % 60;
    const hours = Math.floor(whole / 3600);
    return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
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
    const lost = message.from !== me && ['missed', 'cancelled', 'busy'].includes(message.outcome);
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
