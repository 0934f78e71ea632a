import { kindOf, RETRYABLE } from './outbox.js';
import { isChange } from './state/changes.js';
import { hasGap, lastSeq, firstSeq } from './state/log.js';

const PAGE = 50;
const FAR_BEHIND = 400;
const GRACE = 400;

/**
 * Brings what the server says into the state, in order and without gaps. What comes live is applied at once; whatever is
 * missing is read from the log, which is the truth.
 */
export class Sync {
    #filling = new Set();
    #graces = new Map();
    #refreshing = new Map();
    #asked = new Set();
    #contactsRead = 0;

    constructor({ store, api, receipts, outbox, calls, alerts, settingsChanged, failed }) {
        Object.assign(this, { store, api, receipts, outbox, calls, alerts, settingsChanged, failed });
    }

    /** Frames of one WebSocket message, in order. */
    frames(frames) {
        for (const frame of frames) this[`_${frame.type}`]?.(frame);
    }

    /** Own messages read from the log need no more sending. */
    #settle(messages) {
        for (const { cid, seq } of messages) if (cid) this.outbox.acked(cid, seq);
    }

    /** After each connect: one request tells what was missed; what is loaded is then brought up to date. */
    async resume() {
        const started = new Date(Date.now() - 30_000).toISOString();
        const before = new Set(Object.keys(this.store.state.conversations));
        const conversations = await this.api.conversations();
        this.store.dispatch('conversations/loaded', { conversations, before });
        conversations.forEach(summary => this.#receiptsFor(summary));
        this.learn(conversations.filter(({ type, last }) => type === 'group' && last).map(({ last }) => last.from));
        for (const [id, log] of Object.entries(this.store.state.logs)) {
            if (!this.store.state.conversations[id]) this.store.dispatch('conversation/gone', { id });
            else if (!log.unopened) await this.#catchUp(id);
        }
        const { route, members } = this.store.state;
        Object.keys(members).forEach(id => id !== route.id && this.store.dispatch('members/dropped', { id }));
        if (route.id) await this.loadMembers(route.id);
        await this.loadContacts();
        this.outbox.caughtUp(started);
    }

    /** What the server does not know of yet, because the connection was gone when it happened, it is told now. */
    #receiptsFor({ id, lastSeq: last, delivered, read }) {
        this.receipts.confirmed(id, { delivered, read });
        this.receipts.delivered(id, last);
        const known = this.store.state.conversations[id];
        if (known.read > read) this.receipts.read(id, known.read);
    }

    /** Loads the newest page of a conversation that is not loaded. */
    async open(id) {
        const log = this.store.state.logs[id];
        if (log && (!log.unopened || log.loading)) return;
        await this.#loading(id, 'page', async () => {
            const { messages, more } = await this.api.messages(id, { limit: PAGE });
            this.#settle(messages);
            this.store.dispatch('log/opened', { id, page: messages, older: more, newer: false });
        });
        this.#checkGap(id);
        await this.#fetchQuotes(id);
    }

    async older(id) {
        const log = this.store.state.logs[id];
        if (!log?.older || log.loading) return;
        await this.#loading(id, 'older', async () => {
            const before = firstSeq(log);
            const { messages, more } = await this.api.messages(id, { before, limit: PAGE });
            this.store.dispatch('log/prepended', { id, page: messages, older: more, before });
        });
        await this.#fetchQuotes(id);
    }

    async newer(id) {
        const log = this.store.state.logs[id];
        if (!log?.newer || log.loading) return;
        await this.#loading(id, 'newer', async () => {
            const after = lastSeq(log);
            const { messages, more } = await this.api.messages(id, { after, limit: PAGE });
            this.store.dispatch('log/extended', { id, page: messages, newer: more, after });
        });
        this.#checkGap(id);
        await this.#fetchQuotes(id);
    }

    /** Makes sure that a message is loaded, by moving the window to it if need be. */
    async around(id, seq) {
        const log = this.store.state.logs[id];
        if (log?.entries.some(message => message.seq === seq)) return;
        await this.#loading(id, 'page', async () => {
            const { messages } = await this.api.messages(id, { around: seq, limit: PAGE });
            const last = messages.at(-1)?.seq ?? 0;
            const newer = last < this.store.state.conversations[id].lastSeq;
            const older = (messages[0]?.seq ?? 0) > this.store.state.conversations[id].joinedSeq;
            this.store.dispatch('log/opened', { id, page: messages, older, newer });
        });
        await this.#fetchQuotes(id);
    }

    /** Back to the newest end of a detached window. */
    async latest(id) {
        if (!this.store.state.logs[id]?.newer) return;
        this.store.dispatch('log/dropped', { id });
        await this.open(id);
    }

    async loadMembers(id) {
        const summary = this.store.state.conversations[id];
        if (!summary || summary.type === 'direct') return;
        this.store.dispatch('members/loaded', { id, members: await this.api.members(id) });
    }

    /** Contacts, requests and blocks; each change of them reads all again, the last wish counts. */
    async loadContacts() {
        const turn = ++this.#contactsRead;
        const [contacts, requests, blocked] = await Promise.all([
            this.api.contacts(),
            this.api.contactRequests(),
            this.api.blocked(),
        ]);
        if (turn === this.#contactsRead)
            this.store.dispatch('contacts/loaded', { contacts: { contacts, requests, blocked } });
    }

    /** Who waits to be let into a group; only those who decide it may ask. */
    async loadJoinRequests(id) {
        const summary = this.store.state.conversations[id];
        if (!summary?.joinRequests) return;
        this.store.dispatch('join-requests/loaded', { id, requests: await this.api.joinRequests(id) });
    }

    /** Names of people who wrote and are not known yet. */
    learn(users) {
        for (const user of users) {
            if (!user || this.#asked.has(user) || this.store.state.people[user]?.status !== undefined) continue;
            this.#asked.add(user);
            this.api
                .user(user)
                .then(person => this.store.dispatch('people/loaded', { people: [person] }))
                .catch(error => error.status === 404 || this.#asked.delete(user));
        }
    }

    _ack({ cid, conversation, seq, at }) {
        const item = this.outbox.acked(cid, seq);
        if (item && seq !== undefined) {
            const { user: _, state: __, sentAt: ___, ...content } = item;
            const from = this.store.state.me.user;
            this._message({ ...content, conversation, seq, from, kind: kindOf(item), at: at ?? item.at, cid });
        }
        if (item?.user && !this.store.state.conversations[conversation]) this.refreshSoon(conversation, 0);
    }

    _message({ type: _, ...message }) {
        const id = message.conversation;
        if (message.from === this.store.state.me.user && message.cid) this.outbox.acked(message.cid, message.seq);
        if (!this.store.state.conversations[id]) this.refreshSoon(id, 0);
        this.store.dispatch('message/received', { message });
        if (message.from !== this.store.state.me.user) this.receipts.delivered(id, message.seq);
        if (message.kind === 'member') this.#memberChange(id);
        if (isChange(message) && this.store.state.conversations[id]?.stale) this.refreshSoon(id, 200);
        if (message.kind === 'call') this.#callOver(message);
        this.#checkGap(id);
        if (message.replyTo) this.#fetchQuotes(id);
        this.learn([message.from]);
        this.alerts.message(message);
    }

    _settings({ settings }) {
        this.settingsChanged(settings);
    }

    _receipt(frame) {
        if (frame.user === this.store.state.me.user)
            this.receipts.confirmed(frame.conversation, { delivered: 0, read: 0, ...frame });
        this.store.dispatch('receipt/received', frame);
        if (this.store.state.conversations[frame.conversation]?.stale) this.refreshSoon(frame.conversation);
    }

    _typing(frame) {
        if (frame.user === this.store.state.me.user) return;
        this.learn([frame.user]);
        this.store.dispatch('typing/received', { ...frame, until: Date.now() + 6000 });
    }

    _presence(frame) {
        this.store.dispatch('presence/received', frame);
    }

    _conversation({ conversation: id, summary, gone }) {
        if (gone) {
            clearTimeout(this.#refreshing.get(id));
            this.#refreshing.delete(id);
            return this.store.dispatch('conversation/gone', { id });
        }
        if (!summary) return this.refreshSoon(id, 0);
        this.store.dispatch('conversation/changed', { summary });
        if (this.store.state.route.id === id) this.loadJoinRequests(id).catch(() => {});
        this.receipts.confirmed(id, summary);
        this.receipts.delivered(id, summary.lastSeq);
        const log = this.store.state.logs[id];
        if (log && !log.unopened && !log.newer && lastSeq(log) < summary.lastSeq) this.#checkGap(id, true);
    }

    _contact({ user, name, state }) {
        this.loadContacts().catch(() => {});
        if (state === 'incoming') this.asked?.(user, name);
    }

    _welcome({ connection }) {
        this.calls.connected(connection);
    }

    _signal(frame) {
        this.learn([frame.user]);
        this.calls.signal(frame);
    }

    _error({ code, detail, cid, call, retryAfter }) {
        if (call) this.calls.refused(call, code, detail);
        else if (cid) this.#refused(cid, code, detail, retryAfter);
        else if (retryAfter || RETRYABLE.has(code)) this.receipts.again(retryAfter ?? 1000);
        else if (code !== 'not_found' && code !== 'forbidden') this.failed(code, detail);
    }

    /** A text that was refused stays where it is, for another try; a change has no place of its own to stay. */
    #refused(cid, code, detail, retryAfter) {
        const item = this.outbox.items.find(other => other.cid === cid);
        if (item && isChange(item) && !RETRYABLE.has(code)) {
            this.outbox.discard(cid);
            this.failed(code, detail);
        } else this.outbox.refused(cid, code, detail, retryAfter);
    }

    /** Reads one conversation's summary again; several wishes within the pause are one request. */
    refreshSoon(id, pause = 1000) {
        if (this.#refreshing.has(id)) return;
        const timer = setTimeout(async () => {
            this.#refreshing.delete(id);
            try {
                const summary = await this.api.conversation(id);
                this.store.dispatch('conversation/changed', { summary });
                this.receipts.delivered(id, summary.lastSeq);
            } catch (error) {
                if (error.code === 'forbidden' || error.code === 'not_found') this.store.dispatch('conversation/gone', { id });
            }
        }, pause);
        this.#refreshing.set(id, timer);
    }

    stop() {
        this.#refreshing.forEach(clearTimeout);
        this.#graces.forEach(clearTimeout);
        this.#refreshing.clear();
        this.#graces.clear();
        this.#asked.clear();
    }

    /** Whoever took part in a call need not read that it was. */
    #callOver({ conversation: id, seq, from, outcome }) {
        const missed = ['missed', 'cancelled', 'busy'].includes(outcome);
        const summary = this.store.state.conversations[id];
        if (missed || from === this.store.state.me.user || summary?.read !== seq - 1) return;
        this.receipts.read(id, seq);
        this.store.dispatch('conversation/read', { id, seq });
    }

    #memberChange(id) {
        this.refreshSoon(id, 200);
        if (this.store.state.members[id]) this.loadMembers(id).catch(() => {});
    }

    /** What is missing may be on its way; only after a moment is it read from the log. */
    #checkGap(id, behind = false) {
        const log = this.store.state.logs[id];
        if (!log || log.unopened || !(behind || hasGap(log)) || this.#graces.has(id)) return;
        const timer = setTimeout(() => {
            this.#graces.delete(id);
            const now = this.store.state.logs[id];
            const summary = this.store.state.conversations[id];
            if (now && !now.newer && (hasGap(now) || lastSeq(now) < (summary?.lastSeq ?? 0)))
                this.#fill(id).catch(() => {});
        }, GRACE);
        this.#graces.set(id, timer);
    }

    async #catchUp(id) {
        const { logs, conversations, route } = this.store.state;
        const log = logs[id];
        if (log.newer) return this.#renew(id, log);
        const missed = conversations[id].lastSeq - lastSeq(log);
        if (missed <= 0 && !hasGap(log)) return;
        if (missed <= FAR_BEHIND) return this.#fill(id);
        this.store.dispatch('log/dropped', { id });
        if (route.id === id) await this.open(id);
    }

    /** What changed, while nobody told, of a window that was moved. */
    async #renew(id, log) {
        let after = firstSeq(log) - 1;
        while (after < lastSeq(log)) {
            const { messages } = await this.api.messages(id, { after, limit: 200 });
            if (!messages.length) return;
            this.store.dispatch('log/renewed', { id, page: messages });
            after = messages.at(-1).seq;
        }
    }

    async #fill(id) {
        if (this.#filling.has(id)) return;
        this.#filling.add(id);
        try {
            let empty = 0;
            for (let more = true; more || (hasGap(this.store.state.logs[id] ?? { waiting: [] }) && empty < 2);) {
                const log = this.store.state.logs[id];
                if (!log || log.newer) return;
                const after = lastSeq(log);
                const page = await this.api.messages(id, { after, limit: 200 });
                this.#settle(page.messages);
                this.store.dispatch('log/extended', { id, page: page.messages, newer: false, after });
                more = page.more;
                if (!page.messages.length) empty++;
            }
            if (hasGap(this.store.state.logs[id] ?? { waiting: [] })) this.store.dispatch('log/gap-accepted', { id });
        } finally {
            this.#filling.delete(id);
        }
        await this.#fetchQuotes(id);
    }

    async #loading(id, what, task) {
        this.store.dispatch('log/loading', { id, loading: what });
        try {
            await task();
        } catch (error) {
            this.store.dispatch('log/loading', { id, loading: null });
            if (this.store.state.logs[id]?.unopened) this.store.dispatch('log/dropped', { id });
            throw error;
        }
        if (this.store.state.logs[id]?.loading) this.store.dispatch('log/loading', { id, loading: null });
    }

    /** Replies to messages outside the window need their originals for the quotation. */
    async #fetchQuotes(id) {
        const { logs, quotes } = this.store.state;
        const entries = logs[id]?.entries ?? [];
        const here = new Set(entries.map(message => message.seq));
        const wanted = entries.filter(
            ({ replyTo }) => replyTo && !here.has(replyTo) && !(`${id}/${replyTo}` in quotes),
        );
        for (const seq of new Set(wanted.map(message => message.replyTo))) {
            this.store.dispatch('quote/loaded', { id, seq, message: null });
            try {
                const { messages } = await this.api.messages(id, { before: seq + 1, limit: 1 });
                const message = messages.find(other => other.seq === seq);
                if (message) this.store.dispatch('quote/loaded', { id, seq, message });
            } catch {
                // the quotation then stays without its text
            }
        }
        this.learn(new Set(entries.map(message => message.from)));
    }
}
