// The reports: the list of them, and the form of one.
import { action, announce, dayOf, h, notice, pill, refusal } from './ui.js';
import { Draft } from './draft.js';
import { unsent } from './outbox.js';
import { RecordView } from './record.js';

const many = (count, one, more) => `${count} ${count === 1 ? one : more}`;

function row(visit, kept) {
    return h('li', {}, h('a', { className: 'row', href: `#/reports/${visit.id}` },
        h('span', { className: 'time' }, visit.id),
        h('span', { className: 'what' }, h('b', {}, visit.customerName ?? 'No customer yet'),
            h('small', {}, `${many(visit.totalInteractions, 'interaction', 'interactions')}, ${many(visit.totalLeads, 'lead', 'leads')} · ${dayOf(visit.updatedAt)}`)),
        kept ? h('span', { className: 'pill offline' }, 'kept here') : null, pill(visit.status)));
}

// A list that is read further on demand: the generator stands where the last page has ended.
async function pages(client, parameters, kept, empty) {
    const list = h('ul', { className: 'rows' });
    const all = client.list('/api/visits', 'visits', { limit: 20, ...parameters });
    const more = action('Show more', () => fill(), { className: 'quiet' });
    async function fill() {
        for (let i = 0; i < 20; i++) {
            const { value, done } = await all.next();
            if (done) {
                more.hidden = true;
                break;
            }
            list.append(row(value, kept.has(value.id)));
        }
        if (!list.children.length) list.replaceWith(empty);
    }
    const place = h('div', {}, list, more);
    await fill();
    return place;
}

async function list({ client, me }) {
    const kept = unsent(me.id);
    const answer = h('div', {});
    const begin = action('New report', async () => {
        try {
            // Nothing can be saved before there is an id.
            const { body } = await client.send('POST', '/api/visits');
            location.hash = `#/reports/${body.visitId}`;
        } catch (error) {
            answer.replaceChildren(refusal(error));
        }
    }, { className: 'primary' });
    const empty = words => h('div', { className: 'empty' }, words);
    const own = await pages(client, {}, kept, empty(h('p', {}, 'No report yet. A new one saves itself from its first word on.')));
    const shared = await pages(client, { shared: 'true' }, kept, empty(h('p', {}, 'Nobody shares a report with you.')));
    return {
        title: 'Reports',
        content: [
            h('div', { className: 'title' }, h('div', {}, h('h1', {}, 'Reports'), h('p', { className: 'hint' }, 'Of visits to customers. They save themselves.')), begin),
            answer, own, h('section', {}, h('h2', {}, 'Shared with you'), shared),
        ],
    };
}

const words = {
    saved: () => 'All saved',
    saving: () => 'Saving…',
    offline: count => (count ? `Offline – ${many(count, 'change is', 'changes are')} kept here` : 'Offline'),
    'signed-out': count => `Signed out – ${many(count, 'change is', 'changes are')} kept here`,
    conflict: count => `${many(count, 'field needs', 'fields need')} your decision`,
    refused: count => `${many(count, 'field is', 'fields are')} not saved`,
};
const closed = { submitted: 'Submitted: it can be read, and not changed any more.', shared: 'Shared with you for reading.' };

async function one({ client, me, again }, id) {
    const draft = await Draft.open(client, me, id);
    const state = h('span', { className: 'state' });
    const answer = h('div', {});
    const submit = action('Submit', async () => {
        answer.replaceChildren();
        try {
            if (!await draft.submit()) answer.replaceChildren(notice('warning', h('p', {}, 'Not everything is saved yet.')));
        } catch (error) {
            answer.replaceChildren(refusal(error));
            await draft.refresh().catch(() => {});
        }
    });
    const enter = action('Sign in again', again);
    const bar = h('div', { className: 'savebar' }, state, enter, submit);
    const root = new RecordView(draft, draft.visit);
    const sealed = h('div', {});

    function show() {
        const { state: name, count } = draft.summary;
        const text = draft.readOnly && !count ? 'Read only' : words[name](count) + (draft.kept ? '' : ' – in this page alone, the browser’s storage is full');
        if (state.textContent !== text) state.textContent = text;
        state.dataset.state = draft.readOnly && !count ? 'closed' : name;
        if (name !== 'saving') announce(text);
        enter.hidden = name !== 'signed-out';
        submit.hidden = draft.readOnly !== null || name === 'signed-out';
        submit.disabled = name !== 'saved';
        root.refresh();
    }
    function grow() {
        sealed.replaceChildren(draft.readOnly ? notice('info', h('p', {}, closed[draft.readOnly])) : '');
        root.grow();
        show();
    }
    draft.addEventListener('state', show);
    draft.addEventListener('tree', grow);
    grow();

    const back = () => draft.retry();
    const gone = () => draft.cut();
    // Whoever comes back to this window sees what others have written meanwhile.
    const seen = () => { if (document.visibilityState === 'visible') draft.retry(); };
    addEventListener('online', back);
    addEventListener('offline', gone);
    addEventListener('focus', seen);
    document.addEventListener('visibilitychange', seen);
    const end = () => {
        draft.close();
        removeEventListener('online', back);
        removeEventListener('offline', gone);
        removeEventListener('focus', seen);
        document.removeEventListener('visibilitychange', seen);
    };
    return {
        title: `Report ${id}`, end,
        content: [h('p', {}, h('a', { href: '#/reports', className: 'back' }, 'Reports')), h('h1', {}, `Report ${id}`), sealed, bar, answer, root.element],
    };
}

export const reportScreens = { list, one };
