import { newCid } from './cid.js';
import { Ring } from './ring.js';

const ALIVE = 10_000;
const CONNECTING = 25_000;
const LOST = 15_000;
/** How often to see whether there is a connection by which the server could say that nobody answers. */
const UNANSWERED = 60_000;
/** The longest that a server may be set to let a call ring, and a moment to say that it is over. */
const RINGING = 310_000;
/** Why there is no sound to send, by the browser's name for it. */
const REASONS = { NotAllowedError: 'mediaDenied', NotReadableError: 'mediaBusy' };

/**
 * The one call that this device is in, or that rings here. What views need is in the state as `call`: id, user, video,
 * phase (`dialing`, `incoming`, `connecting`, `active`), ringing, muted, camera, since, and the streams `local` and
 * `remote`. The server says who answered and when it is over; the devices agree on sound and picture between them.
 */
export class Calls {
    #connection = null;
    #peer = null;
    #candidates = [];
    #early = [];
    #timers = new Set();
    #ring = new Ring();
    #leave = () => this.hangUp();

    constructor({ store, api, alerts, transmit, failed }) {
        Object.assign(this, { store, api, alerts, transmit, failed });
        addEventListener('pagehide', this.#leave);
    }

    get #call() {
        return this.store.state.call;
    }

    /** The connection to the server is a new one. */
    connected(connection) {
        this.#connection = connection;
        const { phase, video, local } = this.#call ?? {};
        if (this.#inCall()) this.#send('alive');
        // Whether it rings still, the answer tells.
        else if (phase === 'incoming') this.#send('ringing');
        // The first one may have been lost, or what became of it; if not, the server takes this one as nothing.
        else if (phase === 'dialing' && local) this.#send('invite', { video });
    }

    stop() {
        removeEventListener('pagehide', this.#leave);
        this.hangUp();
    }

    // ---- what the user does

    async start(user, video) {
        if (this.#call) return;
        const call = { id: newCid(), user, video, phase: 'dialing', ringing: false, muted: false, camera: video };
        this.#set(call);
        this.#ring.start('outgoing');
        if (!(await this.#capture(call.id, video))) return;
        if (!this.#send('invite', { video })) return this.#end('offline');
        this.#every(UNANSWERED, () => this.store.state.connection === 'online' || this.#giveUp('offline'));
        this.#after(RINGING, () => this.#giveUp('missed'));
    }

    async accept(video) {
        const call = this.#call;
        if (call?.phase !== 'incoming' || call.answering) return;
        this.#change({ answering: true, camera: video });
        if (await this.#capture(call.id, video)) {
            if (this.#send('accept')) return;
            this.#release();
            this.failed('call.offline');
        }
        if (this.#call?.id === call.id) this.#change({ answering: false });
    }

    /** Whatever the phase: this device wants no more of the call. */
    hangUp(failed = false) {
        const phase = this.#call?.phase;
        if (!phase) return;
        if (phase === 'dialing') this.#send('cancel');
        else if (phase === 'incoming') this.#send('reject');
        else this.#send('hangup', failed ? { failed: true } : undefined);
        this.#end();
    }

    mute(muted) {
        this.#call.local?.getAudioTracks().forEach(track => (track.enabled = !muted));
        this.#change({ muted });
    }

    showCamera(camera) {
        this.#call.local?.getVideoTracks().forEach(track => (track.enabled = camera));
        this.#change({ camera });
    }

    // ---- what the server says

    /** A `signal` frame. */
    signal(frame) {
        if (frame.event === 'invite') return this.#invited(frame);
        if (frame.event === 'accept') this.#crossed(frame);
        if (frame.call !== this.#call?.id) return;
        this[`_${frame.event}`]?.(frame);
    }

    refused(id, code, detail) {
        if (id !== this.#call?.id) return;
        this.#end();
        this.failed(code, detail);
    }

    #invited({ call: id, user, data }) {
        if (this.#call) return;
        const video = Boolean(data?.video);
        this.#set({ id, user, video, phase: 'incoming', ringing: true, muted: false, camera: video });
        this.#send('ringing');
        if (this.store.state.sound && this.alerts.leads) this.#ring.start('incoming');
        this.alerts.call(user);
    }

    /** The other one was calling already: it is their call that this device is in. */
    #crossed({ call: id, connection, data }) {
        if (!data?.instead || data.instead !== this.#call?.id || connection !== this.#connection) return;
        this.#change({ id, video: Boolean(data.video) });
    }

    _ringing() {
        if (this.#call.phase === 'dialing') this.#change({ ringing: true });
    }

    _accept({ user, connection }) {
        const mine = user === this.store.state.me.user;
        if (mine && connection !== this.#connection) return this.#end();
        if (!mine && this.#call.phase !== 'dialing') return;
        this.#ring.stop();
        this.#change({ phase: 'connecting' });
        this.#after(CONNECTING, () => this.#call?.phase === 'connecting' && this.#lost());
        this.#every(ALIVE, () => this.#send('alive'));
        this.#connect(!mine).catch(() => this.#lost());
    }

    _reject() {
        this.#end('rejected');
    }

    _busy() {
        this.#end('busy');
    }

    _cancel({ data }) {
        this.#end(data?.reason === 'missed' && this.#call.phase === 'dialing' ? 'missed' : null);
    }

    _hangup() {
        this.#end('over');
    }

    async _offer({ data }) {
        if (!this.#peer) return this.#early.push(() => this._offer({ data }));
        await this.#described(data);
        await this.#peer.setLocalDescription();
        this.#send('answer', { type: 'answer', sdp: this.#peer.localDescription.sdp });
    }

    async _answer({ data }) {
        if (this.#peer) await this.#described(data);
    }

    async _candidate({ data }) {
        if (!this.#peer?.remoteDescription) return this.#candidates.push(data);
        await this.#peer.addIceCandidate(data).catch(() => {});
    }

    // ---- sound and picture

    async #capture(id, video) {
        try {
            const local = await this.#devices(video);
            if (this.#call?.id !== id) {
                local.getTracks().forEach(track => track.stop());
                return false;
            }
            this.#change({ local, camera: local.getVideoTracks().length > 0 });
            return true;
        } catch (error) {
            if (this.#call?.id !== id) return false;
            if (this.#call.phase === 'dialing') this.#end();
            this.failed(REASONS[error.name] ?? 'mediaMissing');
            return false;
        }
    }

    async #devices(video) {
        const audio = { echoCancellation: true, noiseSuppression: true };
        if (!video) return navigator.mediaDevices.getUserMedia({ audio });
        try {
            return await navigator.mediaDevices.getUserMedia({ audio, video: { width: { ideal: 1280 } } });
        } catch (error) {
            if (error.name === 'NotAllowedError') throw error;
            return navigator.mediaDevices.getUserMedia({ audio });
        }
    }

    async #connect(offering) {
        const { id, local } = this.#call;
        const { iceServers } = await this.api.iceServers();
        if (this.#call?.id !== id) return;
        const peer = new RTCPeerConnection({ iceServers });
        this.#peer = peer;
        peer.onicecandidate = ({ candidate }) => candidate && this.#send('candidate', candidate.toJSON());
        peer.ontrack = ({ streams: [remote] }) => this.#call?.id === id && this.#change({ remote });
        peer.onconnectionstatechange = () => this.#peer === peer && this.#moved(peer, offering);
        local.getTracks().forEach(track => peer.addTrack(track, local));
        // Whoever has no camera still sees the other one.
        if (offering && this.#call.video && !local.getVideoTracks().length)
            peer.addTransceiver('video', { direction: 'recvonly' });
        if (offering) await this.#offer();
        this.#early.splice(0).forEach(task => task().catch(() => this.#lost()));
    }

    async #offer(options) {
        await this.#peer.setLocalDescription(await this.#peer.createOffer(options));
        this.#send('offer', { type: 'offer', sdp: this.#peer.localDescription.sdp });
    }

    async #described(description) {
        await this.#peer.setRemoteDescription(description);
        for (const candidate of this.#candidates.splice(0)) await this.#peer.addIceCandidate(candidate).catch(() => {});
    }

    #moved(peer, offering) {
        const { phase } = this.#call;
        if (peer.connectionState === 'connected' && phase === 'connecting')
            this.#change({ phase: 'active', since: Date.now() });
        if (peer.connectionState === 'failed') return this.#lost();
        if (peer.connectionState !== 'disconnected') return;
        if (offering) this.#offer({ iceRestart: true }).catch(() => {});
        this.#after(LOST, () => this.#peer === peer && peer.connectionState !== 'connected' && this.#lost());
    }

    #lost() {
        const never = this.#call?.phase === 'connecting';
        this.hangUp(never);
        this.failed(never ? 'callFailed' : 'callLost');
    }

    // ---- odds and ends

    #inCall() {
        return this.#call?.phase === 'connecting' || this.#call?.phase === 'active';
    }

    /** Returns whether there was a connection to send it by. */
    #send(event, data) {
        const { id, user } = this.#call;
        return this.transmit({ type: 'signal', call: id, user, event, ...(data ? { data } : {}) });
    }

    #end(note = null) {
        this.#ring.stop();
        this.alerts.callOver();
        this.#timers.forEach(timer => clearInterval(timer));
        this.#timers.clear();
        this.#peer?.close();
        this.#peer = null;
        this.#candidates = [];
        this.#early = [];
        this.#release();
        this.#set(null);
        if (note && note !== 'over') this.failed(`call.${note}`);
    }

    /** The server ends what nobody answers, and says so; this is for when nothing is heard of it. */
    #giveUp(note) {
        if (this.#call.phase !== 'dialing') return;
        this.#send('cancel');
        this.#end(note);
    }

    /** Microphone and camera are the user's own again. */
    #release() {
        this.#call.local?.getTracks().forEach(track => track.stop());
    }

    #after(pause, task) {
        this.#timers.add(setTimeout(task, pause));
    }

    #every(pause, task) {
        this.#timers.add(setInterval(task, pause));
    }

    #set(call) {
        this.store.dispatch('call/changed', { call });
    }

    #change(change) {
        if (this.#call) this.#set({ ...this.#call, ...change });
    }
}
