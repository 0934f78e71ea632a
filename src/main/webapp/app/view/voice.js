import { h, setText } from '../dom.js';
import { duration } from '../format.js';
import { t } from '../i18n.js';
import { oneAtATime } from '../one-at-a-time.js';
import { iconButton } from './dialog.js';
import { icon } from './icon.js';

const LONGEST = 10 * 60;
const FORMS = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];

/** Records a voice note: a button, and what takes the composer's place while it listens. */
export function voiceRecorder(parley, { recording }) {
    const button = iconButton('mic', t('voice.record'), () => start(), { 'data-testid': 'record' });
    const clock = h('span', { class: 'record-time', role: 'timer' });
    const element = h(
        'div',
        { class: 'recorder', hidden: true, 'data-testid': 'recorder' },
        h('span', { class: 'record-light', 'aria-hidden': 'true' }),
        h('span', { class: 'record-label' }, t('voice.recording')),
        clock,
        iconButton('trash', t('voice.discard'), () => finish(false), { 'data-testid': 'record-discard' }),
        h(
            'button',
            {
                type: 'button',
                class: 'send-button',
                'aria-label': t('send'),
                title: t('send'),
                'data-testid': 'record-send',
                onclick: () => finish(true),
            },
            icon('send'),
        ),
    );
    let recorder = null;
    let stopped = false;
    let timer = null;
    let began = 0;

    button.hidden = typeof MediaRecorder === 'undefined';

    const start = oneAtATime(async () => {
        if (recorder) return;
        const target = parley.target();
        let stream;
        try {
            stream = await navigator.mediaDevices.getUserMedia({ audio: true });
        } catch {
            return parley.toast(t('voice.denied'), 'error');
        }
        if (stopped) return release(stream);
        record(stream, target);
    });

    function record(stream, target) {
        const mimeType = FORMS.find(form => MediaRecorder.isTypeSupported(form));
        const own = new MediaRecorder(stream, mimeType ? { mimeType } : {});
        const parts = [];
        own.ondataavailable = ({ data }) => data.size && parts.push(data);
        own.onstop = () => {
            release(stream);
            // It ends by itself if the microphone is taken away.
            if (recorder === own) finish(true);
            if (own.sent) deliver(target, own.seconds, new Blob(parts, { type: own.mimeType }));
        };
        recorder = own;
        began = performance.now();
        own.start(1000);
        show(true);
        timer = setInterval(tick, 250);
        tick();
    }

    function tick() {
        setText(clock, duration(elapsed()));
        if (elapsed() >= LONGEST) finish(true);
    }

    const elapsed = () => (performance.now() - began) / 1000;

    function finish(send) {
        if (!recorder) return;
        const own = recorder;
        recorder = null;
        own.seconds = Math.max(1, Math.round(elapsed()));
        own.sent = send;
        clearInterval(timer);
        show(false);
        if (own.state !== 'inactive') own.stop();
    }

    /** Whoever leaves, or logs out, is not listened to any more. */
    function stop() {
        stopped = true;
        finish(false);
    }

    function deliver(target, seconds, blob) {
        if (!blob.size) return parley.toast(t('voice.empty'), 'error');
        parley.attach(blob, { target, kind: 'voice', name: 'voice', seconds });
    }

    function show(on) {
        element.hidden = !on;
        recording(on);
    }

    return { button, element, stop };
}

function release(stream) {
    stream.getTracks().forEach(track => track.stop());
}
