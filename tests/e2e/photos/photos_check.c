/* visitctl check: what is wrong with the store of photos, and the command that mends it. */
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "photos.h"
#include "process.h"
#include "stack.h"
#include "suite.h"
#include "text.h"

/* '@' is a directory of the test's own, which has a good secret in it. */
static const struct {
	const char *name, *section, *finding, *remedy;
} rows[] = {
	{ "good", "store = local\naddress = https://visits.example.org/objects\nsecret = @/good\ndirectory = @\n",
	  "ok    photos\n", "" },
	{ "no store", "", "", "" },
	{ "no secret", "store = local\naddress = https://visits.example.org/objects\nsecret = @/none\ndirectory = @\n",
	  "WRONG photos: there is no secret @/none", "(umask 077; openssl rand -hex 32 > @/none)" },
	{ "an open secret", "store = local\naddress = https://visits.example.org/objects\nsecret = @/open\ndirectory = @\n",
	  "WRONG photos: @/open can be read by everybody", " @/open && chmod g+r,o= @/open" },
	{ "no address", "store = local\nsecret = @/good\ndirectory = @\n",
	  "WRONG photos: section [photos]: this store needs address", "correct section [photos]" },
	{ "no directory", "store = local\naddress = https://visits.example.org/objects\nsecret = @/good\ndirectory = @/gone\n",
	  "WRONG photos: @/gone: No such file", "install -d -m 770 -o www-data -g www-data @/gone" },
	{ "no bucket", "store = s3\naddress = https://s3.example.org\naccess_key = a\nsecret = @/good\n",
	  "WRONG photos: section [photos]: this store needs bucket", "correct section [photos]" },
};

START_TEST(tells)
{
	size_t length;
	const char *directory = text("%s/place/check-%d", stack.home, _i), *conf = text("%s/visitd.conf", directory),
		   *secret = text_repeat("0123456789abcdef", 4);
	char *lines = file_read(stack.conf, 64 * 1024, &length), *photos = strstr(lines, "[photos]"),
	     *after = strstr(photos, "\n[");

	ck_assert_int_eq(mkdir(directory, 0755), 0);
	stack_put(text("%s/good", directory), secret, strlen(secret));
	stack_put(text("%s/open", directory), secret, strlen(secret));
	ck_assert_int_eq(chmod(text("%s/open", directory), 0644), 0);
	const char *changed = text("%.*s[photos]\n%s%s", (int)(photos - lines), lines, text_fill(rows[_i].section, directory),
				   after);
	stack_put(conf, changed, strlen(changed));

	const char *const argv[] = { text("%s/visitctl", stack.bin), "-c", conf, "check", "--socket", stack.socket, NULL };
	struct process_result result = process_run(argv);
	if (rows[_i].finding[0] == '\0')
		ck_assert_msg(strstr(result.out, "photos") == NULL, "%s:\n%s", rows[_i].name, result.out);
	else
		ck_assert_msg(strstr(result.out, text_fill(rows[_i].finding, directory)) != NULL &&
				      strstr(result.out, text_fill(rows[_i].remedy, directory)) != NULL,
			      "%s:\n%s", rows[_i].name, result.out);
}
END_TEST

void photos_add_check(Suite *suite)
{
	TCase *part = suite_part(suite, "check", NULL);

	tcase_add_loop_test(part, tells, 0, ARRAY_LEN(rows));
}
