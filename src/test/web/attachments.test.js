import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guardDrops, pastedFiles } from '../../main/webapp/app/view/attachments.js';

const file = { name: 'a.png' };

test('a picture or a file that was copied is pasted, and one that comes with a text is not', () => {
    const pasted = (...types) => pastedFiles({ types, files: [file] });
    assert.deepEqual(pasted('Files'), [file]);
    assert.deepEqual(pasted('text/html', 'Files'), [file]);
    assert.deepEqual(pasted('text/plain', 'Files'), [file]);
    assert.deepEqual(pasted('text/html', 'text/rtf', 'text/plain', 'Files'), []);
    assert.deepEqual(pastedFiles({ types: ['text/plain'], files: [] }), []);
    assert.deepEqual(pastedFiles(null), []);
});

test('a file that nobody takes is not opened by the browser, and what else is dragged is left alone', () => {
    const target = new EventTarget();
    guardDrops(target);
    const dragged = (type, types, taken = false) => {
        const event = Object.assign(new Event(type, { cancelable: true }), { dataTransfer: { types, dropEffect: 'copy' } });
        if (taken) event.preventDefault();
        target.dispatchEvent(event);
        return [event.defaultPrevented, event.dataTransfer.dropEffect];
    };
    assert.deepEqual(dragged('dragover', ['Files']), [true, 'none']);
    assert.deepEqual(dragged('dragover', ['Files'], true), [true, 'copy']);
    assert.deepEqual(dragged('drop', ['Files'])[0], true);
    assert.deepEqual(dragged('dragover', ['text/plain']), [false, 'copy']);
    assert.deepEqual(dragged('drop', ['text/plain'])[0], false);
});
