// A client that openapi-typescript and openapi-fetch make of the description: it compiles, and checks in.
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

declare const process: { env: Record<string, string | undefined>; exit(status: number): never };

const { VISITD_URL, TOKEN } = process.env;
const client = createClient<paths>({
	baseUrl: VISITD_URL,
	headers: { Authorization: `Bearer ${TOKEN}` },
	// As the description has it of lists in a query, and openapi-fetch does not look.
	querySerializer: { array: { style: "form", explode: false } },
});

function expect(good: boolean, what: string): void {
	if (!good) {
		console.log(`FAILED: the generated client: ${what}`);
		process.exit(1);
	}
}

const { data: clients } = await client.GET("/api/v1/clients", { params: { query: { limit: 1 } } });
const clientId = clients!.data.clients[0]!.id;
const scheduledStartTime = new Date().toISOString();

const checkedIn = await client.POST("/api/v1/visits", {
	params: { header: { "Idempotency-Key": scheduledStartTime } },
	body: { clientId, scheduledStartTime, checkInLatitude: 43.6532, checkInLongitude: -79.3832 },
});
expect(checkedIn.response.status === 201 && checkedIn.data?.clientId === clientId, "does not check in");
const visitId = checkedIn.data!.id;
const status: "in_progress" = checkedIn.data!.status;
expect(checkedIn.response.headers.get("Location") === `/api/v1/visits/${visitId}`, "gets no Location");

const refused = await client.POST("/api/v1/visits", { body: { clientId, scheduledStartTime } });
const error: components["schemas"]["Error"] = refused.error!;
expect(refused.response.status === 409 && error.code === "slot_taken", "is not told that the slot is taken");

const checkedOut = await client.PATCH("/api/v1/visits/{visitId}", {
	params: { path: { visitId } },
	body: { status: "completed", documentation: { vitalSigns: { pulse: 72 }, concerns: null } },
});
expect(checkedOut.data?.status === "completed" && checkedOut.data.durationMinutes === 0, "does not check out");

const listed = await client.GET("/api/v1/visits", { params: { query: { status: ["completed", "cancelled"], cursor: "" } } });
expect(listed.data?.data.visits.some(({ id }) => id === visitId) === true, "does not find its visit in the list");

// What the description does not have, the compiler refuses.
// @ts-expect-error: one that is required and not there
void (() => client.POST("/api/v1/visits", { body: { clientId } }));
// @ts-expect-error: a state that a PATCH does not take
void (() => client.PATCH("/api/v1/visits/{visitId}", { params: { path: { visitId } }, body: { status: "scheduled" } }));
// @ts-expect-error: an address that is none
void (() => client.GET("/api/v1/visit"));

console.log(`the generated client has checked in, out and found its visit (${status}, then ${checkedOut.data!.status})`);
