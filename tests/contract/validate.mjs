// Is the description what OpenAPI says that one is? node validate.mjs openapi.json
import { Validator } from "@seriousme/openapi-schema-validator";
import { Document } from "./document.mjs";

const [path] = process.argv.slice(2);
const validator = new Validator();
const { valid, errors } = await validator.validate(path);
let failed = 0;
const fail = text => {
	failed++;
	console.log(`FAILED: ${text}`);
};
if (!valid)
	fail(`it is no OpenAPI document: ${JSON.stringify(errors)}`);
if (validator.version !== "3.1")
	fail(`it is of OpenAPI ${validator.version}`);

// Every schema is one, and every example fits its schema.
const document = new Document(path);
let examples = 0;
const check = (what, schema, example) => {
	examples++;
	const problem = document.problem(schema, example);
	if (problem)
		fail(`the example of ${what}: ${problem}`);
};
const checkMedia = (what, media) => {
	if (!media?.schema)
		return;
	if ("example" in media)
		check(what, media.schema, media.example);
	for (const { value } of Object.values(media.examples ?? {}))
		check(what, media.schema, value);
};
for (const operation of document.operations) {
	const id = operation.operationId;
	checkMedia(id, operation.requestBody?.content["application/json"]);
	for (const place of ["path", "query", "header"])
		for (const { name, schema, example } of document.parameters(operation, place))
			if (example !== undefined)
				check(`${id}, ${name}`, schema, example);
	for (const [status, response] of Object.entries(operation.responses))
		checkMedia(`${id} ${status}`, document.resolve(response).content?.["application/json"]);
}
console.log(`the description is OpenAPI 3.1, and ${examples} examples fit: ${failed} failures`);
process.exit(failed === 0 && examples > 0 ? 0 : 1);
