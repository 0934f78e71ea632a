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
addEventListener('push', event => event.waitUntil(told(event.data?.json() ?? {})));
addEventListener('notificationclick', event => {
    event.notification.close();
    event.waitUntil(open(event.notification.data));
});

/** Of a call that is over, only what rings on this screen is taken back. */
async function told(notice) {
    if (notice.kind !== 'over') return show(notice);
    const shown = await registration.getNotifications({ tag: tagOf(notice) });
    // Replaced, not closed: browsers want to see a notification for each push.
    if (shown.some(({ data }) => data.ringing)) return show({ ...notice, silent: true });
}

const tagOf = ({ conversation }) => `conversation-${conversation}`;

/** What rings is replaced by what became of it. */
function show({ conversation, from, kind, text, outcome, silent = false }) {
    const words = TEXTS[navigator.language.startsWith('zh') ? 'zh' : 'en'];
    const what = kind === 'call' && MISSED.includes(outcome) ? words.missed : (words[kind] ?? words.message);
    return registration.showNotification(from ?? 'Parley', {
        body: text ?? what,
        icon: 'img/parley.svg',
        tag: tagOf({ conversation }),
        renotify: kind !== 'over',
        requireInteraction: kind === 'ring',
        silent,
        data: { conversation, ringing: kind === 'ring' },
    });
}

async function open({ conversation }) {
    const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true });
    const page = pages.find(({ focused }) => focused) ?? pages[0];
    if (!page) return clients.openWindow(`./#/c/${conversation}`);
    page.postMessage({ type: 'open', conversation });
    return page.focus();
}
