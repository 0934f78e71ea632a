import { h, setText } from '../dom.js';
import { t } from '../i18n.js';
import { callPanel } from './call.js';
import { conversation } from './conversation.js';
import { details } from './details.js';
import { icon } from './icon.js';
import { sidebar } from './sidebar.js';

const PATIENCE = 1200;

/** Everything behind the log-in: two panes, at times three; one at a time on a phone. */
export function workspace(parley) {
    const bannerText = h('span');
    const banner = h(
        'div',
        { class: 'banner', role: 'status', 'data-testid': 'offline-banner', hidden: true },
        icon('offline'),
        bannerText,
    );
    const left = sidebar(parley);
    const middle = conversation(parley);
    const right = details(parley);
    const panes = h('div', { class: 'panes' }, left.element, middle.element, right.element);
    const call = callPanel(parley);
    const element = h('div', { class: 'workspace' }, banner, panes, call.element);
    let timer = null;

    function render(state) {
        const { route } = state;
        panes.dataset.page = route.sidebar !== 'list' ? 'side' : route.details ? 'details' : route.page;
        left.render(state);
        middle.render(state);
        right.render(state);
        call.render(state);
        connection(state.connection);
    }

    function stop() {
        clearTimeout(timer);
        call.stop();
        middle.stop();
    }

    /** Short interruptions are nobody's business. */
    function connection(state) {
        if (state === 'online') {
            clearTimeout(timer);
            timer = null;
            banner.hidden = true;
        } else if (timer === null) {
            timer = setTimeout(() => {
                setText(bannerText, t(navigator.onLine ? 'reconnecting' : 'offline'));
                banner.hidden = false;
            }, PATIENCE);
        }
    }

    return { element, render, stop };
}
