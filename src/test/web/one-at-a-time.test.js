import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oneAtATime } from '../../main/webapp/app/one-at-a-time.js';

test('a task is begun once while it runs, and anew when it has ended, well or not', async () => {
    let begun = 0;
    const task = oneAtATime(async fails => {
        begun++;
        if (fails) throw new Error('failed');
    });

    const both = [task(true), task(true)];
    assert.equal(begun, 1);
    assert.deepEqual(
        (await Promise.allSettled(both)).map(({ status }) => status),
        ['rejected', 'rejected'],
    );

    await task(false);
    assert.equal(begun, 2);
});
