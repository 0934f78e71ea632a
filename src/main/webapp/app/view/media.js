import { h, setText, whenSeen } from '../dom.js';
import { duration, fileSize } from '../format.js';
import { t } from '../i18n.js';
import { oneAtATime } from '../one-at-a-time.js';
import { icon } from './icon.js';

const WIDEST = 320;
const TALLEST = 360;
/** Up to this size in bytes, and in pixels, a picture of which the server has no preview is shown as it is. */
const LIGHT = 2 * 1024 * 1024;
const SMALL = 12_000_000;
const PLAYABLE = /^(audio|video)\/(mpeg|mp4|ogg|webm|wav|flac)$/;

/** The body of a `file` message: a picture, a player, or a card; and what its sender says of it. */
export function fileBody(message, parley, text) {
    return [
        h('div', { class: 'attachment', 'data-file': message.file }, content(message, parley)),
        message.text && h('div', { class: 'message-text', 'data-testid': 'message-text' }, text()),
    ];
}

/** WebP is what browsers can read, and the server can't. */
export function isPicture({ preview, mediaType, size, width, height }) {
    return preview || (mediaType === 'image/webp' && size <= LIGHT && width * height <= SMALL);
}

function content(message, parley) {
    if (isPicture(message)) return picture(message, parley);
    if (PLAYABLE.test(message.mediaType)) return [player(message, parley), card(message, parley)];
    return card(message, parley);
}

/** The place of a picture is known before it is there, so that nothing jumps. */
function picture(message, parley) {
    const { file, name, width, height, preview } = message;
    const scale = Math.min(1, WIDEST / width, TALLEST / height);
    const path = preview ? `files/${file}/preview` : `files/${file}`;
    const image = h('img', {
        class: 'picture',
        alt: name,
        src: parley.transfer.pictureHere(path),
        width: Math.max(48, Math.round(width * scale)),
        height: Math.max(32, Math.round(height * scale)),
        'data-testid': 'picture',
    });
    const load = () =>
        parley.transfer
            .picture(path)
            .then(url => url !== image.src && (image.src = url))
            .catch(() => image.classList.add('picture-lost'));
    whenSeen(image, load, { rootMargin: '400px' });
    return h(
        'button',
        {
            type: 'button',
            class: 'picture-button',
            'aria-label': t('file.show', name),
            'data-testid': 'open-picture',
            onclick: () => lightbox(message, parley),
        },
        image,
    );
}

function card(message, parley) {
    const { name, size } = message;
    return h(
        'button',
        {
            type: 'button',
            class: 'file-card',
            'aria-label': t('file.download', name),
            title: t('file.download', name),
            'data-testid': 'download',
            onclick: () => download(message, parley),
        },
        h('span', { class: 'file-icon' }, icon('file')),
        h(
            'span',
            { class: 'file-words' },
            h('span', { class: 'file-name', dir: 'auto', 'data-testid': 'file-name' }, name),
            h('span', { class: 'file-size' }, `${ending(name)}${fileSize(size)}`),
        ),
        icon('download'),
    );
}

function ending(name) {
    const match = /\.([A-Za-z0-9]{1,6})$/.exec(name);
    return match ? `${match[1].toUpperCase()} · ` : '';
}

export async function download({ file }, parley) {
    await parley.attempt(async () => {
        const link = h('a', { href: await parley.transfer.address(file, { save: true }), download: '' });
        document.body.append(link);
        link.click();
        link.remove();
    });
}

function player(message, parley) {
    const kind = message.mediaType.startsWith('audio/') ? 'audio' : 'video';
    const media = h(kind, { class: `player-${kind}`, controls: true, preload: 'none', 'data-testid': kind });
    const start = h(
        'button',
        {
            type: 'button',
            class: 'play-button',
            'aria-label': t('play', message.name),
            'data-testid': 'play',
            onclick: async () => {
                start.hidden = true;
                if (await load(media, message, parley)) media.play().catch(() => {});
                else start.hidden = false;
            },
        },
        icon('play'),
    );
    return h('div', { class: `player player-of-${kind}` }, media, start);
}

/** Gives a player its address, and a new one when that is too old. */
async function load(media, { file }, parley) {
    const address = async () => (media.src = await parley.transfer.address(file));
    if (!(await parley.attempt(address))) return false;
    let renewed = 0;
    media.addEventListener('error', async () => {
        if (!media.error || performance.now() - renewed < 5000) return;
        renewed = performance.now();
        const at = media.currentTime;
        await parley.attempt(address);
        media.currentTime = at;
        media.play().catch(() => {});
    });
    return true;
}

/** The body of a `voice` message: play, pause, and where it is. */
export function voiceBody(message, parley) {
    const media = h('audio', { preload: 'none' });
    const bar = h('progress', { class: 'voice-bar', max: message.seconds, value: 0, 'aria-hidden': 'true' });
    const clock = h('span', { class: 'voice-time' }, duration(message.seconds));
    const button = h('button', {
        type: 'button',
        class: 'voice-button',
        'data-testid': 'play-voice',
        onclick: oneAtATime(toggle),
    });
    const element = h(
        'div',
        { class: 'voice', 'data-file': message.file, 'data-testid': 'voice', 'data-playing': 'no' },
        media,
        button,
        bar,
        clock,
    );
    const show = playing => {
        button.replaceChildren(icon(playing ? 'pause' : 'play'));
        button.setAttribute('aria-label', t(playing ? 'pause' : 'voice.play'));
        element.dataset.playing = playing ? 'yes' : 'no';
    };
    media.addEventListener('play', () => show(true));
    media.addEventListener('pause', () => show(false));
    media.addEventListener('ended', () => {
        element.dataset.played = 'yes';
        media.currentTime = 0;
    });
    media.addEventListener('timeupdate', () => {
        bar.value = Math.min(message.seconds, media.currentTime);
        setText(clock, duration(media.currentTime || message.seconds));
    });
    show(false);

    async function toggle() {
        if (!media.paused) return media.pause();
        document.querySelectorAll('.voice audio').forEach(other => other !== media && other.pause());
        if (!media.src && !(await load(media, message, parley))) return;
        // Another click, or another note, may have stopped it before it began.
        media.play().catch(({ name }) => name === 'AbortError' || parley.toast(t('voice.unplayable'), 'error'));
    }

    return element;
}

/** The whole picture, over everything. */
function lightbox(message, parley) {
    const image = h('img', { class: 'lightbox-image', alt: message.name, 'data-testid': 'lightbox-image' });
    const element = h(
        'dialog',
        { class: 'lightbox', 'aria-label': message.name, 'data-testid': 'lightbox' },
        h(
            'header',
            { class: 'lightbox-header' },
            h('span', { class: 'lightbox-name', dir: 'auto' }, message.name),
            tool('download', t('file.download', message.name), () => download(message, parley)),
            tool('close', t('close'), () => element.close(), 'lightbox-close'),
        ),
        image,
    );
    element.addEventListener('close', () => element.remove());
    element.addEventListener('click', event => event.target === element && element.close());
    document.body.append(element);
    element.showModal();
    parley.attempt(async () => (image.src = await parley.transfer.address(message.file)));
}

function tool(name, label, onclick, testid) {
    return h(
        'button',
        { type: 'button', class: 'icon-button', 'aria-label': label, title: label, 'data-testid': testid, onclick },
        icon(name),
    );
}
