// The four levels of a report: where each lives in the API, what hangs below it, and which fields it has.

// kind: how a field is written. "lines" is an array of strings, one a line; "range" two dates in one string.
const text = (name, label, max, more) => ({ name, label, max, kind: 'text', ...more });
const area = (name, label) => ({ name, label, max: 10000, kind: 'area' });
const lines = (name, label, hint = 'One a line') => ({ name, label, kind: 'lines', hint });
const date = (name, label) => ({ name, label, kind: 'date' });

export const LEVELS = {
    visit: {
        title: 'Visit', path: '/api/visits', child: 'interaction', list: 'interactions',
        fields: [
            text('customerName', 'Customer', 200), { name: 'dateRange', label: 'From', labelEnd: 'To', kind: 'range' },
            text('location', 'Location', 500), text('interactionType', 'Type of visit', 100),
            lines('sharedWith', 'Shared with', 'E-mail addresses of those who may read it, one a line'),
        ],
    },
    interaction: {
        title: 'Interaction', path: '/api/interactions', parent: 'visitId', id: 'interactionId', child: 'principal', list: 'PrincipalInteractions',
        fields: [lines('departments', 'Departments'), lines('Principals', 'Principals'), lines('persons', 'Persons')],
    },
    principal: {
        title: 'Principal interaction', path: '/api/Principal-interactions', parent: 'interactionId', id: 'PrincipalInteractionId', child: 'lead', list: 'leads',
        fields: [
            text('PrincipalName', 'Principal', 200), text('product', 'Product', 200), area('objective', 'Objective'),
            area('discussion', 'Discussion'), area('nextStep', 'Next step'), date('followUpDate', 'Follow-up'),
        ],
    },
    lead: {
        title: 'Lead', path: '/api/leads', parent: 'PrincipalInteractionId', id: 'leadId',
        fields: [
            text('title', 'Title', 200), text('contactName', 'Contact', 200), text('contactPhone', 'Telephone', 50),
            text('contactEmail', 'E-mail', 255), { name: 'expectedValue', label: 'Expected value', kind: 'number' },
            text('currency', 'Currency', 3, { hint: 'Three capitals, as EUR' }),
            { name: 'status', label: 'Status', kind: 'choice', choices: ['new', 'qualified', 'won', 'lost'] }, date('followUpDate', 'Follow-up'),
            area('description', 'Description'),
        ],
    },
};

export const addressOf = record => `${LEVELS[record.level].path}/${record.id}`;
