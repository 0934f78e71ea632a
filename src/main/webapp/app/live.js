import { Alerts } from './alerts.js';
import { Calls } from './calls.js';
import { newCid } from './cid.js';
import { Outbox } from './outbox.js';
import { Presence } from './presence.js';
import { Receipts } from './receipts.js';
import { Socket } from './socket.js';
import { directWith } from './state/summary.js';
import { storage } from './storage.js';
import { Sync } from './sync.js';
import { Transfer } from './transfer.js';
import { Typing } from './typing.js';
import { Uploads } from './uploads.js';
import { showPictures } from './view/avatar.js';

const SOCKET_URL = new URL('../ws', import.meta.url);
SOCKET_URL.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
const LONGEST_PAUSE = 30_000;

/**
 * What lives from log-in to log-out: the connection and all that depends on it. `resumed` hears after a connect that
 * the conversations are known, with true for the first time; `failed` hears refusals that belong to no message, `unsent`
 * those of messages that are not on show, `unedited` those of edits.
 */
export class Live {
    #stopped = false;
    #room = null;

    constructor({ store: outer, api, session, push, resumed, settingsChanged, failed, unsent, unedited, callFailed }) {
        const store = this.#whileLive(outer);
        Object.assign(this, { store, api, resumed });
        const transmit = frame => this.socket.send(frame);
        this.receipts = new Receipts({ transmit });
        this.typing = new Typing({ transmit });
        this.presence = new Presence({ transmit, busy: () => Boolean(store.state.call) });
        this.outbox = new Outbox({
            user: store.state.me.user,
            storage: storage(),
            transmit,
            changed: items => store.dispatch('outbox/changed', { items }),
            stalled: () => this.socket.restart(),
            directWith: user => directWith(store.state.conversations, user)?.id,
            fits: frame => this.socket.fits(frame),
            // As if the server had refused it, which would close the connection instead.
            tooLarge: cid => this.sync.frames([{ type: 'error', code: 'too_large', cid }]),
        });
        store.dispatch('outbox/changed', { items: this.outbox.items });
        this.alerts = new Alerts({ store, push });
        this.calls = new Calls({ store, api, alerts: this.alerts, transmit, failed: callFailed });
        this.transfer = new Transfer(api);
        showPictures({ ofPerson: api.avatar, ofGroup: api.groupAvatar });
        this.uploads = new Uploads({
            transfer: this.transfer,
            send: item => this.outbox.add({ cid: newCid(), ...item }),
            changed: items => store.dispatch('uploads/changed', { items }),
        });
        this.sync = new Sync({
            store,
            api,
            receipts: this.receipts,
            outbox: this.outbox,
            calls: this.calls,
            alerts: this.alerts,
            settingsChanged,
            failed,
            unsent,
            unedited,
        });
        this.socket = new Socket({
            url: SOCKET_URL.href,
            token: options => session.token(options),
            frames: frames => this.sync.frames(frames),
            state: connection => this.#changed(connection),
            rejected: () => session.end('disabled'),
        });
    }

    /** What is answered after the log-out does not become the next user's. */
    #whileLive(store) {
        return {
            get state() {
                return store.state;
            },
            dispatch: (...action) => this.#stopped || store.dispatch(...action),
        };
    }

    /** How large a file may be; if the server does not tell now, it will when the file is there. */
    async room() {
        this.#room ??= this.api.fileRoom().catch(() => (this.#room = null));
        return (await this.#room) ?? { maxSize: Infinity };
    }

    start() {
        this.presence.start();
        this.socket.start();
    }

    stop() {
        this.#stopped = true;
        this.calls.stop();
        this.presence.stop();
        this.alerts.stop();
        this.socket.stop();
        this.outbox.stop();
        this.receipts.stop();
        this.uploads.stop();
        this.transfer.stop();
        showPictures(null);
        this.sync.stop();
    }

    #changed(connection) {
        if (this.#stopped) return;
        this.store.dispatch('connection/changed', { connection });
        if (connection === 'online') {
            this.outbox.connected();
            this.uploads.connected();
            this.presence.connected();
            this.#resume();
        } else {
            this.outbox.disconnected();
            this.receipts.stop();
        }
    }

    async #resume(pause = 1000) {
        const first = !this.store.state.loaded;
        try {
            await this.sync.resume(() => this.#stopped || this.resumed(first));
        } catch (error) {
            if (!('status' in error)) throw error;
            const again = () => !this.#stopped && this.store.state.connection === 'online';
            setTimeout(() => again() && this.#resume(Math.min(pause * 2, LONGEST_PAUSE)), pause);
        }
    }
}
