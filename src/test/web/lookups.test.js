import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '../../main/webapp/app/api.js';
import { Lookups } from '../../main/webapp/app/lookups.js';

/** Questions wait in `asked` until they are answered; `told` has the names that were told together. */
function world() {
    const asked = [];
    const told = [];
    const known = new Set();
    const lookups = new Lookups({
        ask: user => new Promise((resolve, reject) => asked.push({ user, reject, answer: () => resolve({ user }) })),
        isKnown: user => known.has(user),
        found: people => told.push(people.map(({ user }) => user)),
    });
    const users = () => asked.map(({ user }) => user);
    return { lookups, asked, users, told, known };
}

const people = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => `user-${from + i}`);
const settled = () => new Promise(resolve => setImmediate(resolve));

test('few people are asked for at a time, who is wanted last before those that wait', async () => {
    const { lookups, asked, users } = world();
    lookups.want(people(1, 10));
    assert.deepEqual(users(), people(1, 4));
    lookups.want(['late-1', 'late-2', 'user-9', undefined]);
    asked[0].answer();
    asked[1].reject(new ApiError(404, 'not_found'));
    await settled();
    assert.deepEqual(users(), [...people(1, 4), 'late-1', 'late-2']);
    asked.slice(2).forEach(({ answer }) => answer());
    await settled();
    assert.deepEqual(users().slice(6), people(5, 8));
    lookups.stop();
});

test('the first answer is told at once, those that follow together', async () => {
    const { lookups, asked, told } = world();
    lookups.want(people(1, 8));
    while (asked.some(({ done }) => !done)) {
        asked.forEach(question => (question.done = true, question.answer()));
        await settled();
    }
    assert.deepEqual(told, [['user-1']]);
    await new Promise(resolve => setTimeout(resolve, 250));
    assert.deepEqual(told, [['user-1'], people(2, 8)]);
    lookups.stop();
});

test('who is known meanwhile is not asked for, and who was not found as the server failed is once more', async () => {
    const { lookups, asked, users, known } = world();
    lookups.want(people(1, 6));
    known.add('user-5');
    asked[0].reject(new ApiError(404, 'not_found'));
    asked[1].reject(new ApiError(503, 'unavailable'));
    await settled();
    assert.deepEqual(users().slice(4), ['user-6']);
    lookups.want(people(1, 6));
    assert.deepEqual(users().slice(5), ['user-2']);
    lookups.stop();
});
