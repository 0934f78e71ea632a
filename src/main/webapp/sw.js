/* Shows what push services bring while no page of Parley is open, and leads to it. It keeps nothing and answers no request. */

const TEXTS = {
    en: {
        message: 'New message',
        file: 'A file',
        voice: 'A voice message',
        call: 'Call',
        missed: 'Missed call',
        ring: 'Incoming call',
        over: 'The call rings no more',
    },
    zh: {
        message: '新消息',
        file: '文件',
        voice: '语音消息',
        call: '通话',
        missed: '未接来电',
        ring: '来电',
        over: '来电已结束',
    },
};
const MISSED = ['missed', 'cancelled', 'busy'];

addEventListener('install', () => skipWaiting());
addEventListener('activate', event => event.waitUntil(clients.claim()));
addEventListener('push', event => event.waitUntil(told(noticeOf(event.data))));
addEventListener('notificationclick', event => {
    event.notification.close();
    event.waitUntil(open(event.notification.data));
});

/** What can't be read is shown as well, as something withheld: browsers want to see a notification for each push. */
function noticeOf(data) {
    try {
        return data?.json() ?? {};
    } catch {
        return {};
    }
}

/**
 * What rings on this screen is replaced when the call is over. Browsers want to see a notification for each push: where it
 * doesn't ring any more, one is shown and closed.
 */
async function told(notice) {
    const tag = `conversation-${notice.conversation}`;
    if (notice.kind !== 'over') return show(notice, tag);
    const shown = await registration.getNotifications({ tag });
    if (shown.some(({ data }) => data.call && data.call === notice.call)) return show(notice, tag);
    await show(notice, 'over');
    for (const passing of await registration.getNotifications({ tag: 'over' })) passing.close();
}

function show({ conversation, from, kind, call, text, outcome, silent = false, language }, tag) {
    const wanted = [language, ...navigator.languages.map(name => name.slice(0, 2)), 'en'];
    const words = TEXTS[wanted.find(code => code in TEXTS)];
    const what = kind === 'call' && MISSED.includes(outcome) ? words.missed : (words[kind] ?? words.message);
    const over = kind === 'over';
    return registration.showNotification(from ?? 'Parley', {
        body: text ?? what,
        icon: 'img/parley.svg',
        tag,
        renotify: !over,
        requireInteraction: kind === 'ring',
        silent: silent || over,
        data: { conversation, call },
    });
}

async function open({ conversation }) {
    const windows = await clients.matchAll({ type: 'window', includeUncontrolled: true });
    const pages = windows.filter(isParley);
    const page = pages.find(({ focused }) => focused) ?? pages[0];
    if (!page) return clients.openWindow(`./#/c/${conversation}`);
    page.postMessage({ type: 'open', conversation });
    return page.focus();
}

/** Other applications may be on the same host and port, also below Parley's own path. */
function isParley({ url }) {
    const home = new URL(registration.scope).pathname;
    return [home, `${home}index.html`].includes(new URL(url).pathname);
}
