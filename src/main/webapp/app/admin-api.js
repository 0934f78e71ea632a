/** What administrators may ask. `call` makes a request with the session's token. */
export function createAdminApi(call, sessionPages) {
    const user = name => `admin/users/${encodeURIComponent(name)}`;
    const conversation = id => `admin/conversations/${encodeURIComponent(id)}`;
    return {
        users: (query, cursor) => call('GET', 'admin/users', { query: { query, cursor, limit: 50 } }),
        createUser: (name, displayName) => call('POST', 'admin/users', { body: { user: name, ...(displayName ? { name: displayName } : {}) } }),
        passwordLink: name => call('POST', `${user(name)}/password-link`),
        changeUser: (name, change) => call('PATCH', user(name), { body: change }),
        eraseUser: name => call('DELETE', user(name)),
        sessions: name => sessionPages(`${user(name)}/sessions`),
        endSession: (name, id) => call('DELETE', `${user(name)}/sessions/${encodeURIComponent(id)}`),
        endSessions: name => call('DELETE', `${user(name)}/sessions`),
        exportUser: name => call('GET', `${user(name)}/export`, { blob: true }),
        groups: (query, cursor) => call('GET', 'admin/conversations', { query: { query, cursor, limit: 50 } }),
        hold: (id, on) => call('PATCH', conversation(id), { body: { legalHold: on } }),
        disableGroup: (id, disabled) => call('PATCH', conversation(id), { body: { disabled } }),
        handOver: (id, owner) => call('PATCH', conversation(id), { body: { owner } }),
        dissolve: id => call('DELETE', conversation(id)),
        exportGroup: id => call('GET', `${conversation(id)}/export`, { blob: true }),
        audit: cursor => call('GET', 'admin/audit', { query: { cursor, limit: 50 } }),
        verifyAudit: () => call('POST', 'admin/audit/verify'),
        system: () => call('GET', 'admin/system'),
        rotateKey: () => call('POST', 'admin/system/keys'),
    };
}
