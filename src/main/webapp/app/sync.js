import { Lookups } from './lookups.js';
import { kindOf, RETRYABLE } from './outbox.js';
import { isChange } from './state/changes.js';
import { hasGap, lastSeq, firstSeq } from './state/log.js';
import { directWith, isForShown, isMissed } from './state/summary.js';

const PAGE = 50;
const FAR_BEHIND = 400;
const GRACE = 400;
const MANY = 200;
const AGAIN = 2000;
const GONE = new Set(['forbidden', 'not_found']);

/**
 * Brings what the server says into the state, in order and without gaps. What comes live is applied at once; whatever is
 * missing is read from the log, which is the truth.
 */
export class Sync {
    #filling = new Set();
    #graces = new Map();
    #refreshing = new Map();
    #people = null;
    #contactsRead = 0;
    #membersRead = new Map();
    #membersChanged = new Map();
    /** Conversations that are to be shown at their newest end as soon as they are opened. */
    #wished = new Set();
    #stopped = false;

    constructor({ store, api, receipts, outbox, calls, alerts, settingsChanged, failed, unsent, unedited }) {
        Object.assign(this, { store, api, receipts, outbox, calls, alerts, settingsChanged, failed, unsent, unedited });
        this.#people = new Lookups({
            ask: user => api.user(user),
            isKnown: user => store.state.people[user]?.status !== undefined,
            found: people => store.dispatch('people/loaded', { people }),
        });
    }

    /** Frames of one WebSocket message, in order. */
    frames(frames) {
        for (const frame of frames) this[`_${frame.type}`]?.(frame);
    }

    /** Own messages read from the log need no more sending. */
    #settle(messages) {
        for (const { cid, seq } of messages) if (cid) this.outbox.acked(cid, seq);
    }

    /**
     * After each connect: one request tells what was missed; what is loaded is then brought up to date, what is on show
     * first. `listed` hears as soon as it is known which conversations there are.
     */
    async resume(listed = () => {}) {
        const started = new Date(Date.now() - 30_000).toISOString();
        const before = Object.keys(this.store.state.conversations);
        const conversations = await this.api.conversations();
        this.store.dispatch('conversations/loaded', { conversations });
        conversations.forEach(summary => this.#receiptsFor(summary));
        // One that moved up while the pages were read is in none of them; one that is gone is not either.
        const answered = new Set(conversations.map(({ id }) => id));
        const missing = new Set(before.filter(id => !answered.has(id)));
        missing.forEach(id => this.refreshSoon(id, 0));
        conversations.forEach(({ id }) => this.store.state.conversations[id].stale && this.refreshSoon(id));
        this.#giveUpHomeless();
        const shown = this.#membersOnShow();
        listed();
        this.learn(conversations.filter(({ type, last }) => type === 'group' && last).map(({ last }) => last.from));
        for (const id of new Set([this.store.state.route.id, ...Object.keys(this.store.state.logs)])) {
            if (!missing.has(id)) await this.#catchUp(id).catch(error => this.#notCaughtUp(id, error));
        }
        this.outbox.caughtUp(started);
        await this.loadContacts();
        if (shown) await this.loadMembers(shown).catch(error => this.#notCaughtUp(shown, error));
    }

    /** Whose members are to be read again, being on show. Those of other conversations are when these are shown. */
    #membersOnShow() {
        const { route, members } = this.store.state;
        Object.keys(members).forEach(id => id !== route.id && this.store.dispatch('members/dropped', { id }));
        return members[route.id] ? route.id : null;
    }

    /** What the server does not know of yet, because the connection was gone when it happened, it is told now. */
    #receiptsFor({ id, lastSeq: last, delivered, read }) {
        this.receipts.confirmed(id, { delivered, read });
        this.receipts.delivered(id, last);
        const known = this.store.state.conversations[id];
        if (known.read > read) this.receipts.read(id, known.read);
    }

    /**
     * Loads a page of a conversation that is not loaded: the newest, or where more than that is unread, the one around the
     * first unread message. Of a conversation that is loaded, what it lacks.
     */
    async open(id) {
        if (this.#isFarBehind(id)) this.store.dispatch('log/dropped', { id });
        const log = this.store.state.logs[id];
        if (log && !log.unopened) {
            this.#checkGap(id, 0);
            return this.#fetchQuotes(id);
        }
        if (log?.loading) return;
        const { unread, read, lastSeq: last } = this.store.state.conversations[id] ?? {};
        if (unread && last - read > PAGE) await this.around(id, read + 1);
        else await this.#newest(id, 'page');
        if (this.#wished.delete(id)) await this.latest(id);
        // Whoever has left meanwhile comes back to where it opens then.
        const { route, logs } = this.store.state;
        if (route.id !== id && logs[id]?.newer) this.store.dispatch('log/dropped', { id });
    }

    /** Back to the newest end of a detached window, which stays until that end has been read. */
    async latest(id) {
        const log = this.store.state.logs[id];
        if (log?.unopened) this.#wished.add(id);
        if (!log?.newer || log.loading === 'latest') return;
        await this.#newest(id, 'latest');
    }

    async #newest(id, what) {
        await this.#loading(id, what, async () => {
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
            const summary = this.store.state.conversations[id];
            if (!summary) return;
            const newer = (messages.at(-1)?.seq ?? 0) < summary.lastSeq;
            const older = (messages[0]?.seq ?? 0) > summary.joinedSeq;
            this.store.dispatch('log/opened', { id, page: messages, older, newer });
        });
        await this.#fetchQuotes(id);
    }

    /** The last wish counts, whichever answer comes last. */
    async loadMembers(id) {
        const summary = this.store.state.conversations[id];
        if (!summary || summary.type === 'direct') return;
        const turn = (this.#membersRead.get(id) ?? 0) + 1;
        this.#membersRead.set(id, turn);
        const members = await this.api.members(id);
        if (turn === this.#membersRead.get(id)) this.store.dispatch('members/loaded', { id, members });
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
        this.#people.want(users);
    }

    _ack({ cid, conversation, seq, at }) {
        const item = this.outbox.acked(cid, seq);
        if (item && seq !== undefined) {
            const { user: _, state: __, sentAt: ___, ...content } = item;
            const from = this.store.state.me.user;
            this._message({ ...content, conversation, seq, from, kind: kindOf(item), at: at ?? item.at, cid });
            this.#showSent(item, conversation);
        }
        if (item?.user && !this.store.state.conversations[conversation]) this.refreshSoon(conversation, 0);
    }

    _message({ type: _, ...message }) {
        const id = message.conversation;
        const own = message.from === this.store.state.me.user && message.cid;
        const item = own ? this.outbox.acked(message.cid, message.seq) : undefined;
        if (!this.store.state.conversations[id]) this.refreshSoon(id, 0);
        this.store.dispatch('message/received', { message });
        if (message.from !== this.store.state.me.user) this.receipts.delivered(id, message.seq);
        if (message.kind === 'member') this.#memberChange(id);
        if (isChange(message) && this.store.state.conversations[id]?.stale) this.refreshSoon(id, 200);
        if (message.kind === 'call') this.#callOver(message);
        this.#checkGap(id);
        this.#showSent(item, id);
        if (message.replyTo) this.#fetchQuotes(id);
        this.learn([message.from]);
        this.alerts.message(message);
    }

    /** What this device has sent would leave a window that was moved as soon as it is in the log. */
    #showSent(item, id) {
        if (item && !isChange(item)) this.latest(id).catch(() => {});
    }

    _settings({ settings }) {
        this.settingsChanged(settings);
    }

    _receipt(frame) {
        if (frame.user === this.store.state.me.user)
            this.receipts.confirmed(frame.conversation, { delivered: 0, read: 0, ...frame });
        this.store.dispatch('receipt/received', frame);
        if (frame.user === this.store.state.me.user && frame.read) this.#readElsewhere(frame.conversation);
        if (this.store.state.conversations[frame.conversation]?.stale) this.refreshSoon(frame.conversation);
    }

    #readElsewhere(id) {
        if (!this.store.state.conversations[id]?.unread) this.alerts.read(id);
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
        this.#changed(summary);
        if (this.store.state.route.id === id) this.loadJoinRequests(id).catch(() => {});
    }

    #changed(summary) {
        const { id } = summary;
        this.store.dispatch('conversation/changed', { summary });
        this.#receiptsFor(summary);
        this.#checkGap(id);
        if (this.store.state.conversations[id].stale) this.refreshSoon(id);
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

    /** A text that was refused stays where it is, for another try; a change has no place of its own, but the editor. */
    #refused(cid, code, detail, retryAfter) {
        const item = this.outbox.items.find(other => other.cid === cid);
        if (item && isChange(item) && !RETRYABLE.has(code)) {
            this.outbox.discard(cid);
            this.failed(code, detail);
            if (item.kind === 'edit' && !this.#isEditedAgain(item)) this.unedited(item);
            return;
        }
        this.outbox.refused(cid, code, detail, retryAfter);
        if (item && !RETRYABLE.has(code)) this.#tellUnseen({ ...item, error: code, detail });
    }

    #isEditedAgain({ conversation, target }) {
        const same = other => other.conversation === conversation && other.target === target;
        return this.outbox.items.some(other => other.kind === 'edit' && same(other));
    }

    /** What nobody sees where it stays is told; where nobody can ever see it, it does not stay. */
    #tellUnseen(item) {
        if (isForShown(item, this.store.state)) return;
        this.unsent(item);
        if (this.#isHomeless(item)) this.outbox.discard(item.cid);
    }

    /** What was refused, and whose conversation has gone since. */
    #giveUpHomeless() {
        const homeless = this.outbox.items.filter(item => item.state === 'failed' && this.#isHomeless(item));
        homeless.forEach(item => this.#tellUnseen(item));
    }

    #isHomeless({ conversation, user }) {
        const { loaded, conversations } = this.store.state;
        return loaded && !(conversation ? conversations[conversation] : directWith(conversations, user));
    }

    /** Reads one conversation's summary again, until it is read; several wishes within the pause are one request. */
    refreshSoon(id, pause = 1000) {
        if (this.#refreshing.has(id) || this.#stopped) return;
        const timer = setTimeout(async () => {
            this.#refreshing.delete(id);
            try {
                this.#changed(await this.api.conversation(id));
            } catch (error) {
                if (GONE.has(error.code)) this.store.dispatch('conversation/gone', { id });
                else this.refreshSoon(id, AGAIN);
            }
        }, pause);
        this.#refreshing.set(id, timer);
    }

    stop() {
        this.#stopped = true;
        this.#refreshing.forEach(clearTimeout);
        this.#graces.forEach(clearTimeout);
        this.#membersChanged.forEach(clearTimeout);
        this.#refreshing.clear();
        this.#graces.clear();
        this.#membersChanged.clear();
        this.#people.stop();
    }

    /** Whoever took part in a call need not read that it was. */
    #callOver({ conversation: id, seq, from, outcome }) {
        const summary = this.store.state.conversations[id];
        if (isMissed({ outcome }) || from === this.store.state.me.user || summary?.read !== seq - 1) return;
        this.receipts.read(id, seq);
        this.store.dispatch('conversation/read', { id, seq });
    }

    /** Several changes within the pause are read at once. */
    #memberChange(id) {
        this.refreshSoon(id, MANY);
        if (this.#membersChanged.has(id)) return;
        const timer = setTimeout(() => {
            this.#membersChanged.delete(id);
            if (this.store.state.members[id]) this.loadMembers(id).catch(() => {});
        }, MANY);
        this.#membersChanged.set(id, timer);
    }

    /** What is missing may be on its way; only after a moment is it read from the log, until it is read. */
    #checkGap(id, pause = GRACE) {
        if (!this.#misses(id) || this.#graces.has(id) || this.#stopped) return;
        const timer = setTimeout(() => {
            this.#graces.delete(id);
            if (this.#misses(id)) this.#fill(id).catch(error => this.#notFilled(id, error));
        }, pause);
        this.#graces.set(id, timer);
    }

    #notFilled(id, { code }) {
        if (GONE.has(code)) this.refreshSoon(id, 0);
        else this.#checkGap(id, AGAIN);
    }

    /** Whether more is known of a conversation than its window shows, although that is not a detached one. */
    #misses(id) {
        const { logs, conversations } = this.store.state;
        const log = logs[id];
        if (!log || log.unopened || log.newer) return false;
        return hasGap(log) || lastSeq(log) < (conversations[id]?.lastSeq ?? 0);
    }

    /** A conversation may go, and a window be left, while others are caught up with. */
    async #catchUp(id) {
        const { logs, conversations, route } = this.store.state;
        const log = logs[id];
        if (!log || log.unopened || !conversations[id]) return;
        if (log.newer) {
            await this.#renew(id, log);
            return this.#fetchQuotes(id);
        }
        if (!this.#misses(id)) return this.#fetchQuotes(id);
        if (!this.#isFarBehind(id)) return this.#fill(id);
        this.store.dispatch('log/dropped', { id });
        if (route.id === id) await this.open(id);
    }

    #notCaughtUp(id, error) {
        if (!GONE.has(error.code)) throw error;
        this.refreshSoon(id, 0);
    }

    /** Whether so much is missing at the end of a window that it is better opened anew. */
    #isFarBehind(id) {
        const { logs, conversations } = this.store.state;
        return this.#misses(id) && conversations[id]?.lastSeq - lastSeq(logs[id]) > FAR_BEHIND;
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
                // The quotation is without its text until it is asked for again.
                this.store.dispatch('quote/missed', { id, seq });
            }
        }
        this.learn(new Set(entries.map(message => message.from)));
    }
}
