/** What the address shows: #/c/12 a conversation, #/u/bob a person without one yet, …/details its third pane. */
export function parseRoute(hash, entry) {
    const sidebar = entry?.sidebar ?? 'list';
    const [, kind, id, pane] = hash.replace(/^#/, '').split('/').map(decode);
    if (kind === 'c' && /^\d+$/.test(id ?? '')) return { page: 'talk', id, details: pane === 'details', sidebar };
    if (kind === 'u' && id) return { page: 'talk', user: id, details: false, sidebar };
    return { page: 'home', sidebar };
}

/** The address by which somebody sets a password: #/password/grace/… */
export const passwordHash = (user, link) => `#/password/${encodeURIComponent(user)}/${encodeURIComponent(link)}`;

/** What such an address holds, {user, link}; null if it is another one. */
export function parsePasswordHash(hash) {
    const [, kind, user, link] = hash.replace(/^#/, '').split('/').map(decode);
    return kind === 'password' && user && link ? { user, link } : null;
}

export const talkHash = id => `#/c/${encodeURIComponent(id)}`;
export const personHash = user => `#/u/${encodeURIComponent(user)}`;

/** Under which name drafts and unsent messages of the shown conversation are kept; null where there is none. */
export function talkKey(route) {
    if (route.id) return `c:${route.id}`;
    return route.user ? `u:${route.user}` : null;
}

function decode(part) {
    try {
        return decodeURIComponent(part);
    } catch {
        return part;
    }
}
