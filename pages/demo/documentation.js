// What a caregiver writes down of a visit: a form as long as it is under way, a summary afterwards.
import { action, announce, equal, h, labelled, notice, once, refusal } from './ui.js';
import { asMembers, position } from './position.js';

const vitals = [
    { name: 'systolic', label: 'Blood pressure, upper', unit: 'mmHg', of: 'bloodPressure' },
    { name: 'diastolic', label: 'Blood pressure, lower', unit: 'mmHg', of: 'bloodPressure' },
    { name: 'heartRate', label: 'Heart rate', unit: 'per minute' },
    { name: 'temperature', label: 'Temperature', unit: '°C' },
];
const usual = ['medication', 'breakfast', 'lunch', 'walk', 'personal care', 'housekeeping'];

const vital = (signs, { of, name }) => (of ? signs?.[of]?.[name] : signs?.[name]);
const named = activities => (Array.isArray(activities) ? activities : []);

export function documentationSummary(documentation) {
    if (!documentation) return h('p', { className: 'empty' }, 'Nothing was written.');
    const { vitalSigns, activities, observations, concerns } = documentation;
    const pairs = vitals.filter(sign => vital(vitalSigns, sign) !== undefined).map(sign => [sign.label, `${vital(vitalSigns, sign)} ${sign.unit}`]);
    const done = named(activities).map(({ name, minutes }) => (minutes ? `${name} (${minutes} minutes)` : name));
    if (done.length) pairs.push(['Done', done.join(', ')]);
    if (observations) pairs.push(['Observations', observations]);
    if (concerns) pairs.push(['Concerns', concerns]);
    return h('dl', {}, pairs.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}

// `finished` is called with what to say when the visit has been checked out, or must be looked at anew.
export function documentationForm({ client, visit, etag, finished }) {
    const path = `/api/v1/visits/${visit.id}`;
    let kept = visit.documentation ?? {};
    const inputs = vitals.map(() => h('input', { type: 'text', inputmode: 'decimal', size: '6', maxlength: '6', autocomplete: 'off' }));
    const boxes = new Map();
    const activities = h('fieldset', {});
    const observations = h('textarea', { rows: '4', maxlength: '10000' });
    const concerns = h('textarea', { rows: '2', maxlength: '10000' });
    const state = h('p', { className: 'state', role: 'status' });
    const answer = h('div', {});

    function fill(from) {
        vitals.forEach((sign, i) => { inputs[i].value = vital(from.vitalSigns, sign) ?? ''; });
        const listed = named(from.activities);
        boxes.clear();
        activities.replaceChildren(h('legend', {}, 'Activities'), ...[...new Set([...usual, ...listed.map(({ name }) => name)])].map((name, i) => {
            const box = h('input', { type: 'checkbox', id: `activity-${i}`, checked: listed.some(done => done.name === name) });
            boxes.set(name, box);
            return h('div', { className: 'check' }, box, h('label', { for: box.id }, name));
        }));
        observations.value = from.observations ?? '';
        concerns.value = from.concerns ?? '';
    }

    // Members that this form does not know are kept as they are, since each of the four is written as a whole.
    function written() {
        const signs = structuredClone(kept.vitalSigns ?? {});
        vitals.forEach(({ of, name }, i) => {
            const text = inputs[i].value.trim().replace(',', '.');
            const where = of ? (signs[of] ??= {}) : signs;
            if (text === '') delete where[name];
            else where[name] = Number.isNaN(Number(text)) ? text : Number(text);
        });
        if (signs.bloodPressure && !Object.keys(signs.bloodPressure).length) delete signs.bloodPressure;
        const listed = named(kept.activities);
        const done = [...boxes].filter(([, box]) => box.checked).map(([name]) => listed.find(known => known.name === name) ?? { name, done: true });
        return {
            vitalSigns: Object.keys(signs).length ? signs : null,
            activities: done.length ? done : null,
            observations: observations.value || null,
            concerns: concerns.value || null,
        };
    }
    // Only what differs is sent: two people who write different parts both keep their words.
    const changes = () => Object.fromEntries(Object.entries(written()).filter(([name, value]) => !equal(value, kept[name])));
    const dirty = () => Object.keys(changes()).length > 0;
    const say = () => { state.textContent = dirty() ? 'Not saved yet' : visit.documentation || kept.observations ? 'Saved' : ''; };

    const problem = () => vitals.find((sign, i) => Number.isNaN(Number(inputs[i].value.trim().replace(',', '.'))));
    async function save(more = {}) {
        const wrong = problem();
        if (wrong) {
            inputs[vitals.indexOf(wrong)].focus();
            answer.replaceChildren(notice('error', h('p', {}, `${wrong.label} must be a number`)));
            return null;
        }
        const documentation = changes();
        const body = { ...more };
        if (Object.keys(documentation).length) body.documentation = documentation;
        if (!Object.keys(body).length) return null;
        state.textContent = 'Saving…';
        try {
            const reply = await client.send('PATCH', path, { body, ifMatch: etag });
            etag = reply.etag;
            kept = { ...kept, ...documentation };
            answer.replaceChildren();
            state.textContent = 'Saved';
            announce('Saved');
            return reply;
        } catch (error) {
            say();
            answer.replaceChildren(refusal(error));
            if (error.code === 'changed') await meet();
            return null;
        }
    }

    // Somebody else has written since: what both changed is theirs to see and ours to decide, all else is put together.
    async function meet() {
        const reply = await client.read(path);
        const theirs = reply.body.data.documentation ?? {};
        if (reply.body.data.status !== 'in_progress') {
            finished(notice('warning', h('p', {}, 'This visit was closed meanwhile.')));
            return;
        }
        const mine = changes();
        const both = Object.keys(mine).filter(name => !equal(theirs[name], kept[name]) && !equal(theirs[name], mine[name]));
        kept = theirs;
        etag = reply.etag;
        fill({ ...theirs, ...mine });
        const shown = notice('warning', h('p', {}, both.length
            ? 'Somebody else has saved the same part meanwhile. What they wrote:' : 'Somebody else has saved another part meanwhile; it is in the form now.'));
        if (both.length) {
            shown.append(documentationSummary(Object.fromEntries(both.map(name => [name, theirs[name]]))), h('div', { className: 'buttons' },
                action('Keep mine and save', () => save()),
                action('Take theirs', () => {
                    fill({ ...written(), ...Object.fromEntries(both.map(name => [name, theirs[name]])) });
                    answer.replaceChildren();
                    say();
                })));
        } else {
            shown.append(action('Save', () => save()));
        }
        answer.replaceChildren(shown);
    }

    async function copyLast() {
        try {
            const { lastDocumentedVisit: last } = (await client.read(`/api/v1/clients/${visit.clientId}`)).body.data;
            if (!last || last.id === visit.id) {
                answer.replaceChildren(notice('warning', h('p', {}, 'There is no earlier visit with documentation.')));
                return;
            }
            const { body } = await client.read(`/api/v1/visits/${last.id}`);
            fill({ ...written(), ...body.data.documentation, concerns: concerns.value });
            say();
            answer.replaceChildren(notice('good', h('p', {}, 'Copied, but for concerns. Change what is different today, and save.')));
        } catch (error) {
            answer.replaceChildren(refusal(error));
        }
    }

    async function checkOut() {
        const where = await position();
        const reply = await save({ status: 'completed', checkOutTime: new Date().toISOString(), ...asMembers(where, 'checkOut') });
        if (reply)
            finished(notice(where.reason ? 'warning' : 'good', h('p', {}, `Checked out after ${reply.body.durationMinutes} minutes.`
                + (where.reason ? ` Without a position: ${where.reason}` : ''))));
    }

    fill(kept);
    say();
    const keep = h('button', { type: 'submit' }, 'Save');
    const element = h('form', {
        className: 'card', oninput: say,
        onsubmit: event => {
            event.preventDefault();
            once(keep, () => save());
        },
    }, h('div', { className: 'title' }, h('h2', {}, 'Documentation'), action('Copy from the last visit', copyLast, { className: 'quiet' })),
    h('fieldset', { className: 'grid' }, h('legend', {}, 'Vital signs'), vitals.map(({ label, unit }, i) => labelled(`${label} (${unit})`, inputs[i]))),
    activities, labelled('Observations', observations), labelled('Concerns', concerns, 'Never copied to the next visit.'),
    answer, h('div', { className: 'buttons' }, keep, action('Check out', checkOut, { className: 'primary' }), state));

    const warn = event => { if (dirty()) event.preventDefault(); };
    addEventListener('beforeunload', warn);
    return { element, end: () => removeEventListener('beforeunload', warn) };
}
