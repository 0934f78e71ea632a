import { h, renderKeyed, setText } from '../dom.js';
import { t } from '../i18n.js';
import { contactState } from '../state/index.js';
import { leads } from '../state/summary.js';
import { avatar, groupAvatar } from './avatar.js';
import { contactButtons } from './contacts.js';
import { confirm, dialog, iconButton } from './dialog.js';
import { dissolve, editGroup, isMuted, joinMode, joinRequests, memberCare } from './group-care.js';
import { icon } from './icon.js';
import { peopleSearch, showChips } from './people.js';
import { presenceText } from './presence.js';
import { quietSection } from './quiet.js';
import { nameOf } from './rows.js';
import { sectionButton, titledSection } from './section.js';

const RANK = { owner: 0, admin: 1, member: 2 };

/** The right pane: who is in the conversation, and what can be done about it. */
export function details(parley) {
    const body = h('div', { class: 'details-body' });
    const close = iconButton('close', t('close'), () => parley.back(), { 'data-testid': 'close-details' });
    const element = h(
        'aside',
        { class: 'pane details', 'aria-label': t('details'), hidden: true },
        h('header', { class: 'details-header' }, close, h('h2', {}, t('details'))),
        body,
    );
    const seen = h('p', { class: 'muted', 'data-testid': 'presence-text' });
    const memberList = h('ul', { class: 'plain-list', 'data-testid': 'member-list' });
    let drawn = {};
    let opener = null;

    function render(state) {
        const { route, conversations, members, people, me, language } = state;
        const summary = conversations[route.id];
        show(Boolean(route.details && summary));
        if (element.hidden) return;
        setText(seen, presenceText(state.presences[summary.user]));
        const view = {
            summary: faceOf(summary),
            list: members[route.id],
            requests: state.joinRequests[route.id],
            contact: summary.user && contactState(state, summary.user),
            people,
            me,
            language,
        };
        if (Object.keys(view).every(key => view[key] === drawn[key])) return;
        drawn = view;
        const focused = document.activeElement?.dataset.focus;
        const sections = summary.type === 'group' ? groupFace(summary, view) : personFace(summary, view);
        // What looks the same stays, so that a click is not lost because something else changes in that moment.
        renderKeyed(body, sections.filter(Boolean), section => section.build());
        if (focused) body.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
    }

    /** The focus comes along if the pane is all there is to see, and goes back to where it was. */
    function show(on) {
        if (on === !element.hidden) return;
        const focused = element.contains(document.activeElement);
        element.hidden = !on;
        if (on) {
            opener = document.activeElement;
            if (!opener.checkVisibility()) close.focus();
        } else if (focused) opener?.focus();
    }

    function personFace(summary, { people, me, contact, language }) {
        const { user } = summary;
        const { name = user, status } = people[user] ?? {};
        const section = sectionsThatShow(summary.user, name, me.user, language);
        return [
            section('person', () =>
                h(
                    'div',
                    { class: 'details-top' },
                    avatar(user, name, { size: 'huge' }),
                    h('h3', {}, name),
                    h('p', { class: 'muted' }, `@${user}`),
                    seen,
                ),
            ),
            status && section('status', () => h('p', { class: 'details-notice', dir: 'auto' }, status), status),
            section('quiet', () => quietSection(parley, summary), summary.quietUntil),
            user !== me.user &&
                section(
                    'contact',
                    () => h('div', { class: 'details-actions' }, contactButtons(parley, { user, name }, contact)),
                    contact,
                ),
        ];
    }

    function groupFace(summary, { summary: face, list = [], requests, people, me, language }) {
        const leading = leads(summary) && !summary.disabled;
        const section = sectionsThatShow(face, me.user, language);
        drawMembers(summary, list, people, me, language);
        return [
            section('group', () => groupTop(summary, leading)),
            summary.notice &&
                section('notice', () =>
                    h('p', { class: 'details-notice', dir: 'auto', 'data-testid': 'notice' }, summary.notice),
                ),
            section('quiet', () => quietSection(parley, summary)),
            leading && section('join-mode', () => joinMode(parley, summary)),
            leading &&
                summary.joinRequests > 0 &&
                requests?.length > 0 &&
                section('join-requests', () => joinRequests(parley, summary, requests), requests),
            section('members', () => memberSection(summary, leading)),
            section('leave', () => dangerRow('leave', t('group.leave'), 'leave-group', () => leave(summary, me))),
            summary.role === 'owner' &&
                !summary.disabled &&
                section('dissolve', () =>
                    dangerRow('trash', t('group.dissolve'), 'dissolve-group', () => dissolve(parley, summary)),
                ),
        ];
    }

    function groupTop(summary, leading) {
        return h(
            'div',
            { class: 'details-top' },
            groupAvatar(summary, { size: 'huge' }),
            h(
                'h3',
                {},
                summary.name,
                leading &&
                    iconButton('edit', t('group.rename'), () => editGroup(parley, summary), {
                        'data-testid': 'rename-group',
                        'data-focus': 'rename',
                    }),
            ),
            h('p', { class: 'muted' }, t('memberCount', summary.memberCount)),
        );
    }

    function memberSection(summary, leading) {
        const adding =
            leading &&
            sectionButton('addPerson', t('group.add'), {
                'data-testid': 'add-member',
                'data-focus': 'add',
                onclick: () => add(summary),
            });
        return titledSection(t('members'), adding, memberList);
    }

    function drawMembers(summary, list, people, me, language) {
        const sorted = [...list].sort((a, b) => RANK[a.role] - RANK[b.role] || a.name.localeCompare(b.name));
        const { id, name: group, role, disabled } = summary;
        const rows = sorted.map(member => {
            const name = nameOf(people, member.user);
            // Not the cursors, which move all the time.
            const shown = [member.role, member.mutedUntil, isMuted(member), name];
            const version = JSON.stringify([...shown, id, group, role, disabled, me.user, language]);
            return { key: member.user, version, member, name };
        });
        renderKeyed(memberList, rows, ({ member, name }) => memberLine(member, summary, name, me));
    }

    function memberLine(member, summary, name, me) {
        const own = member.user === me.user;
        const fixed = own || summary.disabled;
        const mayRemove = !fixed && RANK[summary.role] < RANK[member.role];
        const mayPromote = !fixed && summary.role === 'owner';
        return h(
            'li',
            { class: 'person-line', 'data-user': member.user, 'data-testid': 'member' },
            avatar(member.user, name),
            h(
                'span',
                { class: 'person-words' },
                h('span', { class: 'person-name', dir: 'auto' }, name),
                h('span', { class: 'person-under' }, `@${member.user}${own ? ` · ${t('itsYou')}` : ''}`),
                marksOf(member),
            ),
            mayPromote &&
                iconButton(
                    'shield',
                    t(member.role === 'admin' ? 'group.demote' : 'group.promote', name),
                    () =>
                        parley.attempt(() =>
                            parley.changeRole(summary.id, member.user, member.role === 'admin' ? 'member' : 'admin'),
                        ),
                    { 'data-testid': 'change-role', 'data-focus': `role-${member.user}` },
                ),
            mayRemove &&
                iconButton('more', t('group.care', name), () => memberCare(parley, summary, member, name), {
                    'data-testid': 'member-more',
                    'data-focus': `more-${member.user}`,
                }),
            mayRemove &&
                iconButton('close', t('group.remove', name), () => remove(summary, member.user, name), {
                    'data-testid': 'remove-member',
                }),
        );
    }

    function marksOf(member) {
        const role = member.role !== 'member' && h('span', { class: 'role' }, t(`role.${member.role}`));
        const muted = isMuted(member) && h('span', { class: 'role', 'data-testid': 'muted' }, t('group.muted'));
        return (role || muted) && h('span', { class: 'person-marks' }, role, muted);
    }

    async function remove(summary, user, name) {
        const sure = await confirm({
            title: t('group.remove', name),
            text: t('group.removeText', name, summary.name),
            yes: t('group.removeYes'),
            danger: true,
        });
        if (sure) await parley.attempt(() => parley.removeMember(summary.id, user));
    }

    async function leave(summary, me) {
        const sure = await confirm({
            title: t('group.leave'),
            text: t('group.leaveText', summary.name),
            yes: t('group.leave'),
            danger: true,
        });
        if (sure) await parley.attempt(() => parley.removeMember(summary.id, me.user));
    }

    function add(summary) {
        const present = new Set((parley.state.members[summary.id] ?? []).map(member => member.user));
        const chosen = new Map();
        const selected = h('div', { class: 'chips' });
        const button = h(
            'button',
            {
                type: 'button',
                class: 'button button-primary',
                disabled: true,
                'data-testid': 'add-member-confirm',
                onclick: save,
            },
            t('group.add'),
        );
        const search = peopleSearch(parley, {
            chosen: toggle,
            marked: user => chosen.has(user),
            leaveOut: user => present.has(user),
        });
        const element = dialog({
            title: t('group.add'),
            kind: 'dialog-people',
            body: [selected, search.element],
            footer: button,
        });
        search.begin();

        function toggle(person) {
            if (!chosen.delete(person.user)) chosen.set(person.user, person);
            update();
        }

        function update() {
            button.disabled = !chosen.size;
            showChips(selected, [...chosen.values()], user => {
                chosen.delete(user);
                update();
                search.draw();
                if (!chosen.size) search.focus();
            });
        }

        async function save() {
            button.disabled = true;
            const done = await parley.attempt(() => parley.addMembers(summary.id, [...chosen.keys()]));
            if (done) element.close();
            else button.disabled = false;
        }
    }

    return { element, render };
}

/** Makes sections of the pane, which are built anew when these values or their own change. */
function sectionsThatShow(...values) {
    return (key, build, own) => ({ key, version: JSON.stringify([values, own]), build });
}

function dangerRow(symbol, text, testid, onclick) {
    return h('button', { type: 'button', class: 'danger-row', 'data-testid': testid, onclick }, icon(symbol), text);
}

/** What this pane shows of a conversation; the cursors, which move all the time, are not part of it. */
function faceOf(summary) {
    const { id, type, name, notice, avatar: picture, memberCount, role, joinMode: mode, joinRequests: count } = summary;
    const { user, disabled, quietUntil } = summary;
    return JSON.stringify([
        id, type, name, notice, picture, memberCount, role, mode, count, user, disabled, quietUntil,
    ]);
}
