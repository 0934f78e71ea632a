import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Socket } from '../../main/webapp/app/socket.js';

/** A connection and a clock as the browser has them, under the test's control. */
function world() {
    const pending = new Map();
    let now = 0;
    let ids = 0;
    const timers = {
        setTimeout: (run, delay) => {
            pending.set(++ids, { run, at: now + delay });
            return ids;
        },
        clearTimeout: id => pending.delete(id),
    };
    const advance = async milliseconds => {
        now += milliseconds;
        for (const [id, { run, at }] of pending) {
            if (at > now) continue;
            pending.delete(id);
            run();
        }
        await settled();
    };
    const opened = [];
    const socket = new Socket({
        url: 'ws',
        token: async () => 'token',
        frames: () => {},
        state: () => {},
        rejected: () => {},
        open: () => {
            const connection = { sent: [], send: text => connection.sent.push(JSON.parse(text)), close: () => (connection.closed = true) };
            opened.push(connection);
            return connection;
        },
        timers,
    });
    const says = frame => opened.at(-1).onmessage({ data: JSON.stringify(frame) });
    return { socket, opened, says, advance };
}

const settled = () => new Promise(resolve => setImmediate(resolve));

async function connected() {
    const all = world();
    all.socket.start();
    await settled();
    all.says({ type: 'welcome' });
    return all;
}

test('a connection on which nothing comes is tried, and given up if nobody answers', async () => {
    const { opened, advance } = await connected();
    await advance(60_000);
    assert.deepEqual(opened[0].sent, [{ type: 'ping' }]);

    await advance(10_000);
    await advance(0);

    assert.ok(opened[0].closed);
    assert.equal(opened.length, 2);
});

test('whoever answers is believed, and whatever comes is an answer', async () => {
    const { opened, says, advance } = await connected();
    await advance(59_000);
    says({ type: 'typing' });
    await advance(59_000);
    assert.deepEqual(opened[0].sent, []);

    await advance(1_000);
    says({ type: 'pong' });
    await advance(59_000);

    assert.equal(opened[0].sent.length, 1);
    assert.ok(!opened[0].closed);
});

test('a frame is as large as the server says, in bytes', async () => {
    const { socket, says } = await connected();
    says({ type: 'welcome', maxFrame: 20 });
    assert.ok(socket.fits({ text: '123456789' }));
    assert.ok(!socket.fits({ text: '1234567890' }));
    assert.ok(socket.fits({ text: '好好好' }));
    assert.ok(!socket.fits({ text: '好好好1' }));
});

test('who comes back tries the connection at once', async () => {
    const { socket, opened, advance } = await connected();
    socket.hurry();
    socket.hurry();
    await settled();
    assert.deepEqual(opened[0].sent, [{ type: 'ping' }]);
    await advance(10_000);
    await advance(0);
    assert.equal(opened.length, 2);
});

test('a fresh token goes to the connection that is open, or to the one that opens with its welcome', async () => {
    const { socket, opened, says, advance } = await connected();
    socket.authenticate('second');
    await settled();
    assert.deepEqual(opened[0].sent, [{ type: 'auth', token: 'second' }]);

    socket.restart();
    await advance(0);
    socket.authenticate('third');
    await settled();
    assert.deepEqual(opened[1].sent, []);
    says({ type: 'welcome' });
    await settled();
    assert.deepEqual(opened[1].sent, [{ type: 'auth', token: 'third' }]);

    socket.restart();
    socket.authenticate('fourth, which the next connection opens with');
    await advance(0);
    says({ type: 'welcome' });
    await settled();
    assert.deepEqual(opened[2].sent, []);
});
