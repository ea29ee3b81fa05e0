/* SPDX-License-Identifier: MIT */
#include "sim/smtp/smtp_params.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

struct value {
	const char *text; /* NULL: there was no "=" */
	size_t len;
};

static bool
is_word(struct value v, const char *word)
{
	return v.text != NULL && v.len == strlen(word) &&
	       strncasecmp(v.text, word, v.len) == 0;
}

/* size-value, at most 20 digits (RFC 1870 section 3 (4)). */
static bool
take_size(struct value v, struct smtp_params *p)
{
	if (v.text == NULL || v.len == 0 || v.len > 20)
		return false;
	for (size_t i = 0; i < v.len; i++) {
		uint64_t digit = (uint64_t)(v.text[i] - '0');

		if (!isdigit((unsigned char)v.text[i]))
			return false;
		if (p->size > (UINT64_MAX - digit) / 10)
			return false;
		p->size = p->size * 10 + digit;
	}
	return true;
}

static bool
take_body(struct value v, struct smtp_params *p)
{
	p->eight_bit = is_word(v, "8BITMIME");
	return p->eight_bit || is_word(v, "7BIT");
}

static bool
take_flag(struct value v, struct smtp_params *p)
{
	(void)p;
	return v.text == NULL;
}

static bool
take_ret(struct value v, struct smtp_params *p)
{
	p->ret_full = is_word(v, "FULL");
	return p->ret_full || is_word(v, "HDRS");
}

static int
upper_nibble(char c)
{
	static const char digits[] = "0123456789ABCDEF";
	const char *at = c == '\0' ? NULL : strchr(digits, c);

	return at == NULL ? -1 : (int)(at - digits);
}

/* xtext of RFC 3461 section 4: "+" and two upper case digits, or itself. */
static bool
take_xtext(struct value v, char *out, size_t max)
{
	size_t n = 0;

	if (v.text == NULL || v.len == 0)
		return false;
	for (size_t i = 0; i < v.len; i++) {
		char c = v.text[i];

		if (c == '+') {
			int hi = i + 2 < v.len ? upper_nibble(v.text[i + 1])
					       : -1,
			    lo = hi >= 0 ? upper_nibble(v.text[i + 2]) : -1;

			if (lo < 0 || hi * 16 + lo == 0)
				return false;
			c = (char)(hi * 16 + lo);
			i += 2;
		}
		if (n == max)
			return false;
		out[n++] = c;
	}
	out[n] = '\0';
	return true;
}

static bool
take_envid(struct value v, struct smtp_params *p)
{
	return take_xtext(v, p->envid, SMTP_ENVID_MAX);
}

/* addr-type ";" xtext; the type is an atom. */
static bool
take_orcpt(struct value v, struct smtp_params *p)
{
	const char *semicolon =
	    v.text == NULL ? NULL : memchr(v.text, ';', v.len);

	if (semicolon == NULL || semicolon == v.text ||
	    semicolon + 1 == v.text + v.len)
		return false;
	return take_xtext(v, p->orcpt, SMTP_ORCPT_MAX);
}

static unsigned
notify_bit(struct value v)
{
	if (is_word(v, "SUCCESS"))
		return SMTP_NOTIFY_SUCCESS;
	if (is_word(v, "FAILURE"))
		return SMTP_NOTIFY_FAILURE;
	if (is_word(v, "DELAY"))
		return SMTP_NOTIFY_DELAY;
	return 0;
}

static bool
take_notify(struct value v, struct smtp_params *p)
{
	if (is_word(v, "NEVER"))
		return true;
	if (v.text == NULL)
		return false;
	for (;;) {
		const char *comma = memchr(v.text, ',', v.len);
		size_t n = comma != NULL ? (size_t)(comma - v.text) : v.len;
		unsigned bit = notify_bit((struct value){v.text, n});

		if (bit == 0 || (p->notify & bit) != 0)
			return false;
		p->notify |= bit;
		if (comma == NULL)
			return true;
		v.text += n + 1;
		v.len -= n + 1;
	}
}

static const struct {
	const char *name;
	enum smtp_param param;
	enum smtp_verb verb;
	bool (*take)(struct value, struct smtp_params *);
} table[] = {
    {"SIZE", SMTP_PARAM_SIZE, SMTP_MAIL, take_size},
    {"BODY", SMTP_PARAM_BODY, SMTP_MAIL, take_body},
    {"SMTPUTF8", SMTP_PARAM_SMTPUTF8, SMTP_MAIL, take_flag},
    {"REQUIRETLS", SMTP_PARAM_REQUIRETLS, SMTP_MAIL, take_flag},
    {"RET", SMTP_PARAM_RET, SMTP_MAIL, take_ret},
    {"ENVID", SMTP_PARAM_ENVID, SMTP_MAIL, take_envid},
    {"NOTIFY", SMTP_PARAM_NOTIFY, SMTP_RCPT, take_notify},
    {"ORCPT", SMTP_PARAM_ORCPT, SMTP_RCPT, take_orcpt},
};

#define ROWS (sizeof(table) / sizeof(table[0]))

const char *
smtp_param_name(enum smtp_param param)
{
	for (size_t i = 0; i < ROWS; i++)
		if (table[i].param == param)
			return table[i].name;
	return "?";
}

static enum smtp_fault
take_one(enum smtp_verb verb, const char *text, size_t len,
    struct smtp_params *params)
{
	const char *equals = memchr(text, '=', len);
	size_t key = equals != NULL ? (size_t)(equals - text) : len;
	struct value v = {NULL, 0};

	if (equals != NULL)
		v = (struct value){equals + 1, len - key - 1};
	for (size_t i = 0; i < ROWS; i++) {
		if (table[i].verb != verb || strlen(table[i].name) != key ||
		    strncasecmp(table[i].name, text, key) != 0)
			continue;
		if ((params->given & table[i].param) != 0)
			return SMTP_BAD_PARAMETER;
		params->given |= table[i].param;
		return table[i].take(v, params) ? SMTP_FINE
						: SMTP_BAD_PARAMETER;
	}
	return SMTP_UNKNOWN_PARAMETER;
}

enum smtp_fault
smtp_params_parse(enum smtp_verb verb, const char *text, size_t len,
    struct smtp_params *params)
{
	const char *end = text + len;

	if (len > 0 && *text != ' ')
		return SMTP_BAD_PARAMETER;
	while (text < end) {
		const char *word = text, *space;
		enum smtp_fault fault;

		if (*text == ' ') {
			text++;
			continue;
		}
		space = memchr(word, ' ', (size_t)(end - word));
		text = space != NULL ? space : end;
		fault = take_one(verb, word, (size_t)(text - word), params);
		if (fault != SMTP_FINE)
			return fault;
	}
	return SMTP_FINE;
}
