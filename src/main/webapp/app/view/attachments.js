import { h, renderKeyed, setText } from '../dom.js';
import { fileSize } from '../format.js';
import { because, t } from '../i18n.js';
import { isForShown } from '../state/summary.js';
import { iconButton } from './dialog.js';
import { icon } from './icon.js';

/** What is on its way in the conversation on show: above the composer, each with its progress. */
export function attachments(parley) {
    const list = h('ul', { class: 'uploads', 'data-testid': 'uploads' });
    const input = h('input', {
        type: 'file',
        multiple: true,
        class: 'sr-only',
        tabindex: -1,
        'aria-hidden': 'true',
        'data-testid': 'file-input',
        onchange: () => {
            take(input.files);
            input.value = '';
        },
    });
    const button = iconButton('attach', t('attach'), () => input.click(), { 'data-testid': 'attach' });

    function render(state) {
        const here = state.uploads.filter(item => isForShown(item, state));
        list.hidden = !here.length;
        renderKeyed(list, here.map(rowOf), ({ item }) => row(item), refresh);
    }

    function row(item) {
        const failed = item.state === 'failed';
        return h(
            'li',
            { class: `upload upload-${item.state}`, 'data-testid': 'upload', 'data-state': item.state },
            icon(item.kind === 'voice' ? 'mic' : 'file'),
            h(
                'span',
                { class: 'upload-words' },
                h('span', { class: 'upload-name', dir: 'auto' }, item.kind === 'voice' ? t('voice') : item.name),
                failed
                    ? h('span', { class: 'upload-error', role: 'alert' }, reason(item))
                    : h('progress', { max: 1, 'aria-label': t('upload.progress', item.name) }),
            ),
            h('span', { class: 'upload-size' }),
            failed && iconButton('retry', t('retry'), () => parley.uploads.retry(item.key), { 'data-testid': 'upload-retry' }),
            iconButton('close', t('upload.cancel'), () => parley.uploads.cancel(item.key), {
                'data-testid': 'upload-cancel',
            }),
        );
    }

    /** Only the bar moves, as long as nothing else changes. */
    function refresh(element, { item }) {
        if (element.dataset.state !== item.state) {
            const fresh = row(item);
            advance(fresh, item);
            return fresh;
        }
        advance(element, item);
        return element;
    }

    function take(files) {
        [...files].forEach(file => parley.attach(file));
    }

    /** Lets files be dropped on an element and pasted into it. */
    function listen(element) {
        const carries = event => event.dataTransfer?.types.includes('Files');
        let depth = 0;
        const over = on => {
            depth = on ? depth + 1 : Math.max(0, depth - 1);
            element.classList.toggle('dropping', depth > 0);
        };
        element.addEventListener('dragenter', event => carries(event) && (event.preventDefault(), over(true)));
        element.addEventListener('dragleave', event => carries(event) && over(false));
        element.addEventListener('dragover', event => carries(event) && event.preventDefault());
        element.addEventListener('drop', event => {
            if (!carries(event)) return;
            event.preventDefault();
            depth = 1;
            over(false);
            take(event.dataTransfer.files);
        });
        element.addEventListener('paste', event => {
            if (!event.clipboardData?.files.length) return;
            event.preventDefault();
            take(event.clipboardData.files);
        });
    }

    return { list, input, button, render, listen };
}

const rowOf = item => ({ key: `upload-${item.key}`, item, version: `${item.state}${item.progress}` });

function advance(element, { progress, size }) {
    const bar = element.querySelector('progress');
    if (bar) bar.value = progress;
    setText(element.querySelector('.upload-size'), `${fileSize(progress * size)} / ${fileSize(size)}`);
}

function reason({ error, detail }) {
    return because('upload', 'upload.failed', { code: error, detail });
}
