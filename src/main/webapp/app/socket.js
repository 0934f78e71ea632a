const PROTOCOL = 'parley.v1';
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
const STABLE = 10_000;
const OPENING = 15_000;
/** How long nothing may come before the connection is tried, and how long that may take. */
const QUIET = 60_000;
const ANSWER = 10_000;

/**
 * The one WebSocket of this tab, opened again whenever it is lost: with growing, random pauses, so that a restarted
 * server is not met by all its clients at once.
 *
 * `frames` hears the frames of each message, `state` hears `online` (after the welcome) and `offline`; `rejected` hears
 * that the account may not connect any more.
 */
export class Socket {
    #socket = null;
    #attempt = 0;
    #timer = null;
    #stable = null;
    #opening = null;
    #silence = null;
    #probing = false;
    #online = false;
    #running = false;
    #queue = [];
    #maxFrame = 65_536;
    /** A token that came while the connection was being opened with the one before. */
    #fresh = null;

    constructor({
        url,
        token,
        frames,
        state,
        rejected,
        open = defaultOpen,
        random = Math.random,
        timers = globalThis,
    }) {
        Object.assign(this, { url, token, frames, state, rejected, open, random, timers });
    }

    start() {
        this.#running = true;
        this.#connect();
    }

    stop() {
        this.#running = false;
        this.timers.clearTimeout(this.#timer);
        // The end of a call, say.
        this.#flush();
        this.#drop(1000);
    }

    /** Queues a frame; those of one turn go out together. False while there is no connection. */
    send(frame) {
        if (!this.#online) return false;
        this.#queue.push(frame);
        if (this.#queue.length === 1) queueMicrotask(() => this.#flush());
        return true;
    }

    /** Whether the server takes a frame of this size; it closes the connection on which a larger one comes. */
    fits(frame) {
        return bytesOf(JSON.stringify(frame)) <= this.#maxFrame;
    }

    /** Gives the connection a fresh token, so that it may stay open; one that is being opened gets it after the welcome. */
    authenticate(token) {
        this.#fresh = this.send({ type: 'auth', token }) ? null : token;
    }

    /** The network is back or the page visible again: do not wait for the end of the pause, nor believe that it works. */
    hurry() {
        if (!this.#running) return;
        if (this.#online) this.#probe();
        if (this.#socket) return;
        this.timers.clearTimeout(this.#timer);
        this.#connect();
    }

    /** The connection seems dead, although nobody closed it. */
    restart() {
        if (!this.#running) return;
        this.#drop(4000);
        this.state('offline');
        this.#later(0);
    }

    async #connect(renew = false) {
        this.timers.clearTimeout(this.#timer);
        const token = await this.#freshToken(renew || this.#attempt % 3 === 2);
        if (!this.#running || this.#socket) return;
        if (!token) return this.#later(this.#pause());
        const socket = this.open(this.url, [PROTOCOL, `bearer.${token}`]);
        this.#socket = socket;
        this.#fresh = null;
        this.#opening = this.timers.setTimeout(() => this.#hung(), OPENING);
        socket.onmessage = event => this.#socket === socket && this.#received(event.data);
        socket.onclose = event => this.#socket === socket && this.#closed(event.code);
    }

    #hung() {
        this.#drop(4000);
        this.state('offline');
        this.#later(this.#pause());
    }

    async #freshToken(renew) {
        try {
            return await this.token({ renew });
        } catch {
            return null;
        }
    }

    /** Something came. If nothing does for a while, the connection may be dead without anybody having closed it. */
    #heard() {
        this.#probing = false;
        this.timers.clearTimeout(this.#silence);
        this.#silence = this.timers.setTimeout(() => this.#probe(), QUIET);
    }

    #probe() {
        if (this.#probing) return;
        this.#probing = true;
        this.send({ type: 'ping' });
        this.timers.clearTimeout(this.#silence);
        this.#silence = this.timers.setTimeout(() => this.restart(), ANSWER);
    }

    #unheard() {
        this.#probing = false;
        this.timers.clearTimeout(this.#silence);
    }

    #received(data) {
        this.#heard();
        let frames;
        try {
            frames = [JSON.parse(data)].flat();
        } catch {
            return;
        }
        const welcome = frames.find(frame => frame.type === 'welcome');
        if (welcome) this.#welcomed(welcome);
        this.frames(frames);
    }

    #welcomed(welcome) {
        this.#maxFrame = welcome.maxFrame ?? this.#maxFrame;
        this.#online = true;
        this.timers.clearTimeout(this.#opening);
        this.#stable = this.timers.setTimeout(() => (this.#attempt = 0), STABLE);
        if (this.#fresh) this.authenticate(this.#fresh);
        this.state('online');
    }

    #closed(code) {
        const wasOnline = this.#online;
        this.#forget();
        this.state('offline');
        if (!this.#running) return;
        if (code === 4403) {
            this.#running = false;
            return this.rejected();
        }
        if (code === 4401) return this.#connect(true);
        if (code === 4429) this.#attempt = Math.max(this.#attempt, 5);
        const first = wasOnline && this.#attempt === 0;
        this.#later(first ? this.random() * FIRST_PAUSE : this.#pause());
        if (first) this.#attempt = 1;
    }

    /** Ends the connection, if there is one. */
    #drop(code) {
        const socket = this.#forget();
        if (!socket) return;
        socket.onmessage = socket.onclose = null;
        socket.close(code);
    }

    #forget() {
        const socket = this.#socket;
        this.#unheard();
        this.#socket = null;
        this.#online = false;
        this.#queue = [];
        this.timers.clearTimeout(this.#stable);
        this.timers.clearTimeout(this.#opening);
        return socket;
    }

    #pause() {
        const full = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.#attempt++);
        return full / 2 + (this.random() * full) / 2;
    }

    #later(pause) {
        this.timers.clearTimeout(this.#timer);
        this.#timer = this.timers.setTimeout(() => this.#connect(), pause);
    }

    #flush() {
        const queue = this.#queue;
        this.#queue = [];
        if (!this.#online) return;
        for (const text of packed(queue, this.#maxFrame)) this.#socket.send(text);
    }
}

const defaultOpen = (url, protocols) => new WebSocket(url, protocols);

const bytesOf = text => new TextEncoder().encode(text).length;

/** As few messages as possible for these frames, none longer than `limit` bytes. */
export function packed(frames, limit) {
    const messages = [];
    let batch = [];
    let size = 2;
    const close = () => {
        if (batch.length) messages.push(batch.length === 1 ? batch[0] : `[${batch.join(',')}]`);
        batch = [];
        size = 2;
    };
    for (const frame of frames) {
        const text = JSON.stringify(frame);
        const bytes = bytesOf(text) + 1;
        if (size + bytes > limit) close();
        batch.push(text);
        size += bytes;
    }
    close();
    return messages;
}
