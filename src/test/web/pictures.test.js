import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { Pictures } from '../../main/webapp/app/pictures.js';

let addresses;
let made;

beforeEach(() => {
    addresses = new Set();
    made = 0;
    mock.method(URL, 'createObjectURL', () => {
        const url = `blob:${++made}`;
        addresses.add(url);
        return url;
    });
    mock.method(URL, 'revokeObjectURL', url => addresses.delete(url));
    mock.timers.enable({ apis: ['Date'] });
});

afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
});

const some = async () => ({ size: 1 });
const none = async () => ({ size: 0 });
const failing = async () => {
    throw new Error('away');
};

test('a picture is fetched once, and known at once from then on', async () => {
    const pictures = new Pictures(10);
    assert.equal(pictures.here('ada'), undefined);
    assert.equal(await pictures.get('ada', some), 'blob:1');
    assert.equal(pictures.here('ada'), 'blob:1');
    assert.equal(await pictures.get('ada', failing), 'blob:1');
    assert.equal(await pictures.get('bob', none), null);
    assert.equal(pictures.here('bob'), null);
});

test('what was not wanted for the longest time is given up', async () => {
    const pictures = new Pictures(2);
    await pictures.get('ada', some);
    await pictures.get('bob', some);
    await pictures.get('ada', some);
    await pictures.get('eve', some);
    assert.deepEqual([...addresses], ['blob:1', 'blob:3']);
    assert.deepEqual(['ada', 'bob', 'eve'].map(key => pictures.here(key)), ['blob:1', undefined, 'blob:3']);
    pictures.clear();
    await Promise.resolve();
    assert.equal(addresses.size, 0);
});

test('after some time a picture is fetched once more, and the old one is on show until the new one is there', async () => {
    const pictures = new Pictures(10);
    await pictures.get('ada', some);
    mock.timers.tick(1000);
    const another = pictures.get('ada', some, 1000);
    assert.equal(pictures.here('ada'), 'blob:1');
    assert.equal(await another, 'blob:2');
    assert.deepEqual([...addresses], ['blob:2']);
    mock.timers.tick(1000);
    assert.equal(await pictures.get('ada', failing), 'blob:2');
    await assert.rejects(pictures.get('ada', failing, 1000));
    assert.equal(pictures.here('ada'), 'blob:2');
    assert.deepEqual([...addresses], ['blob:2']);
});

test('what could not be fetched is fetched when it is wanted again', async () => {
    const pictures = new Pictures(10);
    await assert.rejects(pictures.get('ada', failing));
    assert.equal(pictures.here('ada'), undefined);
    assert.equal(await pictures.get('ada', some), 'blob:1');
});

test('one that is forgotten while it is fetched leaves nothing behind', async () => {
    const pictures = new Pictures(10);
    const found = pictures.get('ada', some);
    pictures.forget('ada');
    assert.equal(await found, 'blob:1');
    await Promise.resolve();
    assert.equal(addresses.size, 0);
    assert.equal(pictures.here('ada'), undefined);
});
