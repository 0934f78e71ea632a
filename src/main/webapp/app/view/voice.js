import { h, setText } from '../dom.js';
import { duration } from '../format.js';
import { t } from '../i18n.js';
import { oneAtATime } from '../one-at-a-time.js';
import { isForShown } from '../state/summary.js';
import { iconButton } from './dialog.js';
import { icon } from './icon.js';

const LONGEST = 10 * 60;
const FORMS = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];

/**
 * Records a voice note: a button, and what takes the composer's place from the beginning until the note is sent or
 * discarded. It listens only where the user sees it do so; what was recorded when they left waits there for them.
 */
export function voiceRecorder(parley, { recording }) {
    const button = iconButton('mic', t('voice.record'), () => start(), { 'data-testid': 'record' });
    const label = h('span', { class: 'record-label', role: 'status' });
    const clock = h('span', { class: 'record-time', role: 'timer' });
    const send = h(
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
    );
    const element = h(
        'div',
        { class: 'recorder', hidden: true, 'data-testid': 'recorder' },
        h('span', { class: 'record-light', 'aria-hidden': 'true' }),
        label,
        clock,
        iconButton('trash', t('voice.discard'), () => finish(false), { 'data-testid': 'record-discard' }),
        send,
    );
    const waiting = new Set();
    let recorder = null;
    let left = 0;
    let timer = null;
    let began = 0;

    // Plain HTTP has no microphone.
    button.hidden = typeof MediaRecorder === 'undefined' || !navigator.mediaDevices;

    const start = oneAtATime(async () => {
        if (recorder) return;
        const target = parley.target();
        const before = left;
        let stream;
        try {
            stream = await navigator.mediaDevices.getUserMedia({ audio: true });
        } catch ({ name }) {
            return parley.toast(t(name === 'NotReadableError' ? 'voice.busy' : 'voice.denied'), 'error');
        }
        if (left !== before) return release(stream);
        record(stream, target);
    });

    function record(stream, target) {
        const mimeType = FORMS.find(form => MediaRecorder.isTypeSupported(form));
        const own = new MediaRecorder(stream, mimeType ? { mimeType } : {});
        const parts = [];
        own.target = target;
        own.ondataavailable = ({ data }) => data.size && parts.push(data);
        own.note = new Promise(resolve => {
            own.onstop = () => {
                release(stream);
                // It ends by itself if the microphone is taken away.
                if (recorder === own) halt();
                resolve(new Blob(parts, { type: own.mimeType }));
            };
        });
        recorder = own;
        began = performance.now();
        own.start(1000);
        setText(label, t('voice.recording'));
        element.classList.remove('halted');
        show(true);
        send.focus();
        timer = setInterval(tick, 250);
        tick();
    }

    function tick() {
        setText(clock, duration(elapsed()));
        if (elapsed() >= LONGEST || !element.checkVisibility()) halt();
    }

    const elapsed = () => (performance.now() - began) / 1000;

    /** Listens no more. What becomes of the note is the user's decision. */
    function halt() {
        if (recorder.seconds) return;
        recorder.seconds = Math.max(1, Math.round(elapsed()));
        clearInterval(timer);
        showHalted(recorder);
        if (recorder.state !== 'inactive') recorder.stop();
    }

    function showHalted({ seconds }) {
        setText(clock, duration(seconds));
        setText(label, t('voice.recorded'));
        element.classList.add('halted');
    }

    async function finish(sent) {
        if (!recorder) return;
        halt();
        const { target, seconds, note } = recorder;
        recorder = null;
        show(false);
        if (sent) deliver(target, seconds, await note);
    }

    /** Whoever leaves the conversation, or logs out, is not listened to any more. */
    function leave() {
        left++;
        if (!recorder) return;
        halt();
        waiting.add(recorder);
        recorder = null;
        show(false);
    }

    function render(state) {
        const note = recorder ? null : [...waiting].find(({ target }) => isForShown(target, state));
        if (!note) return;
        waiting.delete(note);
        recorder = note;
        showHalted(note);
        const focused = button.closest('form').contains(document.activeElement);
        show(true);
        if (focused) send.focus();
    }

    function deliver(target, seconds, blob) {
        if (!blob.size) return parley.toast(t('voice.empty'), 'error');
        parley.attach(blob, { target, kind: 'voice', name: 'voice', seconds });
    }

    function show(on) {
        element.hidden = !on;
        recording(on);
    }

    return { button, element, leave, render };
}

function release(stream) {
    stream.getTracks().forEach(track => track.stop());
}
