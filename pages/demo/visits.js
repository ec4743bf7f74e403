// The caregiver's screens: today's visits, a visit that nobody planned, and one visit from check-in to check-out.
import { action, announce, dayOf, h, labelled, momentOf, notice, once, pill, refusal, timeOf } from './ui.js';
import { asMembers, position } from './position.js';
import { documentationForm, documentationSummary } from './documentation.js';

const VISITS = '/api/v1/visits';

// ---- Today

function today() {
    const start = new Date();
    start.setHours(0, 0, 0, 0);
    const end = new Date(start);
    end.setDate(end.getDate() + 1);
    return { startDate: start.toISOString(), endDate: new Date(end - 1).toISOString() };
}

function row(visit, me, when = timeOf, column = 'time') {
    const words = { scheduled: 'Check in', in_progress: 'Continue' };
    const mine = me.role === 'caregiver' && words[visit.status];
    return h('li', {}, h('a', { className: 'row', href: `#/visits/${visit.id}` },
        h('span', { className: column }, when(visit.scheduledStartTime)),
        h('span', { className: 'what' }, h('b', {}, visit.clientName), me.role === 'caregiver' ? null : h('small', {}, visit.staffName)),
        pill(visit.status), h('span', { className: mine ? 'go primary' : 'go' }, mine || 'View')));
}

async function list({ client, me }) {
    const open = [];
    for await (const visit of client.list(VISITS, 'visits', { status: 'in_progress', limit: 20 })) {
        open.push(visit);
        if (open.length === 20) break;
    }
    const day = [];
    for await (const visit of client.list(VISITS, 'visits', { ...today(), sort: 'scheduledStartTime', limit: 100 })) day.push(visit);
    const earlier = open.filter(visit => !day.some(other => other.id === visit.id));
    const caregiver = me.role === 'caregiver';
    return {
        title: 'Visits',
        content: [
            h('div', { className: 'title' },
                h('div', {}, h('h1', {}, 'Today'), h('p', { className: 'hint' }, `${dayOf(new Date())}${me.zone ? ` · ${me.zone.name}` : ''}`)),
                caregiver ? h('a', { className: 'button primary', href: '#/visits/new' }, 'Unplanned visit') : null),
            day.length ? h('ul', { className: 'rows' }, day.map(visit => row(visit, me)))
                : h('div', { className: 'empty' }, h('p', {}, h('b', {}, 'No visits today.')),
                    h('p', {}, caregiver ? 'A visit that nobody planned can be begun at any time.' : 'Nothing is planned in your zone.')),
            earlier.length ? h('section', {}, h('h2', {}, 'Still open from other days'),
                h('ul', { className: 'rows' }, earlier.map(visit => row(visit, me, dayOf, 'time day')))) : null,
        ].filter(Boolean),
    };
}

// ---- A visit that nobody planned

async function begin({ client, me }) {
    const results = h('ul', { className: 'rows' });
    const search = h('input', { type: 'search', autocomplete: 'off', maxlength: '200' });
    const chosen = h('div', {});
    const find = h('div', { className: 'card' }, labelled('Client', search, `Name or address, of clients in ${me.zone?.name ?? 'your zone'}`), results);
    let asked = 0;
    let timer;

    async function show() {
        const mine = ++asked;
        const found = [];
        try {
            for await (const person of client.list('/api/v1/clients', 'clients', { search: search.value.trim(), limit: 20 })) {
                found.push(person);
                if (found.length === 20) break;
            }
        } catch (error) {
            if (mine === asked) results.replaceChildren(h('li', {}, refusal(error)));
            return;
        }
        // Replies may overtake each other; only the last question's counts.
        if (mine !== asked) return;
        results.replaceChildren(...found.map(person => h('li', {}, h('button', { type: 'button', className: 'row', onclick: () => choose(person) },
            h('span', { className: 'what' }, h('b', {}, `${person.firstName} ${person.lastName}`), h('small', {}, person.address))))));
        if (!found.length) results.append(h('li', { className: 'empty' }, 'Nobody of that name.'));
        announce(`${found.length} clients found`);
    }
    async function choose(person) {
        find.hidden = true;
        await checkInForm(client, person, chosen, () => {
            chosen.replaceChildren();
            find.hidden = false;
            search.focus();
        });
    }
    search.addEventListener('input', () => {
        clearTimeout(timer);
        timer = setTimeout(show, 250);
    });
    await show();
    return {
        title: 'Unplanned visit',
        content: [back('#/visits', 'Today'), h('h1', {}, 'Unplanned visit'), find, chosen],
    };
}

async function checkInForm(client, person, place, change) {
    const answer = h('div', {});
    const now = new Date();
    now.setMinutes(now.getMinutes() - now.getTimezoneOffset(), 0, 0);
    const start = h('input', { type: 'datetime-local', value: now.toISOString().slice(0, 16), required: true });
    const copy = h('input', { type: 'checkbox', id: 'copy', checked: true });
    const enter = h('button', { type: 'submit', className: 'primary' }, 'Check in');
    let last = null;
    try {
        last = (await client.read(`/api/v1/clients/${person.id}`)).body.data.lastDocumentedVisit;
    } catch (error) {
        answer.append(refusal(error));
    }
    const form = h('form', {
        className: 'card',
        onsubmit: event => {
            event.preventDefault();
            once(enter, send);
        },
    }, h('div', { className: 'title' }, h('div', {}, h('h2', {}, `${person.firstName} ${person.lastName}`), h('p', { className: 'hint' }, person.address)),
        h('button', { type: 'button', className: 'quiet', onclick: change }, 'Choose another')),
    labelled('Planned start', start),
    last ? h('div', { className: 'check' }, copy, h('label', { for: 'copy' }, `Start from the notes of ${momentOf(last.scheduledStartTime)}, by ${last.staffName}`)) : null,
    h('p', { className: 'hint' }, 'Your browser may ask whether the page may know where you are. If not, the check-in has no position.'), answer, enter);

    async function send() {
        const where = await position();
        const body = { clientId: person.id, scheduledStartTime: new Date(start.value).toISOString(), ...asMembers(where, 'checkIn') };
        if (last && copy.checked) body.copiedFromVisitId = last.id;
        try {
            const reply = await client.send('POST', VISITS, { body });
            tell = checkedIn(where);
            location.hash = `#/visits/${reply.body.id}`;
        } catch (error) {
            answer.replaceChildren(refusal(error));
            // Who has the slot is told where the caller may see it.
            if (error.code === 'slot_taken' && error.location)
                answer.append(h('p', {}, h('a', { href: `#/visits/${error.location.split('/').pop()}` }, 'Open the visit that has this time')));
        }
    }
    place.replaceChildren(form);
    enter.focus();
}

// What the next screen says first.
let tell = null;
const checkedIn = where => notice(where.reason ? 'warning' : 'good',
    h('p', {}, where.reason ? `Checked in without a position: ${where.reason}` : 'Checked in, with your position.'));

// ---- One visit

const back = (address, words) => h('p', {}, h('a', { href: address, className: 'back' }, words));

function facts(visit) {
    const where = (latitude, longitude) => (latitude === null ? '' : ` at ${latitude}, ${longitude}`);
    const pairs = [
        ['Planned', momentOf(visit.scheduledStartTime)],
        ['Checked in', momentOf(visit.checkInTime) + where(visit.checkInLatitude, visit.checkInLongitude)],
        ['Checked out', momentOf(visit.checkOutTime) + where(visit.checkOutLatitude, visit.checkOutLongitude)],
        ['Lasted', visit.duration === null ? '—' : `${visit.duration} minutes`],
        ['Address', visit.client.address],
        ['In an emergency', visit.client.emergencyContact.name
            ? `${visit.client.emergencyContact.name} (${visit.client.emergencyContact.relationship}), ${visit.client.emergencyContact.phone}` : '—'],
    ].filter(([, value]) => value !== '—');
    return h('dl', {}, pairs.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}

async function one({ client, me }, id) {
    const reply = await client.read(`${VISITS}/${id}`);
    const visit = reply.body.data;
    const mine = visit.staffId === me.id;
    const first = tell;
    tell = null;
    const content = [
        back('#/visits', 'Today'),
        h('div', { className: 'title' }, h('h1', {}, `${visit.client.firstName} ${visit.client.lastName}`), pill(visit.status)),
        first,
        h('section', { className: 'card' }, h('h2', { className: 'visually-hidden' }, 'The visit'), facts(visit)),
    ];
    let end;
    if (visit.status === 'scheduled' && mine) {
        content.push(startCard(client, visit, reply.etag));
    } else if (visit.status === 'in_progress' && mine) {
        const form = documentationForm({ client, visit, etag: reply.etag, finished: words => {
            tell = words;
            reload();
        } });
        content.push(form.element);
        end = form.end;
    } else {
        content.push(h('section', { className: 'card' }, h('h2', {}, 'Documentation'), documentationSummary(visit.documentation)));
    }
    return { title: content[1].firstChild.textContent, content: content.filter(Boolean), end };
}

const reload = () => dispatchEvent(new HashChangeEvent('hashchange'));

function startCard(client, visit, etag) {
    const answer = h('div', {});
    const work = async () => {
        const where = await position();
        try {
            await client.send('PATCH', `${VISITS}/${visit.id}`, { ifMatch: etag, body: { status: 'in_progress', ...asMembers(where, 'checkIn') } });
            tell = checkedIn(where);
            reload();
        } catch (error) {
            answer.replaceChildren(refusal(error));
            if (error.code === 'changed') answer.append(action('Show it as it is now', reload));
        }
    };
    return h('section', { className: 'card' }, h('h2', {}, 'Begin the visit'),
        h('p', { className: 'hint' }, 'Your browser may ask whether the page may know where you are. If not, the check-in has no position.'),
        answer, action('Check in now', work, { className: 'primary' }));
}

export const visitScreens = { list, begin, one };
