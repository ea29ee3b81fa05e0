/* SPDX-License-Identifier: MIT */
#include "certs_fixture.h"

#define HAS(bytes, text)                                            \
	((bytes).data != NULL && (bytes).len == sizeof(text) - 1 && \
	    memcmp((bytes).data, text, sizeof(text) - 1) == 0)

/* The first name of a recipe, and its CN. */
static const struct {
	const char *recipe;
	enum cert_name_kind kind;
	const char *name; /* NULL: there are no names */
	const char *cn;	  /* NULL: there is none */
} names[] = {
    {"{}", CERT_NAME_DNS, HOST, HOST},
    {"{'names':['*.x.example','b']}", CERT_NAME_DNS, "*.x.example",
	"*.x.example"},
    {"{'names':[{'hex':'62c3bc'}]}", CERT_NAME_DNS, "b\xc3\xbc", "b\xc3\xbc"},
    {"{'names':[{'ip':'49.50.51.52'}]}", CERT_NAME_IP, "1234", NULL},
    {"{'names':[{'ip':'3132:3334:3536:3738:3930:4142:4344:4546'}]}",
	CERT_NAME_IP, "1234567890ABCDEF", NULL},
    {"{'names':[{'uri':'smtp://mx'},'a']}", CERT_NAME_URI, "smtp://mx", "a"},
    {"{'names':[{'email':'p@x.example'}]}", CERT_NAME_EMAIL, "p@x.example",
	NULL},
    {"{'cn':'wrong.example'}", CERT_NAME_DNS, HOST, "wrong.example"},
    {"{'cn':{'hex':'7878'}}", CERT_NAME_DNS, HOST, "xx"},
    {"{'cn':false}", CERT_NAME_DNS, HOST, NULL},
    {"{'san':'none'}", CERT_NAME_DNS, NULL, HOST},
    {"{'san':'empty'}", CERT_NAME_DNS, NULL, HOST},
    {"{'san':'none','cn':false}", CERT_NAME_DNS, NULL, NULL},
    {"{'names':['sixty-four-letters-are-enough-for-a-common-name-of-rfc-5280"
     ".example']}",
	CERT_NAME_DNS,
	"sixty-four-letters-are-enough-for-a-common-name-of-rfc-5280.example",
	NULL},
};

static void
assert_bytes(const struct cert_bytes *bytes, const char *want)
{
	if (want == NULL) {
		ck_assert_ptr_null(bytes->data);
		return;
	}
	ck_assert_ptr_nonnull(bytes->data);
	ck_assert_str_eq(bytes->data, want);
	ck_assert_uint_eq(bytes->len, strlen(want));
}

START_TEST(the_cn_follows_the_first_dns_name)
{
	struct cert_recipe *recipe = recipe_of(names[_i].recipe);
	const struct cert_spec *leaf = &recipe->leaf;

	assert_bytes(&leaf->subject[CERT_CN], names[_i].cn);
	if (names[_i].name == NULL) {
		ck_assert_uint_eq(leaf->names.n, 0);
	} else {
		ck_assert_uint_ge(leaf->names.n, 1);
		ck_assert_int_eq(leaf->names.list[0].kind, names[_i].kind);
		assert_bytes(&leaf->names.list[0].value, names[_i].name);
	}
	cert_recipe_free(recipe);
}
END_TEST

START_TEST(a_nul_counts_as_a_byte)
{
	struct cert_recipe *recipe =
	    recipe_of("{'names':['a\\u0000b'],'cn':{'hex':'00'}}");

	ck_assert(HAS(recipe->leaf.names.list[0].value, "a\0b"));
	ck_assert(HAS(recipe->leaf.subject[CERT_CN], "\0"));
	cert_recipe_free(recipe);
}
END_TEST

START_TEST(no_recipe_is_the_good_certificate)
{
	struct err err = {0};
	struct cert_recipe *recipe =
	    cert_recipe_parse(NULL, "Mx.Good.Example.", 0, &err);
	const struct cert_spec *leaf = &recipe->leaf;

	assert_bytes(&leaf->names.list[0].value, "Mx.Good.Example");
	ck_assert_str_eq(leaf->issuer, "I");
	ck_assert_int_eq(leaf->key_kind, CERT_KEY_P256);
	ck_assert_int_eq(leaf->not_after.kind, CERT_TIME_DEFAULT);
	ck_assert_int_eq(leaf->san, CERT_SAN_NAMES);
	ck_assert(!leaf->authority);
	cert_recipe_free(recipe);
}
END_TEST

#define Q_SELF "{'label':'Q','issuer':'self'"

static const struct {
	const char *recipe, *sends;
} sent[] = {
    {"{}", "leaf I"},
    {"{'issuer':'R'}", "leaf"},
    {"{'issuer':'P'}", "leaf P"},
    {"{'issuer':'self'}", "leaf"},
    {"{'issuer':'leaf'}", "leaf"},
    {"{'sends':['I','leaf','R','I']}", "I leaf R I"},
    {"{'issuer':'J','authorities':[{'label':'J'}]}", "leaf J"},
    {"{'issuer':'J','authorities':[{'label':'J','issuer':'I'}]}", "leaf J I"},
    {"{'issuer':'J','authorities':[{'label':'J','issuer':'P'}]}", "leaf J P"},
    {"{'issuer':'Q','authorities':[" Q_SELF "}]}", "leaf Q"},
    {"{'issuer':'Q','authorities':[" Q_SELF ",'trusted':true}]}", "leaf"},
    {"{'issuer':'A','authorities':[{'label':'A','issuer':'B'},"
     "{'label':'B','issuer':'A'}]}",
	"leaf A B"},
};

START_TEST(the_server_sends_what_the_client_cannot_have)
{
	struct cert_recipe *recipe = recipe_of(sent[_i].recipe);
	char *all = xstrdup("");

	for (size_t i = 0; i < recipe->sends_n; i++) {
		char *more = xasprintf(
		    "%s%s%s", all, i == 0 ? "" : " ", recipe->sends[i]);

		free(all);
		all = more;
	}
	ck_assert_str_eq(all, sent[_i].sends);
	free(all);
	cert_recipe_free(recipe);
}
END_TEST

#define DAY_OF_INCIDENT INT64_C(1710288000) /* 2024-03-13 */

static const struct {
	const char *text;
	enum cert_time_kind kind;
	int64_t seconds;
	const char *exact;
	int64_t day;
} times[] = {
    {"-1 second", CERT_TIME_RELATIVE, -1, NULL, 0},
    {"+89 days", CERT_TIME_RELATIVE, 89 * DAY, NULL, 0},
    {"0 seconds", CERT_TIME_RELATIVE, 0, NULL, DAY_OF_INCIDENT},
    {"2024-03-14", CERT_TIME_ABSOLUTE, DAY_OF_INCIDENT + DAY, NULL, 0},
    {"2024-03-14", CERT_TIME_RELATIVE, DAY, NULL, DAY_OF_INCIDENT},
    {"2018-03-14", CERT_TIME_RELATIVE, -2191 * DAY, NULL, DAY_OF_INCIDENT},
    {"2024-03-13 00:00:59", CERT_TIME_RELATIVE, 59, NULL, DAY_OF_INCIDENT},
    {"utctime:500101000000Z", CERT_TIME_UTCTIME, 0, "500101000000Z", 0},
    {"generalizedtime:99991231235959Z", CERT_TIME_GENERALIZEDTIME, 0,
	"99991231235959Z", 0},
    {"utctime:", CERT_TIME_UTCTIME, 0, "", 0},
};

START_TEST(a_date_can_be_said_in_four_ways)
{
	char *text = xasprintf("{'not_after':'%s'}", times[_i].text);
	struct cert_recipe *recipe = recipe_for(text, HOST, times[_i].day);
	const struct cert_time *got = &recipe->leaf.not_after;

	ck_assert_int_eq(got->kind, times[_i].kind);
	ck_assert_int_eq(got->seconds, times[_i].seconds);
	ck_assert_pstr_eq(got->text, times[_i].exact);
	free(text);
	cert_recipe_free(recipe);
}
END_TEST

static const struct {
	const char *key, *name;
	enum cert_key_kind kind;
} keys[] = {
    {"p256", "leaf", CERT_KEY_P256},
    {"p256:own", "own", CERT_KEY_P256},
    {"p256:a:b", "a:b", CERT_KEY_P256},
    {"rsa2048", "shared", CERT_KEY_RSA2048},
};

START_TEST(a_key_has_a_kind_and_a_name)
{
	char *text = xasprintf("{'key':'%s'}", keys[_i].key);
	struct cert_recipe *recipe = recipe_of(text);

	ck_assert_int_eq(recipe->leaf.key_kind, keys[_i].kind);
	ck_assert_str_eq(recipe->leaf.key_name, keys[_i].name);
	free(text);
	cert_recipe_free(recipe);
}
END_TEST

START_TEST(a_subject_has_its_attributes)
{
	struct cert_recipe *recipe =
	    recipe_of("{'subject':{'C':'DE','O':'Test','L':{'hex':'ff'}}}");

	assert_bytes(&recipe->leaf.subject[CERT_O], "Test");
	assert_bytes(&recipe->leaf.subject[CERT_C], "DE");
	assert_bytes(&recipe->leaf.subject[CERT_L], "\xff");
	assert_bytes(&recipe->leaf.subject[CERT_OU], NULL);
	assert_bytes(&recipe->leaf.subject[CERT_CN], HOST);
	cert_recipe_free(recipe);
}
END_TEST

START_TEST(an_authority_belongs_to_its_host)
{
	struct cert_recipe *recipe = recipe_of(
	    "{'issuer':'J','authorities':[{'label':'J','trusted':true,"
	    "'permitted':['.a','b'],'excluded':['c']}]}");
	const struct cert_spec *j = cert_recipe_find(recipe, "J");

	ck_assert_ptr_eq(j, &recipe->authorities[0]);
	assert_bytes(&j->subject[CERT_CN], "badmx J for " HOST);
	assert_bytes(&j->subject[CERT_O], "badmx");
	ck_assert_str_eq(j->key_name, "J of " HOST);
	ck_assert_str_eq(j->issuer, "R");
	ck_assert(j->authority && j->trusted);
	assert_bytes(&j->permitted.list[1].value, "b");
	assert_bytes(&j->excluded.list[0].value, "c");
	cert_recipe_free(recipe);
}
END_TEST

START_TEST(the_name_of_an_authority_fits_into_its_cn)
{
	struct cert_recipe *recipe =
	    recipe_for("{'authorities':[{'label':'J'}]}",
		"an-mx-with-a-very-long-name.in-a-case-with-a-very-long-name."
		"example",
		0);
	const struct cert_bytes *cn = &recipe->authorities[0].subject[CERT_CN];

	ck_assert_uint_eq(cn->len, 64);
	ck_assert_str_eq(cn->data, "badmx J for ry-long-name."
				   "in-a-case-with-a-very-long-name.example");
	cert_recipe_free(recipe);
}
END_TEST

START_TEST(a_renewed_authority_has_key_and_subject_of_the_old_one)
{
	struct cert_recipe *recipe = recipe_of(
	    "{'authorities':["
	    "{'label':'M','same_key_as':'K','same_subject_as':'K'},"
	    "{'label':'K','same_key_as':'J','same_subject_as':'J'},"
	    "{'label':'J','key':'p256:j','cn':'J'},"
	    "{'label':'N','same_key_as':'I','same_subject_as':'I'}]}");
	const struct cert_spec *m = cert_recipe_find(recipe, "M");
	const struct cert_spec *n = cert_recipe_find(recipe, "N");

	ck_assert_str_eq(m->key_name, "j");
	assert_bytes(&m->subject[CERT_CN], "J");
	ck_assert_str_eq(n->key_name, "I");
	assert_bytes(&n->subject[CERT_CN], "badmx Intermediate I");
	cert_recipe_free(recipe);
}
END_TEST

START_TEST(what_is_said_otherwise_has_another_identity)
{
	struct cert_recipe *one = recipe_of("{'cn':'a','issuer':'P'}");
	struct cert_recipe *same = recipe_of("{'issuer':'P', 'cn':'a'}");
	struct cert_recipe *other = recipe_of("{'cn':'b','issuer':'P'}");
	struct cert_recipe *shifted =
	    recipe_for("{'cn':'a','issuer':'P'}", HOST, DAY);

	ck_assert_str_eq(one->identity, same->identity);
	ck_assert_str_ne(one->identity, other->identity);
	ck_assert_str_ne(one->identity, shifted->identity);
	cert_recipe_free(one);
	cert_recipe_free(same);
	cert_recipe_free(other);
	cert_recipe_free(shifted);
}
END_TEST

static const struct {
	const char *recipe, *complaint;
} wrong[] = {
    {"{'isuer':'P'}", "certificate: there is no field \"isuer\" "
		      "(did you mean \"issuer\"?)"},
    {"{'quux':1}", "certificate: there is no field \"quux\""},
    {"{'trusted':true}", "certificate: there is no field \"trusted\""},
    {"'x'", "certificate: must be a table"},
    {"{'names':'x'}", "certificate: names: must be a list of names"},
    {"{'names':[]}", "certificate: names: must hold at least one name (see "
		     "san = \"none\" and san = \"empty\")"},
    {"{'names':['a',{'url':'x'}]}",
	"certificate: names: name 2: there is no kind of name \"url\" "
	"(did you mean \"uri\"?)"},
    {"{'names':[7]}", "certificate: names: name 1: a name must be a text or "
		      "one of {hex, ip, uri, email = \"...\"}"},
    {"{'names':[{'ip':'1.2.3'}]}",
	"certificate: names: name 1: \"1.2.3\" is not an IP address"},
    {"{'names':[{'hex':'abc'}]}",
	"certificate: names: name 1: \"abc\" is not hex"},
    {"{'names':['a'],'san':'none'}",
	"certificate: san leaves no room for names"},
    {"{'san':'full'}", "certificate: san: must be \"none\" or \"empty\""},
    {"{'cn':true}", "certificate: cn: must be a text or {hex = \"...\"}"},
    {"{'subject':{'CN':'x'}}",
	"certificate: subject: there is no attribute \"CN\" (there are "
	"O, OU, L, ST, C; CN is the field cn)"},
    {"{'not_after':'soon'}",
	"certificate: not_after: \"soon\" is not a length of time "
	"(write: 10 minutes)"},
    {"{'not_after':'2024-13-01'}",
	"certificate: not_after: \"2024-13-01\" is not a date "
	"(write: 2024-03-13)"},
    {"{'not_before':1}", "certificate: not_before: must be a text"},
    {"{'not_before':'a\\u0000b'}",
	"certificate: not_before: must not hold a NUL byte"},
    {"{'key':'p265'}", "certificate: key: there is no kind of key \"p265\" "
		       "(did you mean \"p256\"?)"},
    {"{'key':'p256:'}",
	"certificate: key: the name behind the colon is missing"},
    {"{'key':'rsa2048:x'}",
	"certificate: key: there is only one rsa2048 key, it has no name"},
    {"{'issuer':'J'}", "certificate: leaf: issuer: there is no authority \"J\" "
		       "(did you mean \"R\"?)"},
    {"{'issuer':'slef'}",
	"certificate: leaf: issuer: there is no authority \"slef\" "
	"(did you mean \"self\"?)"},
    {"{'sends':'leaf'}", "certificate: sends: must be a list of labels"},
    {"{'sends':[]}", "certificate: sends: must be a list of labels"},
    {"{'sends':['laef']}", "certificate: sends: there is no authority \"laef\" "
			   "(did you mean \"leaf\"?)"},
    {"{'authorities':{}}",
	"certificate: authorities: must be a list of authorities"},
    {"{'authorities':['J']}",
	"certificate: authorities: must be a list of tables"},
    {"{'authorities':[{}]}",
	"certificate: authorities: authority 1: the label is missing"},
    {"{'authorities':[{'label':'I'}]}",
	"certificate: authorities: authority 1: the label \"I\" is taken"},
    {"{'authorities':[{'label':'J'},{'label':'J'}]}",
	"certificate: authorities: authority 2: the label \"J\" is there "
	"twice"},
    {"{'authorities':[{'label':'a-label-of-21-letters'}]}",
	"certificate: authorities: authority 1: the label has more than 20 "
	"letters"},
    {"{'authorities':[{'label':'J','names':['a']}]}",
	"certificate: authorities: authority 1: there is no field "
	"\"names\""},
    {"{'authorities':[{'label':'J','issuer':'K'}]}",
	"certificate: J: issuer: there is no authority \"K\" "
	"(did you mean \"R\"?)"},
    {"{'authorities':[{'label':'J','trusted':'yes'}]}",
	"certificate: authorities: authority 1: trusted: must be true or "
	"false"},
    {"{'authorities':[{'label':'J','permitted':[{'ip':'1.2.3.4'}]}]}",
	"certificate: authorities: authority 1: permitted: only DNS names "
	"can stand here"},
    {"{'authorities':[{'label':'J','excluded':[]}]}",
	"certificate: authorities: authority 1: excluded: must name at "
	"least one subtree"},
    {"{'authorities':[{'label':'J','key':'p256','same_key_as':'I'}]}",
	"certificate: J: same_key_as: there is a key, too"},
    {"{'authorities':[{'label':'J','cn':'x','same_subject_as':'I'}]}",
	"certificate: J: same_subject_as: there is a subject or cn, too"},
    {"{'authorities':[{'label':'J','same_key_as':'K'},"
     "{'label':'K','same_key_as':'J'}]}",
	"certificate: J: same_key_as: \"K\" leads round in a circle"},
};

START_TEST(a_mistake_is_said_with_the_word_that_was_meant)
{
	char *said = complaint_about(wrong[_i].recipe);

	ck_assert_str_eq(said, wrong[_i].complaint);
	free(said);
}
END_TEST

static void
add_to(TCase *tc)
{
	tcase_add_loop_test(
	    tc, the_cn_follows_the_first_dns_name, 0, ROWS(names));
	tcase_add_test(tc, a_nul_counts_as_a_byte);
	tcase_add_test(tc, no_recipe_is_the_good_certificate);
	tcase_add_loop_test(
	    tc, the_server_sends_what_the_client_cannot_have, 0, ROWS(sent));
	tcase_add_loop_test(
	    tc, a_date_can_be_said_in_four_ways, 0, ROWS(times));
	tcase_add_loop_test(tc, a_key_has_a_kind_and_a_name, 0, ROWS(keys));
	tcase_add_test(tc, a_subject_has_its_attributes);
	tcase_add_test(tc, an_authority_belongs_to_its_host);
	tcase_add_test(tc, the_name_of_an_authority_fits_into_its_cn);
	tcase_add_test(
	    tc, a_renewed_authority_has_key_and_subject_of_the_old_one);
	tcase_add_test(tc, what_is_said_otherwise_has_another_identity);
	tcase_add_loop_test(
	    tc, a_mistake_is_said_with_the_word_that_was_meant, 0, ROWS(wrong));
}

int
main(void)
{
	return run_suite("cert_recipe", add_to);
}
