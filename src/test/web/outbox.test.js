import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Outbox } from '../../main/webapp/app/outbox.js';

/** Storage and clock as the browser has them, under the test's control. */
function world() {
    const stored = {};
    Object.defineProperties(stored, {
        setItem: { value: (key, value) => (stored[key] = value) },
        getItem: { value: key => stored[key] ?? null },
        removeItem: { value: key => delete stored[key] },
    });
    const clock = { now: 0, pending: null };
    const timers = {
        setTimeout: (run, delay) => (clock.pending = { run, at: clock.now + delay }),
        clearTimeout: () => (clock.pending = null),
    };
    const advance = milliseconds => {
        clock.now += milliseconds;
        if (clock.pending && clock.pending.at <= clock.now) clock.pending.run();
    };
    const sent = [];
    const stalls = [];
    const open = more =>
        new Outbox({
            user: 'alice',
            storage: stored,
            transmit: frame => sent.push(frame),
            changed: () => {},
            stalled: () => stalls.push(clock.now),
            now: () => clock.now,
            timers,
            ...more,
        });
    return { stored, sent, stalls, advance, open };
}

const cids = frames => frames.map(frame => frame.cid);
const to = (cid, conversation = '1') => ({ cid, conversation, text: `text of ${cid}` });

test('what is written offline goes out after connecting, in order, one at a time', () => {
    const { sent, open } = world();
    const outbox = open();
    outbox.add(to('a'));
    outbox.add(to('b'));
    assert.deepEqual(sent, []);
    outbox.connected();
    assert.deepEqual(cids(sent), ['a']);
    outbox.acked('a', 1);
    assert.deepEqual(cids(sent), ['a', 'b']);
});

test('what was written before a direct conversation was known goes out before what is written in it', () => {
    const { sent, open } = world();
    const known = {};
    const outbox = open({ directWith: user => known[user] });
    outbox.connected();
    outbox.add({ cid: 'a', user: 'bob', text: 'first' });
    outbox.add({ cid: 'b', user: 'bob', text: 'second' });
    known.bob = '17';
    outbox.add(to('c', '17'));
    assert.deepEqual(cids(sent), ['a']);
    outbox.refused('a', 'unavailable', '', 0);
    assert.deepEqual(cids(sent), ['a', 'a']);
    outbox.acked('a', 1);
    outbox.acked('b', 2);
    assert.deepEqual(cids(sent), ['a', 'a', 'b', 'c']);
});

test('one conversation does not wait for another', () => {
    const { sent, open } = world();
    const outbox = open();
    outbox.connected();
    outbox.add(to('a', '1'));
    outbox.add(to('b', '2'));
    assert.deepEqual(cids(sent), ['a', 'b']);
});

test('a message without its ack goes out again with the same cid after a reconnect', () => {
    const { sent, open } = world();
    const outbox = open();
    outbox.connected();
    outbox.add(to('a'));
    outbox.disconnected();
    outbox.connected();
    assert.deepEqual(cids(sent), ['a', 'a']);
});

test('an unacked message survives a reload, an acked one is forgotten', () => {
    const { stored, sent, open } = world();
    const before = open();
    before.connected();
    before.add(to('a'));
    before.add(to('b'));
    before.acked('a', 1);
    const after = open();
    assert.deepEqual(
        after.items.map(item => item.cid),
        ['b'],
    );
    after.connected();
    assert.equal(sent.at(-1).cid, 'b');
    after.acked('b', 2);
    assert.deepEqual(Object.keys(stored), []);
});

test('a busy server is tried again after the time that it asked for, in order', () => {
    const { sent, advance, open } = world();
    const outbox = open();
    outbox.connected();
    outbox.add(to('a'));
    outbox.refused('a', 'rate_limited', 'slow', 2000);
    outbox.add(to('b'));
    advance(1000);
    assert.deepEqual(cids(sent), ['a']);
    advance(1100);
    assert.deepEqual(cids(sent), ['a', 'a']);
    assert.equal(outbox.items[0].state, 'flying');
});

test('a refusal fails the message and lets the next one go', () => {
    const { sent, open } = world();
    const outbox = open();
    outbox.connected();
    outbox.add(to('a'));
    outbox.add(to('b'));
    outbox.refused('a', 'forbidden', 'no');
    assert.equal(outbox.items[0].state, 'failed');
    assert.deepEqual(cids(sent), ['a', 'b']);
    outbox.acked('b', 1);
    outbox.retry('a');
    assert.deepEqual(cids(sent), ['a', 'b', 'a']);
});

test('what is larger than the server takes fails without being sent, and lets the next one go', () => {
    const { sent, open } = world();
    const outbox = open({ fits: ({ text }) => text.length < 20 });
    outbox.add({ ...to('a'), text: 'a'.repeat(20) });
    outbox.add(to('b'));
    outbox.add({ ...to('c', '2'), text: 'c'.repeat(20) });
    outbox.connected();
    assert.deepEqual(cids(sent), ['b']);
    outbox.disconnected();
    outbox.connected();
    assert.deepEqual(cids(sent), ['b', 'b']);
    const [large, small, other] = outbox.items;
    assert.deepEqual([large.state, large.error], ['failed', 'too_large']);
    assert.equal(small.state, 'flying');
    assert.equal(other.state, 'failed');
    outbox.retry('a');
    assert.equal(outbox.items[0].state, 'failed');
});

test('an ack without a seq keeps the message in view but never sends it again', () => {
    const { stored, sent, open } = world();
    const outbox = open();
    outbox.connected();
    outbox.add(to('a'));
    outbox.acked('a');
    assert.equal(outbox.items[0].state, 'acked');
    assert.deepEqual(Object.keys(stored), []);
    outbox.connected();
    assert.deepEqual(cids(sent), ['a']);
});

test('a connection that never answers is reported', () => {
    const { stalls, advance, open } = world();
    const outbox = open();
    outbox.connected();
    outbox.add(to('a'));
    advance(13_000);
    assert.equal(stalls.length, 1);
});

test('what was written in a tab that has been closed is sent by another one, in its order', () => {
    const { stored, sent, advance, open } = world();
    const living = open();
    const closed = open();
    closed.add(to('a'));
    advance(1);
    living.add(to('b'));
    advance(1);
    closed.add(to('c'));

    living.connected();
    ['a', 'b', 'c'].forEach((cid, seq) => living.acked(cid, seq));

    assert.deepEqual(cids(sent), ['a', 'b', 'c']);
    assert.deepEqual(living.items, []);
    assert.deepEqual(Object.keys(stored), []);
});

test('what two tabs send goes out under one cid, and is gone from both', () => {
    const { stored, sent, open } = world();
    const writing = open();
    const other = open();
    writing.add(to('a'));

    writing.connected();
    other.connected();
    assert.deepEqual(cids(sent), ['a', 'a']);
    for (const outbox of [other, writing]) {
        outbox.acked('a', 1);
        outbox.disconnected();
        outbox.connected();
    }

    assert.deepEqual(cids(sent), ['a', 'a']);
    assert.deepEqual([writing.items, other.items, Object.keys(stored)], [[], [], []]);
});

test('what another tab could not send is not tried again, nor what is here twice', () => {
    const { sent, open } = world();
    const writing = open();
    const other = open();
    writing.connected();
    writing.add(to('a'));
    writing.refused('a', 'forbidden', 'no');
    other.add(to('b'));
    other.connected();
    other.disconnected();
    other.connected();
    assert.deepEqual(cids(sent), ['a', 'b', 'b']);
    assert.deepEqual(cids(other.items), ['b']);
});

test('who logs out is told of what other tabs have not sent, too', () => {
    const { open } = world();
    const outbox = open();
    open().add(to('a'));
    outbox.connected();
    outbox.disconnected();
    outbox.add(to('b'));
    open().add(to('c'));
    assert.equal(outbox.unsent, 3);
    outbox.acked('a');
    assert.equal(outbox.unsent, 2);
});

test('what is discarded while it is under way keeps nothing waiting', () => {
    const { sent, open } = world();
    const outbox = open();
    outbox.connected();
    outbox.add(to('a'));
    outbox.add(to('b'));
    outbox.discard('a');
    assert.deepEqual(cids(sent), ['a', 'b']);
});

test('what a user sent whose name begins like this one is not sent', () => {
    const { stored, sent, open } = world();
    open({ user: 'alice.smith' }).add(to('theirs'));
    open().add(to('a'));
    stored['parley.outbox.alice.broken'] = '{"cid"';

    const own = open();
    own.connected();

    assert.deepEqual(cids(sent), ['a']);
    own.clear();
    assert.deepEqual(Object.keys(stored), ['parley.outbox.alice.smith.theirs', 'parley.outbox.alice.broken']);
});
