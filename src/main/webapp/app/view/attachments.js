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

    function onpaste(event) {
        const files = pastedFiles(event.clipboardData);
        if (!files.length) return;
        event.preventDefault();
        take(files);
    }

    /** Lets files be dropped on an element, while that is `ready` for them. */
    function takeDropped(element, ready) {
        const brings = event => carriesFiles(event) && !dragged?.isConnected && ready();
        const over = on => element.classList.toggle('dropping', on);
        const accept = event => {
            if (!brings(event)) return;
            event.preventDefault();
            over(true);
        };
        element.addEventListener('dragenter', accept);
        element.addEventListener('dragover', accept);
        element.addEventListener('dragleave', ({ relatedTarget }) => element.contains(relatedTarget) || over(false));
        element.addEventListener('drop', event => {
            over(false);
            if (!brings(event)) return;
            event.preventDefault();
            take(event.dataTransfer.files);
        });
    }

    return { list, input, button, render, onpaste, takeDropped };
}

/** What is dragged from this page itself: a picture there would be a file, too. */
let dragged = null;

const carriesFiles = ({ dataTransfer }) => Boolean(dataTransfer?.types.includes('Files'));

/** The browser would open a file that is dropped where nothing takes it, in place of Parley. */
export function guardDrops(target) {
    target.addEventListener('dragstart', event => (dragged = event.target));
    target.addEventListener('dragend', () => (dragged = null));
    target.addEventListener('dragover', event => {
        if (!carriesFiles(event) || event.defaultPrevented) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'none';
    });
    target.addEventListener('drop', event => carriesFiles(event) && event.preventDefault());
}

/** Office puts a picture beside the text that is copied; who copies a picture, or a file, has one of the two at most. */
export function pastedFiles(data) {
    const { files = [], types = [] } = data ?? {};
    return types.includes('text/plain') && types.includes('text/html') ? [] : [...files];
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
