/* SPDX-License-Identifier: MIT */
#include "harness/plan/reason.h"

#include <string.h>

const struct reason reasons[] = {
    {"starttls-not-supported", "the server does not offer STARTTLS", false},
    {"certificate-host-mismatch",
	"the certificate does not name the mail server", false},
    {"certificate-expired", "a certificate of the chain is expired", false},
    {"certificate-not-trusted", "no chain to a trusted authority", false},
    {"validation-failure", "another trouble with TLS or the certificate",
	false},
    {"tlsa-invalid", "the TLSA records are not usable or do not match", false},
    {"dnssec-invalid", "the DNSSEC signatures are not valid", false},
    {"dane-required", "DANE is required and there are no TLSA records", false},
    {"sts-policy-fetch-error", "the MTA-STS policy cannot be fetched", false},
    {"sts-policy-invalid", "the MTA-STS policy is not valid", false},
    {"sts-webpki-invalid", "the MTA-STS policy host has a bad certificate",
	false},
    {"connection-refused", "nobody listens there", true},
    {"connection-timeout", "no answer in time", true},
    {"connection-lost", "the connection broke off", true},
    {"domain-not-found", "the domain does not exist (NXDOMAIN)", true},
    {"null-mx", "the domain takes no mail (RFC 7505)", true},
    {"no-address", "the mail server has no address", true},
    {"dns-failure", "the DNS question got no useful answer", true},
    {"greylisted", "refused for a while with a 4xx reply", true},
    {"recipient-refused", "5xx at RCPT", true},
    {"sender-refused", "5xx at MAIL", true},
    {"message-refused", "5xx at DATA or after it", true},
    {"server-refused", "5xx at the greeting, EHLO or STARTTLS", true},
    {"queue-expired", "given up after too many tries", true},
};

const size_t n_reasons = sizeof(reasons) / sizeof(reasons[0]);

const struct reason *
reason_find(const char *name)
{
	for (size_t i = 0; i < n_reasons; i++)
		if (strcmp(reasons[i].name, name) == 0)
			return &reasons[i];
	return NULL;
}
