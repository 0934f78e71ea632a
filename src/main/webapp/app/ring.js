const PATTERNS = {
    incoming: { tones: [659, 784], on: 0.9, pause: 1.6, volume: 0.12 },
    outgoing: { tones: [425], on: 1, pause: 3, volume: 0.04 },
    message: { tones: [784, 1047], on: 0.24, volume: 0.06 },
};

/** A ringing sound, made here. Browsers keep it silent until the user has touched the page. */
export class Ring {
    #context = null;
    #timer = null;

    start(name) {
        this.stop();
        const pattern = PATTERNS[name];
        try {
            this.#context = new AudioContext();
        } catch {
            return;
        }
        const again = () => {
            sound(this.#context, pattern);
            this.#timer = setTimeout(again, (pattern.on + pattern.pause) * 1000);
        };
        again();
    }

    stop() {
        clearTimeout(this.#timer);
        this.#context?.close().catch(() => {});
        this.#context = null;
    }
}

const APART = 1000;
let chimed = -APART;

/** Sounds once, if the browser lets it within a second; not for each of many at once. */
export async function chime() {
    if (performance.now() - chimed < APART) return;
    chimed = performance.now();
    let context;
    try {
        context = new AudioContext();
    } catch {
        return;
    }
    setTimeout(() => context.close().catch(() => {}), 1000);
    await context.resume().catch(() => {});
    if (context.state === 'running') sound(context, PATTERNS.message);
}

function sound(context, { tones, on, volume }) {
    if (context.state !== 'running') return;
    const begin = context.currentTime;
    const gain = context.createGain();
    gain.gain.setValueAtTime(0, begin);
    gain.gain.linearRampToValueAtTime(volume, begin + 0.05);
    gain.gain.setValueAtTime(volume, begin + on - 0.1);
    gain.gain.linearRampToValueAtTime(0, begin + on);
    gain.connect(context.destination);
    tones.forEach((frequency, index) => {
        const tone = context.createOscillator();
        tone.frequency.value = frequency;
        tone.connect(gain);
        tone.start(begin + (index * on) / tones.length);
        tone.stop(begin + ((index + 1) * on) / tones.length);
    });
}
