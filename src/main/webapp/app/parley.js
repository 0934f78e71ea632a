import { createApi, request } from './api.js';
import { seesTalk } from './attention.js';
import { newCid } from './cid.js';
import { fileSize } from './format.js';
import { because, setLanguage, t } from './i18n.js';
import { Live } from './live.js';
import { kindOf } from './outbox.js';
import { forgetDrafts, loadDrafts, loadPreferences, saveDraft, savePreferences } from './preferences.js';
import { parsePasswordHash, parseRoute, personHash, talkHash, talkKey } from './route.js';
import { oneAtATime } from './one-at-a-time.js';
import { Push } from './push.js';
import { Session } from './session.js';
import { reacts } from './state/changes.js';
import { initialState, reduce } from './state/index.js';
import { directWith, isQuiet, leads, sorted } from './state/summary.js';
import { createStore } from './store.js';
import { forgetPicture } from './view/avatar.js';
import { previewText } from './view/kinds.js';
import { nameOf } from './view/rows.js';

const KEPT_ENTRIES = 150;
/** Characters. */
const LONGEST_QUOTE = 60;
/** Where both panes have room, as in layout.css. */
const WIDE = '(min-width: 44.0625rem)';
const SLEEP = 60_000;
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 30_000;
const signOnNotices = new Set(['cancelled', 'expired', 'unavailable', 'refused', 'disabled']);

/**
 * The application without its looks: what a user can do, and everything that happens by itself. Views read the state
 * from `store` and call the methods; nothing else changes the state.
 */
export class Parley {
    store = createStore(reduce, { ...initialState, ...loadPreferences() });
    #session = new Session();
    api = createApi(this.#session);
    push = new Push({ api: this.api, opened: id => this.state.phase === 'in' && this.openTalk(id) });
    #live = null;
    #retry = null;
    #toasts = 0;
    #shown = null;
    #chosenBefore = null;

    /** Null while nobody is logged in. */
    get calls() {
        return this.#live?.calls ?? null;
    }

    get state() {
        return this.store.state;
    }

    async start() {
        setLanguage(this.state.language);
        this.#session.addEventListener('in', () => this.#enter().catch(() => this.#unreachable()));
        this.#session.addEventListener('out', ({ detail }) => this.#leave(detail.reason));
        this.#session.addEventListener('token', ({ detail }) => this.#live?.socket.authenticate(detail.token));
        addEventListener('popstate', () => (parsePasswordHash(location.hash) ? location.reload() : this.#routed()));
        addEventListener('online', () => this.#live?.socket.hurry());
        addEventListener('offline', () => this.#live?.socket.restart());
        // What is on its way to the server is nowhere else.
        addEventListener('beforeunload', event => this.state.uploads.length && event.preventDefault());
        document.addEventListener('visibilitychange', () => document.hidden || this.#live?.socket.hurry());
        this.#watchSleep();
        setInterval(() => {
            this.#expireTyping();
            this.#endQuiet();
        }, 1000);
        setInterval(() => this.#trimHidden(), 60_000);
        setInterval(() => this.store.dispatch('minute/passed', { minute: Math.floor(Date.now() / 60_000) }), 20_000);
        this.store.subscribe(() => {
            this.#meet();
            this.#part();
            this.#watch();
        });
        await this.connect();
    }

    /** First contact: takes up a session that is still good, else shows the way in. Once at a time. */
    connect = oneAtATime(async () => {
        clearTimeout(this.#retry);
        try {
            this.store.dispatch('session/configured', { config: await request('GET', 'auth/config') });
            const failure = this.#signOnFailure();
            const passwordLink = parsePasswordHash(location.hash) ?? history.state?.passwordLink;
            if (passwordLink) this.#offerPassword(passwordLink);
            else if (await this.#session.resume()) await this.#enter();
            else this.store.dispatch('session/out', { notice: failure });
        } catch {
            this.#unreachable();
        }
    });

    /** The link may be of somebody else than who is logged in here, so it comes first. It need not stay in the address. */
    #offerPassword(passwordLink) {
        history.replaceState({ passwordLink }, '', '#/');
        this.store.dispatch('session/out', { notice: null, passwordLink });
    }

    /** Does without the link that the page was opened with. */
    dropPasswordLink() {
        history.replaceState(null, '', '#/');
        return this.connect();
    }

    /** Why the server has sent the user back from the provider without a session, if it has. */
    #signOnFailure() {
        const [, reason] = /^#\/sign-on\/([a-z]+)$/.exec(location.hash) ?? [];
        if (!reason) return null;
        history.replaceState(null, '', '#/');
        return signOnNotices.has(reason) ? `signOn.${reason}` : 'signOn.failed';
    }

    #unreachable() {
        this.store.dispatch('session/unreachable');
        clearTimeout(this.#retry);
        this.#retry = setTimeout(() => this.state.phase === 'unreachable' && this.connect(), 5000);
    }

    login(user, password) {
        return this.#session.login(user, password);
    }

    register(user, password, name) {
        return this.#session.register(user, password, name);
    }

    async setPassword(link, password) {
        await this.#session.setPassword(link, password);
        history.replaceState(null, '', '#/');
    }

    /** Leaves for the provider. Who comes back is where they were, or wanted to be. */
    signOn() {
        this.#session.signOn(location.hash || '#/');
    }

    /** Whether the password of this account, if there is one, is Parley's concern. */
    get hasPassword() {
        return Boolean(this.state.config?.local) && !this.#session.signedOn;
    }

    unsent() {
        return (this.#live?.outbox.unsent ?? 0) + this.state.uploads.length;
    }

    async logout() {
        this.#live.outbox.clear();
        forgetDrafts(this.state.me.user);
        this.store.dispatch('drafts/forgotten');
        await this.push.forget().catch(() => {});
        await this.#session.logout().catch(() => {});
    }

    setPreferences(change) {
        this.#prefer(change);
        if (this.state.phase === 'in') this.attempt(() => this.api.changeSettings(change));
        else this.#chosenBefore = { ...this.#chosenBefore, ...change };
    }

    #prefer(change) {
        this.store.dispatch('preferences/changed', change);
        setLanguage(this.state.language);
        savePreferences(this.state);
    }

    /** What was chosen on another device holds here, too, unless somebody chose otherwise on the way in. */
    async #loadSettings() {
        const chosen = this.#chosenBefore;
        if (chosen) await this.api.changeSettings(chosen);
        this.#chosenBefore = null;
        this.#settingsChanged(await this.api.settings());
    }

    #settingsChanged(settings) {
        const chosen = Object.entries(settings).filter(
            ([key, value]) => key in initialState && value !== null && value !== this.state[key],
        );
        if (chosen.length) this.#prefer(Object.fromEntries(chosen));
    }

    async saveProfile(change) {
        this.store.dispatch('me/changed', { me: await this.api.changeMe(change) });
    }

    // ---- moving about

    openTalk(id, { replace = false } = {}) {
        this.#go(talkHash(id), { replace });
    }

    /** The conversation with a person, or an empty page where the first message makes it. */
    openPerson(user, { replace = false } = {}) {
        const direct = directWith(this.state.conversations, user);
        this.#go(direct ? talkHash(direct.id) : personHash(user), { replace });
    }

    showDetails(on) {
        const { id } = this.state.route;
        if (on) this.#go(`${talkHash(id)}/details`);
        else if (history.state?.inner) history.back();
        else this.#go(talkHash(id), { replace: true });
    }

    /** `within` is the conversation that the search begins with. */
    showSidebar(sidebar, { within } = {}) {
        history.pushState({ sidebar, inner: true, within }, '', location.hash || '#/');
        this.#routed();
    }

    home() {
        this.#go('#/', { replace: true });
    }

    /** Like the browser's back button, but never out of the application. */
    back() {
        if (history.state?.inner) history.back();
        else this.#go('#/', { replace: true });
    }

    #go(hash, { replace = false } = {}) {
        if (hash === location.hash && this.state.route.sidebar === 'list') return;
        if (replace) history.replaceState({ ...history.state, sidebar: 'list' }, '', hash);
        else history.pushState({ inner: true }, '', hash);
        this.#routed();
    }

    #routed() {
        const before = this.state.route;
        const route = parseRoute(location.hash, history.state);
        if (this.state.phase !== 'in') return;
        const direct = route.user && directWith(this.state.conversations, route.user);
        if (direct) return this.openTalk(direct.id, { replace: true });
        const same = before.id === route.id && before.user === route.user;
        this.store.dispatch('route/changed', {
            route,
            firstUnread: same ? this.state.firstUnread : this.#unreadMark(route),
        });
        if (!same) {
            this.#live?.typing.stopped();
            if (before.id) this.#left(before.id);
        }
        this.#openRoute();
    }

    /** A conversation opens at its newest end again, wherever in its history it was left. */
    #left(id) {
        this.store.dispatch('log/left', { id, count: KEPT_ENTRIES });
    }

    #unreadMark({ id }) {
        const summary = this.state.conversations[id];
        return summary?.unread ? summary.read + 1 : null;
    }

    #openRoute() {
        const { route, conversations, loaded } = this.state;
        if (route.user) this.#live.sync.learn([route.user]);
        if (!route.id || !loaded) return;
        if (!conversations[route.id]) return this.home();
        this.#open(route.id);
        if (!this.state.members[route.id]) this.#attempt(() => this.#live.sync.loadMembers(route.id));
        this.#attempt(() => this.#live.sync.loadJoinRequests(route.id));
    }

    /** Tries again and again to open a conversation that the server can't show now, as long as it is the one on show. */
    async #open(id, pause = FIRST_PAUSE) {
        let failure = null;
        const task = () =>
            this.#live.sync.open(id).catch(error => {
                failure = error;
                // Said once.
                if (pause === FIRST_PAUSE) throw error;
            });
        await this.#attempt(task);
        const passes = failure && (!failure.status || failure.status === 429 || failure.status >= 500);
        if (!passes) return;
        setTimeout(() => {
            const { phase, route, logs, connection } = this.state;
            if (phase !== 'in' || route.id !== id || logs[id] || connection !== 'online') return;
            this.#open(id, Math.min(2 * pause, LONGEST_PAUSE));
        }, pause);
    }

    // ---- in a conversation

    send(text, mentions) {
        const { route, replyTo } = this.state;
        const target = route.id ? { conversation: route.id } : { user: route.user };
        this.#live.typing.stopped();
        this.#live.outbox.add({
            cid: newCid(),
            ...target,
            text,
            mentions,
            ...(replyTo ? { replyTo: replyTo.seq } : {}),
        });
        this.store.dispatch('reply/chosen', { message: null });
        this.store.dispatch('unread/seen');
        this.draft(talkKey(route), '');
        if (route.id) this.latest(route.id);
    }

    /** A text, or the caption of a file, is edited in the composer. */
    edit(message) {
        this.store.dispatch('edit/chosen', { message });
    }

    editLast() {
        const { logs, route } = this.state;
        const last = logs[route.id]?.entries.findLast(message => this.mayEdit(message));
        if (last) this.edit(last);
        return Boolean(last);
    }

    saveEdit(text, mentions) {
        const { editing } = this.state;
        this.stopEditing();
        if (text === (editing.text ?? '')) return;
        this.#change(editing, { kind: 'edit', text, ...(editing.kind === 'text' ? { mentions } : {}) });
    }

    /** How far the edit under way has come. */
    rewrite(text) {
        this.store.dispatch('edit/written', { text });
    }

    stopEditing() {
        this.store.dispatch('edit/ended');
    }

    /** What the server did not take of an edit goes back to the editor, as much as is known of its message. */
    #unedited({ conversation, target, text, mentions }) {
        const { logs, me } = this.state;
        const known = logs[conversation]?.entries.find(({ seq }) => seq === target);
        const kind = mentions ? 'text' : 'file';
        const message = known ?? { conversation, seq: target, from: me.user, kind, name: '', text: '' };
        if (!message.recalled) this.store.dispatch('edit/refused', { message, text });
    }

    recall(message) {
        this.#change(message, { kind: 'recall' });
    }

    /** Reacts, or takes that back. */
    react(message, emoji) {
        this.#change(message, { kind: 'reaction', emoji, on: !this.reacts(message, emoji) });
    }

    /** The message as it is now, which may be shown as it was while something is pressed. */
    reacts(message, emoji) {
        const { logs, me, outbox } = this.state;
        const now = logs[message.conversation]?.entries.find(({ seq }) => seq === message.seq);
        return reacts(now ?? message, emoji, me.user, outbox);
    }

    #change({ conversation, seq }, change) {
        this.#live.outbox.add({ cid: newCid(), conversation, target: seq, ...change });
    }

    /** Whether to offer it; the server has the last word, and knows how long ago is too long. */
    mayEdit({ kind, from, seq, recalled }) {
        return Boolean(seq) && (kind === 'text' || kind === 'file') && from === this.state.me.user && !recalled;
    }

    mayRecall({ conversation, from, seq, recalled }) {
        const { me, conversations } = this.state;
        return Boolean(seq) && !recalled && (from === me.user || leads(conversations[conversation]));
    }

    /** Where a message goes that is written now. */
    target() {
        const { route } = this.state;
        return route.id ? { conversation: route.id } : { user: route.user };
    }

    /** Uploads a file and sends it when it is there; everything else goes on meanwhile. */
    async attach(file, { target = this.target(), ...what } = {}) {
        const name = what.name ?? file.name;
        if (!file.size) return this.toast(t('upload.empty', name), 'error');
        const { maxSize } = await this.#live.room();
        if (file.size > maxSize) return this.toast(t('upload.tooLarge', name, fileSize(maxSize)), 'error');
        if (!this.#live) return;
        this.#live.uploads.add(target, file, what);
        this.store.dispatch('unread/seen');
        if (target.conversation) this.latest(target.conversation);
    }

    /** Takes an image as one's own picture; without one, has none. */
    async changePicture(file) {
        await this.#changeAvatar('me/avatar', file);
        forgetPicture(this.state.me.user);
        // Nothing of it is in here, and yet it looks different now.
        this.store.dispatch('me/changed', { me: { ...this.state.me } });
    }

    /** The same for a group, whose members all see it. */
    async changeGroupPicture(id, file) {
        await this.#changeAvatar(`conversations/${id}/avatar`, file);
        this.store.dispatch('conversation/changed', { summary: await this.api.conversation(id) });
    }

    #changeAvatar(path, file) {
        return file ? this.transfer.avatar(file, path) : this.api.removeAvatar(path);
    }

    get uploads() {
        return this.#live.uploads;
    }

    get transfer() {
        return this.#live.transfer;
    }

    retry(cid) {
        this.#live.outbox.retry(cid);
    }

    discard(cid) {
        this.#live.outbox.discard(cid);
    }

    typed() {
        const { id } = this.state.route;
        if (id) this.#live.typing.typed(id);
    }

    stoppedTyping() {
        this.#live?.typing.stopped();
    }

    draft(key, text) {
        this.store.dispatch('draft/changed', { key, text });
        saveDraft(this.state.me.user, key, text);
    }

    replyTo(message) {
        this.store.dispatch('reply/chosen', { message });
    }

    /** The pane shows the conversation down to this message; whether the user sees it is another question. */
    seen(id, seq) {
        const summary = this.state.conversations[id];
        if (!summary || this.state.route.id !== id) return;
        if (!seesTalk()) return this.store.dispatch('unread/missed');
        if (seq <= summary.read) return;
        const othersWrote = this.#othersWrote(id, summary.read, seq);
        this.store.dispatch('conversation/read', { id, seq });
        this.push.clear(id).catch(() => {});
        const { stale } = this.state.conversations[id];
        // To count what is left the server has to know.
        if (othersWrote || stale) this.#live.receipts.read(id, seq);
        if (stale) this.#live.sync.refreshSoon(id);
    }

    /** Nobody waits to hear that we have read what we wrote ourselves. */
    #othersWrote(id, after, upTo) {
        const entries = this.state.logs[id]?.entries ?? [];
        const between = entries.filter(({ seq }) => seq > after && seq <= upTo);
        return between.length < upTo - after || between.some(({ from }) => from !== this.state.me.user);
    }

    older(id) {
        return this.#attempt(() => this.#live.sync.older(id));
    }

    newer(id) {
        return this.#attempt(() => this.#live.sync.newer(id));
    }

    /** Of a conversation that is not on show nobody lets go otherwise, however much is said there. */
    #trimHidden() {
        for (const [id, { entries }] of Object.entries(this.state.logs))
            if (id !== this.state.route.id && entries.length > 2 * KEPT_ENTRIES) this.trim(id);
    }

    /** Lets go of what is far above the newest messages. */
    trim(id) {
        this.store.dispatch('log/trimmed', { id, count: KEPT_ENTRIES });
    }

    latest(id) {
        return this.#attempt(() => this.#live.sync.latest(id));
    }

    /** Opens a conversation at a message, wherever in its history that is. */
    async showMessage(id, seq) {
        if (!this.state.conversations[id]) return;
        if (!(await this.#attempt(() => this.#live.sync.around(id, seq)))) return;
        const { id: shown, sidebar } = this.state.route;
        const searching = sidebar !== 'list';
        if (!searching || !matchMedia(WIDE).matches) this.openTalk(id, { replace: searching });
        else if (shown !== id) this.#openUnder(id);
        this.store.dispatch('highlight/set', { highlight: { id, seq } });
    }

    /** Beside what is open in the left pane, and there still when that is closed. */
    #openUnder(id) {
        const entry = history.state;
        history.replaceState({ inner: true }, '', talkHash(id));
        history.pushState(entry, '', talkHash(id));
        this.#routed();
    }

    async jumpTo(id, seq) {
        this.store.dispatch('highlight/set', { highlight: { id, seq } });
        await this.#attempt(() => this.#live.sync.around(id, seq));
        if (this.state.route.id !== id) this.#left(id);
    }

    // ---- people and groups

    /** A page of others, and where the next one begins. */
    async findPeople(query, cursor) {
        const { users, next } = await this.api.users(query, cursor);
        this.store.dispatch('people/loaded', { people: users });
        return { people: users.filter(person => person.user !== this.state.me.user), next };
    }

    learn(users) {
        this.#live?.sync.learn(users);
    }

    async createGroup(group) {
        const summary = await this.api.createGroup(group);
        this.store.dispatch('conversation/changed', { summary });
        this.openTalk(summary.id, { replace: true });
    }

    async changeGroup(id, change) {
        this.store.dispatch('conversation/changed', { summary: await this.api.changeConversation(id, change) });
    }

    async addMembers(id, users) {
        await this.api.addMembers(id, users);
        await this.#live.sync.loadMembers(id);
    }

    refreshMembers(id) {
        return this.#attempt(() => this.#live.sync.loadMembers(id));
    }

    async changeRole(id, user, role) {
        await this.api.changeRole(id, user, role);
        await this.#live.sync.loadMembers(id);
    }

    async removeMember(id, user) {
        await this.api.removeMember(id, user);
        if (user === this.state.me.user) {
            this.store.dispatch('conversation/gone', { id });
            this.home();
        } else await this.#live.sync.loadMembers(id);
    }

    joinGroup(id) {
        return this.api.addMembers(id, [this.state.me.user]);
    }

    askToJoin(id) {
        return this.api.askToJoin(id, null);
    }

    withdrawJoin(id) {
        return this.api.decideJoin(id, this.state.me.user, 'withdrawn');
    }

    async decideJoin(id, user, state) {
        await this.api.decideJoin(id, user, state);
        await this.#live.sync.loadJoinRequests(id);
    }

    async mute(id, user, hours) {
        const until = hours ? new Date(Date.now() + hours * 3_600_000).toISOString() : null;
        await this.api.mute(id, user, until);
        await this.#live.sync.loadMembers(id);
    }

    /** No notifications of a conversation until then, or for ever; with null as before. */
    async quiet(id, until) {
        const summary = await (until === null ? this.api.notQuiet(id) : this.api.quiet(id, until));
        this.store.dispatch('conversation/changed', { summary });
    }

    async dissolve(id) {
        await this.api.dissolve(id);
        this.store.dispatch('conversation/gone', { id });
        this.home();
    }

    // ---- contacts

    requestContact(user, text) {
        return this.#contacts(this.api.requestContact(user, text || null));
    }

    answerContact(user, state) {
        return this.#contacts(this.api.answerContact(user, state));
    }

    removeContact(user) {
        return this.#contacts(this.api.removeContact(user));
    }

    blockPerson(user, on) {
        return this.#contacts(this.api.block(user, on));
    }

    async #contacts(change) {
        await change;
        await this.#live.sync.loadContacts();
    }

    // ---- telling the user

    toast(text, kind = 'info') {
        const id = ++this.#toasts;
        this.store.dispatch('toast/shown', { toast: { id, text, kind } });
        setTimeout(() => this.store.dispatch('toast/gone', { id }), kind === 'error' ? 8000 : 4000);
    }

    /** A message was refused, and is not before the user's eyes. */
    #tellUnsent(item) {
        const { conversations, people, me } = this.state;
        const { user = item.user, name } = conversations[item.conversation] ?? {};
        const text = previewText({ ...item, kind: kindOf(item) }, { people, me: me.user }).slice(0, LONGEST_QUOTE);
        const reason = because('sendError', 'sendError.other', { code: item.error, detail: item.detail });
        this.toast(t('sendError.unseen', text, name ?? (user && nameOf(people, user)), reason), 'error');
    }

    closeToast(id) {
        this.store.dispatch('toast/gone', { id });
    }

    /** Runs a task whose failure the user should hear of. Returns whether it succeeded. */
    async attempt(task) {
        try {
            await task();
            return true;
        } catch (error) {
            if (!('status' in error)) throw error;
            if (this.state.phase === 'in') this.toast(describe(error), 'error');
            return false;
        }
    }

    /** Like `attempt`, for what happens again by itself after a reconnect: without a connection it fails silently. */
    #attempt(task) {
        return this.attempt(() =>
            task().catch(error => {
                if (error.status !== 0 || this.state.connection === 'online') throw error;
            }),
        );
    }

    // ---- by itself

    async #enter() {
        const [me] = await Promise.all([this.api.me(), this.#loadSettings()]);
        // Meanwhile another way may have led in, or out again.
        if (this.#live || this.#session.user !== me.user) return;
        this.store.dispatch('session/in', { me });
        for (const [key, text] of Object.entries(loadDrafts(me.user)))
            this.store.dispatch('draft/changed', { key, text });
        this.#live = new Live({
            store: this.store,
            api: this.api,
            session: this.#session,
            push: this.push,
            settingsChanged: settings => this.#settingsChanged(settings),
            resumed: first => (first ? this.#routed() : this.#openRoute()),
            failed: (code, detail) => this.toast(describe({ code, detail }), 'error'),
            unsent: item => this.#tellUnsent(item),
            unedited: item => this.#unedited(item),
            callFailed: (code, detail) => {
                const text = t(`call.note.${code}`);
                // What the other one did is no failure.
                const kind = code.startsWith('call.') ? 'info' : 'error';
                this.toast(text.startsWith('call.note.') ? describe({ code, detail }) : text, kind);
            },
        });
        this.#live.sync.asked = (user, name) => this.toast(t('contacts.asked', name));
        this.#routed();
        this.#live.start();
        this.push.renew().catch(() => {});
    }

    #leave(reason) {
        this.#live?.stop();
        this.#live = null;
        this.#shown = null;
        // Another tab's session may end while somebody chooses a password here.
        const { passwordLink } = this.state;
        if (reason === 'logout') history.replaceState(passwordLink ? { passwordLink } : null, '', '#/');
        this.store.dispatch('session/out', { notice: reason === 'logout' ? null : reason, passwordLink });
    }

    /** The conversation with the person on show has begun, whoever wrote first. */
    #meet() {
        const { user } = this.state.route;
        const direct = user && directWith(this.state.conversations, user);
        if (!direct) return;
        this.draft(`c:${direct.id}`, this.state.drafts[`u:${user}`] ?? this.state.drafts[`c:${direct.id}`] ?? '');
        this.draft(`u:${user}`, '');
        this.openTalk(direct.id, { replace: true });
    }

    /** The conversation on show is gone, because somebody removed the user from it. */
    #part() {
        const { phase, loaded, route, conversations } = this.state;
        if (phase !== 'in' || !loaded || !route.id || conversations[route.id]) return;
        this.home();
        this.toast(t('group.gone'));
    }

    #expireTyping() {
        if (Object.keys(this.state.typing).length) this.store.dispatch('typing/expired', { now: Date.now() });
    }

    /** Whose presence is on show: the person of the open page, and those of the list from its top on. */
    #watch() {
        const { loaded, route, conversations } = this.state;
        if (!loaded || !this.#live || (this.#shown?.route === route && this.#shown.conversations === conversations)) return;
        this.#shown = { route, conversations };
        const partners = sorted(conversations).map(({ user }) => user);
        this.#live.presence.watch([route.user, conversations[route.id]?.user, ...partners].filter(Boolean));
    }

    #endQuiet() {
        const over = Object.values(this.state.conversations).filter(
            summary => summary.quietUntil && !isQuiet(summary),
        );
        if (over.length) this.store.dispatch('quiet/ended', { ids: over.map(({ id }) => id) });
    }

    /** After a sleep of the machine the connection is dead, although nobody said so. */
    #watchSleep() {
        let before = Date.now();
        setInterval(() => {
            const now = Date.now();
            if (now - before > SLEEP + 60_000) this.#live?.socket.restart();
            before = now;
        }, SLEEP);
    }
}

/** A sentence for the user that says what happened and what to do. */
export function describe(failure) {
    return because('error', 'error.failed', failure);
}
