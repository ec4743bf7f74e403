/* The names of roles, the form of ids. */
#include "engine/caller.h"

#include <string.h>

#include "base/uuid.h"
#include "unit.h"

struct role_row {
	const char *name;
	unsigned role;
};

static const struct role_row role_rows[] = {
	{ "caregiver", ROLE_CAREGIVER },
	{ "coordinator", ROLE_COORDINATOR },
	{ "admin", ROLE_ADMIN },
	{ "family", ROLE_FAMILY },
	{ "", 0 },
	{ "Caregiver", 0 },
	{ "caregive", 0 },
	{ "caregivers", 0 },
	{ "caregiver ", 0 },
	{ "caregiver,admin", 0 },
	{ "root", 0 },
};

START_TEST(roles)
{
	const struct role_row *row = &role_rows[_i];

	ck_assert_msg(caller_role(row->name) == row->role, "\"%s\": got %#x", row->name, caller_role(row->name));
}
END_TEST

struct uuid_row {
	const char *name, *text;
	size_t length;
	const char *uuid; /* NULL: it is none */
};

#define TEXT(bytes) (bytes), sizeof(bytes) - 1
#define UUID        "3edaf4f8-2120-4011-a59f-f6d8a47c622f"
static const struct uuid_row uuid_rows[] = {
	{ "lower case", TEXT(UUID), UUID },
	{ "upper case", TEXT("3EDAF4F8-2120-4011-A59F-F6D8A47C622F"), UUID },
	{ "both cases", TEXT("3eDaF4f8-2120-4011-a59F-F6d8a47C622f"), UUID },
	{ "nil", TEXT("00000000-0000-0000-0000-000000000000"), "00000000-0000-0000-0000-000000000000" },
	{ "all ones", TEXT("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF"), "ffffffff-ffff-ffff-ffff-ffffffffffff" },
	{ "in front of more", UUID "0", 36, UUID },
	{ "empty", TEXT(""), NULL },
	{ "one digit short", TEXT("3edaf4f8-2120-4011-a59f-f6d8a47c622"), NULL },
	{ "one digit more", TEXT(UUID "0"), NULL },
	{ "a digit beyond f", TEXT("3edaf4f8-2120-4011-a59f-f6d8a47c622g"), NULL },
	{ "a digit beyond F", TEXT("3EDAF4F8-2120-4011-A59F-F6D8A47C622G"), NULL },
	{ "a digit before 0", TEXT("3edaf4f8-2120-4011-a59f-f6d8a47c622/"), NULL },
	{ "a digit after 9", TEXT("3edaf4f8-2120-4011-a59f-f6d8a47c622:"), NULL },
	{ "a digit before a", TEXT("3edaf4f8-2120-4011-a59f-f6d8a47c622`"), NULL },
	{ "a digit before A", TEXT("3edaf4f8-2120-4011-a59f-f6d8a47c622@"), NULL },
	{ "without dashes", TEXT("3edaf4f821204011a59ff6d8a47c622f0000"), NULL },
	{ "dash moved", TEXT("3edaf4f-82120-4011-a59f-f6d8a47c622f"), NULL },
	{ "dash in the place of a digit", TEXT("3edaf4f8-2120-4011-a59f-f6d8a47c62-f"), NULL },
	{ "braces", TEXT("{3edaf4f8-2120-4011-a59f-f6d8a47c622f}"), NULL },
	{ "braces, 36 characters", TEXT("{edaf4f8-2120-4011-a59f-f6d8a47c622}"), NULL },
	{ "urn", TEXT("urn:uuid:3edaf4f8-2120-4011-a59f-f6d8a47c622f"), NULL },
	{ "space in front", TEXT(" 3edaf4f8-2120-4011-a59f-f6d8a47c622"), NULL },
	{ "newline at the end", TEXT("3edaf4f8-2120-4011-a59f-f6d8a47c622\n"), NULL },
	{ "U+0000 at the end", TEXT(UUID "\0"), NULL },
	{ "U+0000 inside", TEXT("3edaf4f8-2120-4011-a59f-f6d8a47c\0222"), NULL },
	{ "full-width digits",
	  TEXT("\xef\xbc\x93"
	       "daf4f8-2120-4011-a59f-f6d8a47c622f"),
	  NULL },
	{ "injection", TEXT("' OR '1'='1"), NULL },
};

START_TEST(uuids)
{
	const struct uuid_row *row = &uuid_rows[_i];
	char uuid[UUID_SIZE] = "";
	bool good = uuid_parse(row->text, row->length, uuid);

	unit_expect(row->name, good ? uuid : NULL, row->uuid);
}
END_TEST

Suite *caller_suite(void)
{
	Suite *suite = suite_create("caller");
	TCase *tests = tcase_create("caller");

	tcase_add_loop_test(tests, roles, 0, ARRAY_LEN(role_rows));
	tcase_add_loop_test(tests, uuids, 0, ARRAY_LEN(uuid_rows));
	suite_add_tcase(suite, tests);
	return suite;
}
