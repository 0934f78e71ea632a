import { createAdminApi } from './admin-api.js';

const BASE = new URL('../api/', import.meta.url);
/** Milliseconds. Whoever logs in or out waits for these requests, and so do those of other tabs. */
const AUTH_PATIENCE = 10_000;

/** The server answered with a problem (`status` > 0), or could not be reached (`status` 0, code `unreachable`). */
export class ApiError extends Error {
    constructor(status, code, detail, retryAfter) {
        super(detail || code);
        Object.assign(this, { status, code, detail, retryAfter });
    }
}

/** One request without a token. Returns the JSON answer, or null for an empty one; with `blob` the answer as it is. */
export async function request(method, path, { body, token, query, blob } = {}) {
    const url = new URL(path, BASE);
    for (const [name, value] of Object.entries(query ?? {})) {
        if (value !== undefined && value !== null) url.searchParams.set(name, value);
    }
    const headers = { Accept: blob ? '*/*' : 'application/json' };
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    const response = await fetched(url, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        keepalive: path.startsWith('auth/') || path === 'me/settings',
        signal: path.startsWith('auth/') ? AbortSignal.timeout(AUTH_PATIENCE) : null,
        cache: 'no-store',
    });
    const answer = response.ok && blob ? await response.blob() : await json(response);
    if (!response.ok) throw problem(response, answer);
    return answer;
}

function fetched(url, options) {
    return reached(() => fetch(url, options));
}

async function reached(task) {
    try {
        return await task();
    } catch {
        throw new ApiError(0, 'unreachable');
    }
}

/** An answer that breaks off is none. */
async function json(response) {
    const text = await reached(() => response.text());
    try {
        return text ? JSON.parse(text) : null;
    } catch {
        return null;
    }
}

function problem(response, answer) {
    const seconds = Number(response.headers.get('Retry-After'));
    const code = answer?.code ?? (response.status >= 500 ? 'unavailable' : 'failed');
    return new ApiError(response.status, code, answer?.detail, seconds > 0 ? seconds : undefined);
}

/** The REST interface for a logged-in user. A 401 gets one more try with a fresh token. */
export function createApi(session) {
    async function call(method, path, options = {}) {
        try {
            return await request(method, path, { ...options, token: await session.token() });
        } catch (error) {
            if (error.status !== 401) throw error;
            return request(method, path, { ...options, token: await session.token({ renew: true }) });
        }
    }

    async function pages(path, field, limit = 200) {
        const all = [];
        let cursor;
        do {
            const page = await call('GET', path, { query: { limit, cursor } });
            all.push(...page[field]);
            cursor = page.next;
        } while (cursor);
        return all;
    }

    /** Bytes that the page shows itself. */
    async function blob(path, renew = false) {
        const token = await session.token({ renew });
        const response = await fetched(new URL(path, BASE), { headers: { Authorization: `Bearer ${token}` } });
        if (response.ok) return response.blob();
        if (response.status === 401 && !renew) return blob(path, true);
        throw problem(response, await json(response));
    }

    const of = id => `conversations/${encodeURIComponent(id)}`;
    return {
        token: options => session.token(options),
        blob: path => blob(path),
        avatar: user => blob(`users/${encodeURIComponent(user)}/avatar`),
        groupAvatar: id => blob(`${of(id)}/avatar`),
        removeAvatar: path => call('DELETE', path),
        fileRoom: () => call('GET', 'files'),
        fileTicket: file => call('POST', `files/${encodeURIComponent(file)}/tickets`),
        me: () => call('GET', 'me'),
        settings: () => call('GET', 'me/settings'),
        changeSettings: change => call('PATCH', 'me/settings', { body: change }),
        changeMe: change => call('PATCH', 'me', { body: change }),
        sessions: () => pages('me/sessions', 'sessions'),
        endSession: id => call('DELETE', `me/sessions/${encodeURIComponent(id)}`),
        endOtherSessions: () => call('DELETE', 'me/sessions'),
        admin: createAdminApi(call, path => pages(path, 'sessions')),
        changePassword: (current, password) => call('POST', 'auth/password', { body: { current, password } }),
        pushOffer: () => call('GET', 'push-subscriptions'),
        subscribePush: subscription => call('POST', 'push-subscriptions', { body: subscription }),
        unsubscribePush: () => call('DELETE', 'push-subscriptions'),
        iceServers: () => call('GET', 'ice-servers'),
        users: (query, cursor) => call('GET', 'users', { query: { query, cursor, limit: 20 } }),
        user: user => call('GET', `users/${encodeURIComponent(user)}`),
        conversations: () => pages('conversations', 'conversations'),
        conversation: id => call('GET', of(id)),
        createGroup: group => call('POST', 'conversations', { body: group }),
        changeConversation: (id, change) => call('PATCH', of(id), { body: change }),
        quiet: (id, until) => call('PUT', `${of(id)}/quiet`, { body: { until } }),
        notQuiet: id => call('DELETE', `${of(id)}/quiet`),
        messages: (id, where = {}) => call('GET', `${of(id)}/messages`, { query: { limit: 50, ...where } }),
        search: (query, { conversation, cursor } = {}) =>
            call('GET', 'search', { query: { query, conversation, cursor } }),
        members: id => pages(`${of(id)}/members`, 'members'),
        addMembers: (id, users) => call('POST', `${of(id)}/members`, { body: { users } }),
        changeRole: (id, user, role) =>
            call('PATCH', `${of(id)}/members/${encodeURIComponent(user)}`, { body: { role } }),
        mute: (id, user, mutedUntil) =>
            call('PATCH', `${of(id)}/members/${encodeURIComponent(user)}`, { body: { mutedUntil } }),
        dissolve: id => call('DELETE', of(id)),
        groups: (query, cursor) => call('GET', 'groups', { query: { query, cursor, limit: 50 } }),
        joinRequests: id => pages(`${of(id)}/join-requests`, 'requests'),
        askToJoin: (id, text) => call('POST', `${of(id)}/join-requests`, { body: { text } }),
        decideJoin: (id, user, state) =>
            call('PATCH', `${of(id)}/join-requests/${encodeURIComponent(user)}`, { body: { state } }),
        contacts: () => pages('contacts', 'contacts'),
        blocked: () => pages('contacts?blocked=true', 'contacts'),
        contactRequests: () => pages('contact-requests', 'requests'),
        requestContact: (user, text) => call('POST', 'contact-requests', { body: { user, text } }),
        answerContact: (user, state) =>
            call('PATCH', `contact-requests/${encodeURIComponent(user)}`, { body: { state } }),
        removeContact: user => call('DELETE', `contacts/${encodeURIComponent(user)}`),
        block: (user, blocked) => call('PATCH', `contacts/${encodeURIComponent(user)}`, { body: { blocked } }),
        removeMember: (id, user) => call('DELETE', `${of(id)}/members/${encodeURIComponent(user)}`),
    };
}
