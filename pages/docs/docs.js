// Shows /api/openapi.json by Swagger UI: from this server alone, with nothing asked of another one and nothing kept.

// What a screen reader misses in Swagger UI: landmarks, names of controls, headings that skip no level. Attributes that it does not know it
// leaves alone, so they are added to whatever comes.
const missing = [
    ['.information-container', 'role', 'region'],
    ['.information-container', 'aria-label', 'About'],
    ['.scheme-container', 'role', 'region'],
    ['.scheme-container', 'aria-label', 'Authorization'],
    ['.filter-container', 'role', 'search'],
    ['#servers', 'aria-label', 'Server'],
    ['.operation-filter-input', 'aria-label', 'Filter by tag'],
    ['textarea.body-param__text', 'aria-label', 'Request body'],
    ['select.examples-select-element', 'aria-label', 'Example'],
    ['.response-controls select, select.content-type', 'aria-label', 'Media type'],
    ['.auth-container input', 'aria-label', 'Access token'],
    ['.opblock-tag', 'role', 'heading'],
    ['.opblock-tag', 'aria-level', '2'],
    ['.opblock-section-header h4, .responses-inner h4, .responses-inner h5', 'role', 'heading'],
    ['.opblock-section-header h4', 'aria-level', '3'],
    ['.responses-inner h4, .responses-inner h5', 'aria-level', '4'],
];
let waiting = false;
function complete() {
    waiting = false;
    for (const [selector, name, value] of missing)
        for (const element of document.querySelectorAll(selector)) if (!element.hasAttribute(name)) element.setAttribute(name, value);
}

// Swagger UI puts an example into each field that is sent. That of a key, which is made up for one request, and that of a record's
// tag would only be in the way.
async function description() {
    const reply = await fetch('/api/openapi.json');
    const spec = await reply.json();
    for (const parameter of Object.values(spec.components.parameters)) if (parameter.in === 'header') delete parameter.example;
    return spec;
}

addEventListener('DOMContentLoaded', async () => {
    // Once for all that comes together.
    const soon = () => { waiting ||= Boolean(setTimeout(complete, 50)); };
    new MutationObserver(soon).observe(document.getElementById('reference'), { childList: true, subtree: true });
    globalThis.SwaggerUIBundle({
        spec: await description(),
        dom_id: '#reference',
        deepLinking: true,
        docExpansion: 'list',
        defaultModelsExpandDepth: -1,
        displayRequestDuration: true,
        filter: true,
        // Of its themes the one with enough contrast.
        syntaxHighlight: { theme: 'tomorrow-night' },
        // The validator would be asked at another host; a token that is kept would outlive the tab.
        validatorUrl: null,
        persistAuthorization: false,
        supportedSubmitMethods: ['get', 'post', 'patch', 'delete'],
    });
});
