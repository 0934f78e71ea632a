import { talkKey } from '../route.js';
import { after, applied } from './changes.js';
import * as log from './log.js';
import { forward, lowestCursors, merge, withMessage, withRead } from './summary.js';

export const initialState = {
    phase: 'starting',
    notice: null,
    config: null,
    me: null,
    connection: 'connecting',
    loaded: false,
    conversations: {},
    logs: {},
    members: {},
    people: {},
    contacts: { contacts: [], requests: [], blocked: [] },
    joinRequests: {},
    quotes: {},
    outbox: [],
    uploads: [],
    typing: {},
    presences: {},
    minute: 0,
    drafts: {},
    route: { page: 'home' },
    firstUnread: null,
    replyTo: null,
    editing: null,
    rewritten: {},
    begun: {},
    highlight: null,
    toasts: [],
    call: null,
    language: 'en',
    theme: 'system',
    presence: 'everybody',
    notifications: 'all',
    notificationText: true,
    sound: true,
};

/** The only way the state changes. Unknown types change nothing. */
export function reduce(state, type, payload) {
    return reducers[type]?.(state, payload) ?? state;
}

const reducers = {
    'session/configured': (state, { config }) => ({ ...state, config }),
    'session/in': (state, { me }) => withPeople({ ...state, phase: 'in', notice: null, passwordLink: null, me }, [me]),
    'session/out': (state, { notice, passwordLink = null }) => ({
        ...initialState,
        config: state.config,
        language: state.language,
        theme: state.theme,
        phase: 'out',
        notice,
        passwordLink,
    }),
    'session/unreachable': state => ({ ...state, phase: 'unreachable' }),
    'me/changed': (state, { me }) => withPeople({ ...state, me }, [me]),
    'preferences/changed': (state, change) => ({ ...state, ...change }),

    'call/changed': (state, { call }) => ({ ...state, call }),
    'connection/changed': (state, { connection }) => ({ ...state, connection, typing: {}, presences: {} }),

    'conversations/loaded': (state, { conversations }) => {
        const next = { ...state.conversations };
        for (const fresh of conversations) next[fresh.id] = joined(state, fresh);
        return withPeople(marked({ ...state, loaded: true, conversations: next }), peopleOf(conversations));
    },
    'conversation/changed': (state, { summary }) =>
        withPeople(
            changed(state, summary.id, () => joined(state, summary)),
            peopleOf([summary]),
        ),
    'conversation/gone': (state, { id }) => ({
        ...state,
        conversations: without(state.conversations, id),
        logs: without(state.logs, id),
        members: without(state.members, id),
    }),
    'quiet/ended': (state, { ids }) =>
        ids.reduce((next, id) => changed(next, id, known => known && without(known, 'quietUntil')), state),
    'conversation/read': (state, { id, seq }) =>
        changed(state, id, known => known && withRead(known, seq, state.logs[id], state.me.user)),
    'conversation/delivered': (state, { id, seq }) =>
        changed(state, id, known => known && { ...known, delivered: Math.max(known.delivered, seq) }),

    'message/received': (state, { message }) => {
        const id = message.conversation;
        const next = changed(state, id, known => known && withMessage(known, message, state.me.user));
        return stoppedTyping(elsewhere(received(next, id, message), id, [message]), id, message.from);
    },
    'receipt/received': (state, { conversation: id, user, delivered = 0, read = 0 }) => {
        if (user === state.me.user) {
            const next = reducers['conversation/read'](state, { id, seq: read });
            return reducers['conversation/delivered'](next, { id, seq: delivered });
        }
        return othersMoved(state, id, user, { delivered, read });
    },

    'log/opened': (state, { id, page, older, newer }) => {
        const waiting = newer ? [] : (state.logs[id]?.waiting ?? []);
        const opened = log.openAt(page, { older, newer });
        return setLog(state, id, log.extend({ ...opened, waiting }, [], newer));
    },
    'log/prepended': (state, { id, page, older, before }) =>
        changedLog(state, id, known => log.prepend(known, page, older, before)),
    'log/extended': (state, { id, page, newer, after }) =>
        elsewhere(
            changedLog(state, id, known => log.extend(known, page, newer, after)),
            id,
            page,
        ),
    'log/renewed': (state, { id, page }) => changedLog(state, id, known => log.renew(known, page)),
    'log/gap-accepted': (state, { id }) => changedLog(state, id, log.acceptGap),
    'log/loading': (state, { id, loading }) =>
        setLog(state, id, { ...(state.logs[id] ?? { ...log.emptyLog, unopened: true }), loading }),
    'log/trimmed': (state, { id, count }) => {
        const next = changedLog(state, id, known => log.trim(known, count));
        return id !== state.route.id && lacksUnread(next, id) ? reducers['log/dropped'](next, { id }) : next;
    },
    'log/left': (state, { id, count }) =>
        reducers[state.logs[id]?.newer ? 'log/dropped' : 'log/trimmed'](state, { id, count }),
    'log/dropped': (state, { id }) => ({ ...state, logs: without(state.logs, id) }),
    'quote/loaded': (state, { id, seq, message }) => ({
        ...state,
        quotes: { ...state.quotes, [`${id}/${seq}`]: message },
    }),
    'quote/missed': (state, { id, seq }) => ({ ...state, quotes: without(state.quotes, `${id}/${seq}`) }),

    'members/loaded': (state, { id, members: read }) => {
        const before = new Map(state.members[id]?.map(member => [member.user, member]));
        const members = read.map(member => notBehind(member, before.get(member.user)));
        const next = { ...state, members: { ...state.members, [id]: members } };
        return withPeople(withLowest(next, id), members);
    },
    'members/dropped': (state, { id }) => ({ ...state, members: without(state.members, id) }),
    'contacts/loaded': (state, { contacts }) =>
        withPeople({ ...state, contacts }, [...contacts.contacts, ...contacts.requests, ...contacts.blocked]),
    'join-requests/loaded': (state, { id, requests }) => ({
        ...state,
        joinRequests: { ...state.joinRequests, [id]: requests },
    }),
    'people/loaded': (state, { people }) => withPeople(state, people),

    'uploads/changed': (state, { items }) => ({ ...state, uploads: items }),
    'outbox/changed': (state, { items }) => ({ ...state, outbox: items }),
    'typing/received': (state, { conversation: id, user, on, until }) =>
        on
            ? { ...state, typing: { ...state.typing, [id]: { ...state.typing[id], [user]: until } } }
            : stoppedTyping(state, id, user),
    'typing/expired': (state, { now }) => {
        const typing = {};
        for (const [id, users] of Object.entries(state.typing)) {
            const left = Object.entries(users).filter(([, until]) => until > now);
            if (left.length) typing[id] = Object.fromEntries(left);
        }
        return { ...state, typing };
    },

    'presence/received': (state, { user, state: now, lastSeen }) => ({
        ...state,
        presences:
            now === 'hidden'
                ? without(state.presences, user)
                : { ...state.presences, [user]: { state: now, lastSeen } },
    }),
    'minute/passed': (state, { minute }) => ({ ...state, minute }),

    'route/changed': (state, { route, firstUnread }) => ({
        ...(sameTalk(state.route, route) ? state : turned(state, route)),
        route,
        firstUnread,
        highlight: null,
    }),
    'unread/missed': state => marked(state),
    'unread/seen': state => ({ ...state, firstUnread: null }),
    'draft/changed': (state, { key, text }) => ({
        ...state,
        drafts: text ? { ...state.drafts, [key]: text } : without(state.drafts, key),
    }),
    'drafts/forgotten': state => ({ ...state, drafts: {} }),
    'reply/chosen': (state, { message }) => ({ ...state, replyTo: message, editing: null }),
    'edit/chosen': (state, { message }) => ({ ...state, editing: message }),
    'edit/written': (state, { text }) => state.editing && withRewritten(state, state.editing, text),
    'edit/ended': state => state.editing && { ...withRewritten(state, state.editing), editing: null },
    'edit/refused': (state, { message, text }) => {
        // What was written since is newer.
        const next = rewritten(state, message) === undefined ? withRewritten(state, message, text) : state;
        const { conversation } = message;
        if (state.route.id === conversation) return { ...next, editing: state.editing ?? message };
        const key = talkKey({ id: conversation });
        const { replyTo = null, editing } = state.begun[key] ?? {};
        return { ...next, begun: { ...state.begun, [key]: { replyTo, editing: editing ?? message } } };
    },
    'highlight/set': (state, { highlight }) => ({ ...state, highlight }),
    'toast/shown': (state, { toast }) => ({ ...state, toasts: [...state.toasts.slice(-2), toast] }),
    'toast/gone': (state, { id }) => ({ ...state, toasts: state.toasts.filter(toast => toast.id !== id) }),
};

/** What somebody is to the user: none, requested, incoming, contact or blocked. */
export function contactState({ contacts }, user) {
    const all = [...contacts.contacts, ...contacts.requests, ...contacts.blocked];
    return all.find(person => person.user === user)?.state ?? 'none';
}

const sameTalk = (a, b) => a.id === b.id && a.user === b.user;

/** The conversation on show gets a mark where it went on unseen, unless what has its mark is unseen, too. */
function marked(state) {
    const { unread, read } = state.conversations[state.route.id] ?? {};
    return unread && !(state.firstUnread > read) ? { ...state, firstUnread: read + 1 } : state;
}

/** Whether a window that ends with the newest message begins after the first unread one, where it should open. */
function lacksUnread({ conversations, logs }, id) {
    const known = logs[id];
    const { unread, read } = conversations[id] ?? {};
    return Boolean(unread && known?.older && !known.newer && log.firstSeq(known) > read + 1);
}

function joined({ conversations, logs, me }, summary) {
    return merge(conversations[summary.id], summary, logs[summary.id], me?.user);
}

function changed(state, id, change) {
    const known = state.conversations[id];
    const next = change(known);
    return next === known ? state : { ...state, conversations: { ...state.conversations, [id]: next } };
}

function changedLog(state, id, change) {
    const known = state.logs[id];
    if (!known || known.unopened) return state;
    const next = change(known);
    return next === known ? state : setLog(state, id, next);
}

/** A log that is still being opened keeps what arrives meanwhile until its first page is there. */
function received(state, id, message) {
    const known = state.logs[id];
    if (known?.unopened) return setLog(state, id, { ...known, waiting: [...known.waiting, message] });
    return changedLog(state, id, opened => log.receive(opened, message));
}

/** What is being answered and edited waits where it was begun, and comes back there. */
function turned(state, route) {
    const { replyTo, editing } = state;
    const { [talkKey(route)]: back, ...others } = state.begun;
    const left = talkKey(state.route);
    const begun = left && (replyTo || editing) ? { ...others, [left]: { replyTo, editing } } : others;
    return { ...state, begun, replyTo: back?.replyTo ?? null, editing: back?.editing ?? null };
}

/** How far an edit has come, which it keeps while something else is written; nothing where it has changed nothing. */
function withRewritten(state, message, text = message.text ?? '') {
    const key = rewrittenKey(message);
    const others = without(state.rewritten, key);
    return { ...state, rewritten: text === (message.text ?? '') ? others : { ...others, [key]: text } };
}

const rewrittenKey = ({ conversation, seq }) => `${conversation}/${seq}`;

/** What an edit that is not finished has made of a message so far; undefined where there is none. */
export const rewritten = (state, message) => state.rewritten[rewrittenKey(message)];

/** Messages are shown outside of the log, too: as quotations, and where one is answered or edited. */
function elsewhere(state, id, entries) {
    const targets = new Set(entries.map(entry => entry.target).filter(Boolean));
    if (!targets.size) return state;
    const quotes = { ...state.quotes };
    for (const seq of targets) {
        const key = `${id}/${seq}`;
        if (quotes[key]) [quotes[key]] = applied([quotes[key]], entries);
    }
    const still = message => {
        if (message?.conversation !== id || !targets.has(message.seq)) return message;
        const now = entries.reduce(after, message);
        return now.recalled ? null : now;
    };
    const { replyTo, editing } = state;
    const key = talkKey({ id });
    const { [key]: waiting, ...others } = state.begun;
    const begun = waiting ? { ...others, [key]: mapped(waiting, still) } : state.begun;
    return { ...state, quotes, begun, ...mapped({ replyTo, editing }, still) };
}

function mapped({ replyTo, editing }, change) {
    return { replyTo: change(replyTo), editing: change(editing) };
}

function setLog(state, id, next) {
    return { ...state, logs: { ...state.logs, [id]: next } };
}

function othersMoved(state, id, user, cursors) {
    const members = state.members[id];
    if (members) {
        const moved = members.map(member =>
            member.user === user ? { ...member, ...forward(member, cursors) } : member,
        );
        return withLowest({ ...state, members: { ...state.members, [id]: moved } }, id);
    }
    return changed(state, id, known => {
        if (!known) return known;
        if (known.type === 'direct') return { ...known, others: forward(known.others, cursors) };
        return { ...known, stale: true };
    });
}

/** A receipt may overtake the answer that has what was before it. */
function notBehind(member, before) {
    return before ? { ...member, ...forward(before, member) } : member;
}

function withLowest(state, id) {
    const others = lowestCursors(state.members[id], state.me.user);
    return changed(state, id, known => (known && others ? { ...known, others } : known));
}

function stoppedTyping(state, id, user) {
    if (!state.typing[id]?.[user]) return state;
    return { ...state, typing: { ...state.typing, [id]: without(state.typing[id], user) } };
}

function withPeople(state, people) {
    const fresh = people.filter(({ user, name, status }) => {
        const known = state.people[user];
        return user && (!known || (name && known.name !== name) || (status !== undefined && known.status !== status));
    });
    if (!fresh.length) return state;
    const next = { ...state.people };
    for (const { user, name, status } of fresh) {
        next[user] = { ...next[user], user, name: name || user, ...(status !== undefined ? { status } : {}) };
    }
    return { ...state, people: next };
}

function peopleOf(conversations) {
    return conversations
        .filter(summary => summary.type === 'direct')
        .map(summary => ({ user: summary.user, name: summary.userName }));
}

function without(object, key) {
    const { [key]: _, ...rest } = object;
    return rest;
}
