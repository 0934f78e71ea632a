import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../../main/webapp/app/api.js';
import { Outbox } from '../../main/webapp/app/outbox.js';
import { initialState, reduce } from '../../main/webapp/app/state/index.js';
import { createStore } from '../../main/webapp/app/store.js';
import { Sync } from '../../main/webapp/app/sync.js';

const TALK = '1';
const NOON = '2026-01-01T12:00:00Z';
const message = (seq, more) => ({ conversation: TALK, seq, from: 'bob', kind: 'text', text: `${seq}`, at: NOON, ...more });
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => message(from + i));
const summaryAt = lastSeq => ({
    id: TALK, type: 'direct', user: 'bob', userName: 'Bob', memberCount: 2, lastSeq, joinedSeq: 1,
    read: 0, delivered: 0, unread: 0, mentions: 0, others: { delivered: 0, read: 0 },
});

/** A server with one conversation, in `server.log`; each request for messages waits for `server.before`, if there is one. */
function world(log = range(1, 200)) {
    const server = { log, before: null };
    const api = {
        async messages(id, { before = Infinity, after, around, limit }) {
            const known = [...server.log];
            await server.before?.();
            if (after !== undefined) {
                const rest = known.filter(({ seq }) => seq > after);
                return { messages: rest.slice(0, limit), more: rest.length > limit };
            }
            const end = around === undefined ? before : around + limit / 2 + 1;
            const rest = known.filter(({ seq }) => seq < end);
            return { messages: rest.slice(-limit), more: rest.length > limit };
        },
        user: async user => ({ user, name: user, status: '' }),
    };
    const state = { ...initialState, loaded: true, me: { user: 'alice' }, route: { page: 'talk', id: TALK } };
    const store = createStore(reduce, { ...state, conversations: { [TALK]: summaryAt(log.length) } });
    const outbox = new Outbox({ user: 'alice', storage: {}, transmit: () => {}, changed: () => {}, stalled: () => {} });
    const told = [];
    const read = (id, seq) => (server.read = seq);
    const sync = new Sync({
        store,
        api,
        outbox,
        receipts: { delivered: () => {}, read, confirmed: () => {}, again: () => {} },
        calls: {},
        alerts: { message: () => {}, read: id => told.push(`read: ${id}`) },
        failed: code => told.push(code),
        unsent: ({ cid, error }) => told.push(`${cid}: ${error}`),
        unedited: ({ text }) => told.push(`edited: ${text}`),
    });
    const shown = () => store.state.logs[TALK]?.entries.map(({ seq }) => seq);
    return { server, api, store, outbox, sync, shown, told };
}

const unreachable = () => Promise.reject(new ApiError(0, 'unreachable'));
const passed = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

test('a window that was moved stays while the newest end cannot be read, and is replaced when it can', async () => {
    const { server, sync, store, shown } = world();
    await sync.around(TALK, 50);
    assert.equal(store.state.logs[TALK].newer, true);
    const before = shown();
    server.before = unreachable;
    await assert.rejects(sync.latest(TALK));
    assert.deepEqual(shown(), before);
    assert.equal(store.state.logs[TALK].loading, null);
    server.before = null;
    await sync.latest(TALK);
    assert.equal(shown().at(-1), 200);
    assert.equal(store.state.logs[TALK].newer, false);
});

test('what arrives while the end of a window is being read is shown', async () => {
    const { server, sync, shown } = world(range(1, 80));
    await sync.around(TALK, 50);
    server.before = () => {
        server.before = null;
        server.log.push(message(81));
        sync.frames([{ type: 'message', ...message(81) }]);
    };
    await sync.newer(TALK);
    assert.equal(shown().at(-1), 80);
    await passed(500);
    assert.equal(shown().at(-1), 81);
    sync.stop();
});

test('what was written in a window that was moved is seen when it has been sent', async () => {
    const { server, sync, outbox, shown } = world();
    await sync.around(TALK, 50);
    outbox.add({ cid: 'x', conversation: TALK, text: 'hi' });
    server.log.push(message(201, { from: 'alice', cid: 'x' }));
    sync.frames([{ type: 'ack', cid: 'x', conversation: TALK, seq: 201, at: NOON }]);
    await passed(0);
    assert.equal(shown().at(-1), 201);
    assert.deepEqual(outbox.items, []);
});

test('a conversation that was left far back in its history opens at the newest end', async () => {
    const { sync, store } = world();
    await sync.around(TALK, 50);
    store.dispatch('log/left', { id: TALK, count: 20 });
    assert.equal(store.state.logs[TALK], undefined);
    await sync.open(TALK);
    store.dispatch('log/left', { id: TALK, count: 20 });
    assert.equal(store.state.logs[TALK].entries.length, 20);
    assert.equal(store.state.logs[TALK].entries.at(-1).seq, 200);
});

test('a conversation opens around its first unread message, and is read on from there to its newest end', async () => {
    const { sync, store, shown } = world();
    store.dispatch('conversation/changed', { summary: { ...summaryAt(200), read: 100, unread: 90 } });
    await sync.open(TALK);
    assert.deepEqual(shown(), range(77, 126).map(({ seq }) => seq));
    assert.deepEqual([store.state.logs[TALK].older, store.state.logs[TALK].newer], [true, true]);
    sync.frames([{ type: 'message', ...message(201) }]);
    assert.equal(shown().at(-1), 126);
    assert.equal(store.state.conversations[TALK].unread, 91);
    while (store.state.logs[TALK].newer) await sync.newer(TALK);
    assert.deepEqual(shown(), range(77, 200).map(({ seq }) => seq));
    sync.frames([{ type: 'message', ...message(201) }]);
    assert.equal(shown().at(-1), 201);
    store.dispatch('conversation/read', { id: TALK, seq: 201 });
    assert.equal(store.state.conversations[TALK].unread, 0);
    sync.stop();
});

test('a conversation opens at its newest end where a page has all that is unread, or nothing is', async () => {
    for (const known of [{ read: 150, unread: 50 }, { read: 100, unread: 0 }]) {
        const { sync, store, shown } = world();
        store.dispatch('conversation/changed', { summary: { ...summaryAt(200), ...known } });
        await sync.open(TALK);
        assert.deepEqual(shown(), range(151, 200).map(({ seq }) => seq));
    }
});

test('a window that a message was searched in stays when its conversation is opened', async () => {
    const { sync, store, shown } = world();
    store.dispatch('conversation/changed', { summary: { ...summaryAt(200), read: 20, unread: 180 } });
    await sync.around(TALK, 190);
    const before = shown();
    await sync.open(TALK);
    assert.deepEqual(shown(), before);
});

test('what was left or grew unseen is not kept without its first unread message', async () => {
    const { sync, store, shown } = world();
    const unread = (read, count) =>
        store.dispatch('conversation/changed', { summary: { ...summaryAt(200), read, unread: count } });
    await sync.open(TALK);
    unread(165, 35);
    store.dispatch('log/trimmed', { id: TALK, count: 10 });
    assert.deepEqual(shown(), range(191, 200).map(({ seq }) => seq), 'on show it is at its newest end');
    store.dispatch('route/changed', { route: { page: 'home' }, firstUnread: null });
    store.dispatch('log/left', { id: TALK, count: 10 });
    assert.equal(shown(), undefined);
    await sync.open(TALK);
    store.dispatch('log/left', { id: TALK, count: 35 });
    assert.deepEqual(shown(), range(166, 200).map(({ seq }) => seq));
});

test('a refusal is told where its message is not on show, and the message is kept where it can be seen', () => {
    const { sync, store, outbox, told } = world();
    store.dispatch('conversation/changed', { summary: { ...summaryAt(3), id: '2', user: 'carol', userName: 'Carol' } });
    const refuse = item => {
        outbox.add({ text: 'hi', ...item });
        sync.frames([{ type: 'error', code: 'forbidden', cid: item.cid }]);
    };
    refuse({ cid: 'here', conversation: TALK });
    refuse({ cid: 'to-bob', user: 'bob' });
    refuse({ cid: 'elsewhere', conversation: '2' });
    refuse({ cid: 'to-carol', user: 'carol' });
    refuse({ cid: 'left', conversation: '3' });
    refuse({ cid: 'to-dave', user: 'dave' });
    assert.deepEqual(told, [
        'elsewhere: forbidden', 'to-carol: forbidden', 'left: forbidden', 'to-dave: forbidden',
    ]);
    assert.deepEqual(outbox.items.map(({ cid }) => cid), ['here', 'to-bob', 'elsewhere', 'to-carol']);
});

test('a refused message to somebody new stays on the page where it was written', () => {
    const { sync, store, outbox, told } = world();
    store.dispatch('route/changed', { route: { page: 'talk', user: 'dave' }, firstUnread: null });
    outbox.add({ cid: 'a', user: 'dave', text: 'hi' });
    sync.frames([{ type: 'error', code: 'forbidden', cid: 'a' }]);
    assert.deepEqual(told, []);
    assert.equal(outbox.items[0].state, 'failed');
});

test('what was read on another device is told when nothing unread is left', () => {
    const { sync, told } = world([]);
    sync.frames([{ type: 'message', ...message(1) }, { type: 'message', ...message(2) }]);
    const receipt = more => sync.frames([{ type: 'receipt', conversation: TALK, user: 'alice', ...more }]);
    receipt({ delivered: 2 });
    receipt({ user: 'bob', read: 2 });
    receipt({ read: 1 });
    assert.deepEqual(told, []);
    receipt({ read: 2 });
    assert.deepEqual(told, ['read: 1']);
    sync.stop();
});

test('an edit that was refused goes back to the editor, unless there is a newer one', () => {
    const { sync, outbox, told } = world();
    const edit = (cid, more) => outbox.add({ cid, conversation: TALK, kind: 'edit', target: 3, text: cid, ...more });
    const refuse = cid => sync.frames([{ type: 'error', code: 'forbidden', cid }]);
    edit('first');
    edit('second');
    edit('other', { target: 4 });
    outbox.add({ cid: 'recall', conversation: TALK, kind: 'recall', target: 5 });
    ['first', 'second', 'other', 'recall'].forEach(refuse);
    assert.deepEqual(told, [
        'forbidden', 'forbidden', 'edited: second', 'forbidden', 'edited: other', 'forbidden',
    ]);
    assert.deepEqual(outbox.items, []);
});

const group = { ...summaryAt(200), type: 'group', user: undefined, name: 'Team', role: 'member' };

test('many changes of members are read at once', async () => {
    const { sync, api, store } = world();
    let reads = 0;
    api.conversation = async () => group;
    api.members = async () => [{ user: `read-${++reads}`, joinedSeq: 1, delivered: 0, read: 0 }];
    store.dispatch('conversation/changed', { summary: group });
    await sync.loadMembers(TALK);
    for (let seq = 201; seq < 211; seq++)
        sync.frames([{ type: 'message', ...message(seq, { kind: 'member', event: 'joined' }) }]);
    await passed(300);
    assert.equal(reads, 2);
    assert.equal(store.state.members[TALK][0].user, 'read-2');
    sync.stop();
});

test('an answer that was overtaken does not bring back members of before', async () => {
    const { sync, api, store } = world();
    const answers = [];
    api.members = () => new Promise(resolve => answers.push(resolve));
    store.dispatch('conversation/changed', { summary: group });
    const reads = [sync.loadMembers(TALK), sync.loadMembers(TALK)];
    answers[1]([{ user: 'new', joinedSeq: 1, delivered: 0, read: 0 }]);
    answers[0]([{ user: 'old', joinedSeq: 1, delivered: 0, read: 0 }]);
    await Promise.all(reads);
    assert.equal(store.state.members[TALK][0].user, 'new');
});

test('a quotation that could not be read is read when the conversation is opened again', async () => {
    const { server, sync, store } = world([...range(1, 199), message(200, { replyTo: 10 })]);
    let reads = 0;
    server.before = () => (++reads === 1 ? null : unreachable());
    await sync.open(TALK);
    assert.equal(store.state.quotes[`${TALK}/10`], undefined);
    server.before = null;
    await sync.open(TALK);
    assert.equal(store.state.quotes[`${TALK}/10`].seq, 10);
});

/** What a resumption asks for beside messages. */
function resumable({ api }, list, one) {
    Object.assign(api, {
        conversations: async () => list,
        conversation: one,
        members: async () => [],
        contacts: async () => [],
        contactRequests: async () => [],
        blocked: async () => [],
    });
}

test('a conversation that moved up while the pages were read stays, and is read again by itself', async () => {
    const here = world();
    resumable(here, [], async () => ({ ...summaryAt(201), unread: 1 }));
    await here.sync.resume();
    assert.ok(here.store.state.conversations[TALK]);
    await passed(20);
    assert.equal(here.store.state.conversations[TALK].lastSeq, 201);
    here.sync.stop();
});

test('after a connect the conversation on show comes first, and its members are read again if they were', async () => {
    const here = world();
    const asked = [];
    const last = message(200, { from: 'carol' });
    const list = [{ ...group }, { ...group, id: '2', last }];
    here.store.dispatch('conversation/changed', { summary: group });
    resumable(here, list, async () => group);
    for (const name of Object.keys(here.api)) {
        const task = here.api[name];
        here.api[name] = (...args) => {
            asked.push(typeof args[0] === 'string' ? `${name} ${args[0]}` : name);
            return task(...args);
        };
    }
    const openRoute = () => {
        here.sync.open(TALK);
        here.sync.loadMembers(TALK);
    };
    await here.sync.resume(openRoute);
    const rest = ['contacts', 'contactRequests', 'blocked'];
    const first = asked.filter(name => !name.startsWith('user'));
    assert.deepEqual(first, ['conversations', 'messages 1', 'members 1', ...rest]);

    await here.sync.loadMembers('2');
    await here.sync.open('2');
    asked.length = 0;
    here.server.log.push(message(201));
    list.forEach(summary => (summary.lastSeq = 201));
    await here.sync.resume();
    assert.deepEqual(asked, ['conversations', 'messages 1', 'messages 2', ...rest, 'members 1']);
    assert.equal(here.store.state.members[2], undefined);
    here.sync.stop();
});

test('a conversation that is gone goes', async () => {
    const here = world();
    resumable(here, [], () => Promise.reject(new ApiError(404, 'not_found')));
    await here.sync.resume();
    await passed(20);
    assert.equal(here.store.state.conversations[TALK], undefined);
    here.sync.stop();
});

test('a count that is known to be wrong after a resumption is asked for again', async () => {
    const here = world();
    here.sync.frames([{ type: 'message', ...message(201) }]);
    resumable(here, [{ ...summaryAt(200), unread: 2 }], async () => ({ ...summaryAt(201), unread: 3 }));
    await here.sync.resume();
    await passed(1100);
    assert.equal(here.store.state.conversations[TALK].unread, 3);
    here.sync.stop();
});

test('what could not be read of a gap is read later', async () => {
    const { server, sync, shown } = world();
    await sync.open(TALK);
    server.log.push(message(201), message(202));
    server.before = unreachable;
    sync.frames([{ type: 'message', ...message(202) }]);
    await passed(500);
    assert.equal(shown().at(-1), 200);
    server.before = null;
    await passed(2100);
    assert.equal(shown().at(-1), 202);
    sync.stop();
});

test('a resumption goes on where a conversation or a window is gone meanwhile', async () => {
    const here = world();
    const others = ['2', '3', '4'].map(id => ({ ...summaryAt(200), id }));
    here.store.dispatch('conversations/loaded', { conversations: others });
    for (const { id } of [{ id: TALK }, ...others]) await here.sync.open(id);
    const list = [summaryAt(201), ...others.map(summary => ({ ...summary, lastSeq: 201 }))];
    resumable(here, list, async () => summaryAt(201));
    here.api.contacts = async () => [{ user: 'carol', name: 'Carol', state: 'contact' }];
    here.server.log.push(message(201));
    here.server.before = () => {
        here.server.before = null;
        here.store.dispatch('conversation/gone', { id: '2' });
        here.store.dispatch('log/dropped', { id: '3' });
    };
    await here.sync.resume();
    assert.equal(here.shown().at(-1), 201);
    assert.equal(here.store.state.logs[4].entries.at(-1).seq, 201);
    assert.equal(here.store.state.logs[3], undefined);
    assert.equal(here.store.state.contacts.contacts.length, 1);
    here.sync.stop();
});

test('a resumption goes on where the server refuses to show a conversation any more', async () => {
    const here = world();
    await here.sync.open(TALK);
    here.store.dispatch('conversation/changed', { summary: { ...summaryAt(200), id: '2' } });
    await here.sync.open('2');
    const gone = () => Promise.reject(new ApiError(404, 'not_found'));
    resumable(here, [summaryAt(201), { ...summaryAt(201), id: '2' }], gone);
    here.server.log.push(message(201));
    here.server.before = () => {
        here.server.before = null;
        throw new ApiError(403, 'forbidden');
    };
    await here.sync.resume();
    assert.equal(here.store.state.logs[2].entries.at(-1).seq, 201);
    await passed(20);
    assert.equal(here.store.state.conversations[TALK], undefined);
    here.sync.stop();
});

test('a conversation that lacks messages gets them when it is opened, or is opened anew if it lacks many', async () => {
    const { server, sync, store, shown } = world();
    await sync.open(TALK);
    server.log.push(message(201), message(202));
    store.dispatch('conversation/changed', { summary: summaryAt(202) });
    await sync.open(TALK);
    await passed(20);
    assert.deepEqual(shown(), range(151, 202).map(({ seq }) => seq));
    server.log.push(...range(203, 1000));
    store.dispatch('conversation/changed', { summary: summaryAt(1000) });
    await sync.open(TALK);
    assert.deepEqual(shown(), range(951, 1000).map(({ seq }) => seq));
    sync.stop();
});

test('a count is asked for until the server has been told what was read, and no longer', async context => {
    const { server, api, store, sync } = world();
    context.after(() => sync.stop());
    let asked = 0;
    api.conversation = async () => {
        asked++;
        return { ...summaryAt(203), read: server.read ?? 199, unread: 1 };
    };
    store.dispatch('conversation/changed', { summary: { ...summaryAt(200), read: 200 } });
    sync.frames([{ type: 'message', ...message(201) }, { type: 'message', ...message(202) }]);
    sync.frames([{ type: 'message', ...message(203, { kind: 'recall', target: 202 }) }]);
    await passed(300);
    assert.deepEqual([asked, server.read], [1, 200]);
    await passed(2500);
    assert.equal(asked, 2);
    const { unread, stale } = store.state.conversations[TALK];
    assert.deepEqual([unread, stale], [1, false]);
});

test('a summary that the server sends is asked for again where it leaves open what is unread', async context => {
    const { server, api, store, sync } = world();
    context.after(() => sync.stop());
    api.conversation = async () => ({ ...summaryAt(210), read: server.read, unread: 10 });
    store.dispatch('conversation/changed', { summary: { ...summaryAt(200), read: 200 } });
    const summary = { ...summaryAt(210), read: 199, unread: 10 };
    sync.frames([{ type: 'conversation', conversation: TALK, summary }]);
    await passed(1100);
    assert.deepEqual([server.read, store.state.conversations[TALK].unread], [200, 10]);
});

/** A page is asked for, and answered when the answer is let go. */
function delayed(server) {
    let letGo;
    const answered = new Promise(resolve => (letGo = resolve));
    server.before = () => answered;
    return () => {
        server.before = null;
        letGo();
    };
}

test('what was sent while a conversation opens around its first unread message is seen', async context => {
    const { server, sync, store, outbox, shown } = world();
    context.after(() => sync.stop());
    store.dispatch('conversation/changed', { summary: { ...summaryAt(200), read: 100, unread: 90 } });
    const letGo = delayed(server);
    const opened = sync.open(TALK);
    outbox.add({ cid: 'x', conversation: TALK, text: 'hi' });
    await sync.latest(TALK);
    server.log.push(message(201, { from: 'alice', cid: 'x' }));
    sync.frames([{ type: 'ack', cid: 'x', conversation: TALK, seq: 201, at: NOON }]);
    letGo();
    await opened;
    assert.equal(shown().at(-1), 201);
});

test('a wish for the newest end holds until it is fulfilled, and once', async () => {
    const { server, sync, store, shown } = world();
    store.dispatch('conversation/changed', { summary: { ...summaryAt(200), read: 100, unread: 90 } });
    server.before = unreachable;
    const opened = sync.open(TALK);
    await sync.latest(TALK);
    await assert.rejects(opened);
    server.before = null;
    await sync.open(TALK);
    assert.equal(shown().at(-1), 200);
    store.dispatch('log/dropped', { id: TALK });
    await sync.open(TALK);
    assert.equal(shown().at(-1), 126);
});

test('a conversation that was left before it opened around its first unread message opens anew', async () => {
    const { server, sync, store, shown } = world();
    store.dispatch('conversation/changed', { summary: { ...summaryAt(200), read: 100, unread: 90 } });
    const letGo = delayed(server);
    const opened = sync.open(TALK);
    store.dispatch('route/changed', { route: { page: 'home' }, firstUnread: null });
    store.dispatch('log/left', { id: TALK, count: 150 });
    letGo();
    await opened;
    assert.equal(shown(), undefined);
    store.dispatch('conversation/read', { id: TALK, seq: 200 });
    store.dispatch('route/changed', { route: { page: 'talk', id: TALK }, firstUnread: null });
    await sync.open(TALK);
    assert.equal(shown().at(-1), 200);
});
